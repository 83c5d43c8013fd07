"""Handles commands of different streams together: one by one decided, at once written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.application.commands.defer import handle_or_defer
from shared.application.commands.plan import Plan, finish, plan
from shared.application.commands.ports import Log, Ports, StreamMoved
from shared.application.commands.request import CommandRequest
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache


def handle_group(
    log: Log,
    cache: StreamCache,
    asked: Sequence[CommandRequest],
    decided: Callable[[], object] = lambda: None,
) -> Sequence[CommandResult | Exception]:
    """Return what came of each: as `handle_command`, but a StreamMoved is not tried again.

    No two of the commands may write to the same stream. `decided` is called when all are decided,
    and before they are written.
    """
    plans = [_plan(log, cache, each) for each in asked]
    decided()
    writing = [
        index for index, each in enumerate(plans) if isinstance(each, Plan) and each.handled.commits
    ]
    commits = [each.handled.commits for each in plans if isinstance(each, Plan)]
    failures = log.append_each([each for each in commits if each])
    failed = dict(zip(writing, failures, strict=True))
    return [_finish(cache, each, failed.get(index)) for index, each in enumerate(plans)]


def handle_together(
    ports: Ports, asked: Sequence[CommandRequest], pause: Callable[[int], None]
) -> Sequence[CommandResult | Exception]:
    """Do what `handle_or_defer` does for each.

    Somebody elsewhere may write to a stream too: then it is read again, and tried again, alone.
    """
    if len(asked) == 1:
        return [_alone(ports, asked[0], pause)]
    try:
        results = handle_group(ports.log, ports.cache, asked)
    except Exception as fault:  # noqa: BLE001 - told to each, logged as a fault
        return [fault] * len(asked)
    return [
        _alone(ports, each, pause) if isinstance(result, StreamMoved) else result
        for each, result in zip(asked, results, strict=True)
    ]


def _alone(
    ports: Ports, asked: CommandRequest, pause: Callable[[int], None]
) -> CommandResult | Exception:
    try:
        return handle_or_defer(ports, asked, pause)
    except Exception as error:  # noqa: BLE001 - each command has its own end
        return error


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
