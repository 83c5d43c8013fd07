"""Handles commands of different streams together: one by one decided, at once written."""

from __future__ import annotations

from collections.abc import Sequence

from shared.application.commands.plan import Plan, finish, plan
from shared.application.commands.ports import Log
from shared.application.commands.request import CommandRequest
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache


def handle_group(
    log: Log, cache: StreamCache, asked: Sequence[CommandRequest]
) -> Sequence[CommandResult | Exception]:
    """Return what came of each: as `handle_command`, but a StreamMoved is not tried again.

    No two of the commands may write to the same stream.
    """
    plans = [_plan(log, cache, each) for each in asked]
    writing = [
        index for index, each in enumerate(plans) if isinstance(each, Plan) and each.handled.commits
    ]
    commits = [each.handled.commits for each in plans if isinstance(each, Plan)]
    failures = log.append_each([each for each in commits if each])
    failed = dict(zip(writing, failures, strict=True))
    return [_finish(cache, each, failed.get(index)) for index, each in enumerate(plans)]


def _plan(log: Log, cache: StreamCache, asked: CommandRequest) -> Plan | Exception:
    try:
        return plan(log, cache, asked)
    except Exception as error:  # noqa: BLE001 - each command has its own end
        return error


def _finish(
    cache: StreamCache, planned: Plan | Exception, failure: Exception | None
) -> CommandResult | Exception:
    if isinstance(planned, Exception):
        return planned
    return finish(cache, planned) if failure is None else failure
