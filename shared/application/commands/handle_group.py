"""Handles several commands together: decides them one by one and writes them in one go.

Why commands of one stream share an append: docs/decisions/0051-commands-of-one-stream-together.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from shared.application.commands.defer import handle_or_defer
from shared.application.commands.plan import Plan, finish, plan, plan_after
from shared.application.commands.ports import Log, Ports, StreamMoved
from shared.application.commands.request import CommandRequest
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache

if TYPE_CHECKING:
    from shared.kernel.facts import Commit, StreamState

MOST_OF_STREAM = 16
"""Maximum commands of one stream in one append: a DynamoDB transaction has at most 100 items."""

type Result = CommandResult | Exception


class Group(Struct, frozen=True):
    """The plans of some commands.

    Each run in `runs` holds the indexes of plans with the same own stream. A run is written all or
    none, since each of its plans but the first was decided on the state that the one before leaves.
    """

    plans: Sequence[Plan | Exception]
    runs: Sequence[Sequence[int]]

    @property
    def appends(self) -> Sequence[Sequence[Commit]]:
        """The commits of each run."""
        return [[commit for number in run for commit in self._commits(number)] for run in self.runs]

    def finish(self, cache: StreamCache, failures: Sequence[Exception | None]) -> Sequence[Result]:
        """Return the result of each command, given the failure, if any, of each run's append."""
        failed = {
            number: failure
            for run, failure in zip(self.runs, failures, strict=True)
            for number in run
        }
        return [_finish(cache, each, failed.get(n)) for n, each in enumerate(self.plans)]

    def _commits(self, number: int) -> Sequence[Commit]:
        planned = self.plans[number]
        return planned.handled.commits if isinstance(planned, Plan) else ()


def plan_group(log: Log, cache: StreamCache, asked: Sequence[CommandRequest]) -> Group:
    """Decide each command, in order, without writing.

    A command that can be decided only after a log read of what its predecessors write gets
    StreamMoved.
    """
    after: dict[str, StreamState | None] = {}
    plans: list[Plan | Exception] = []
    runs: dict[str, list[int]] = {}
    for number, each in enumerate(asked):
        own = each.scope.writes[0]
        planned = _plan(log, cache, each, after)
        plans.append(planned)
        if isinstance(planned, Plan) and (planned.handled.commits or own in runs):
            runs.setdefault(own, []).append(number)
    return Group(plans, list(runs.values()))


def handle_group(
    log: Log,
    cache: StreamCache,
    asked: Sequence[CommandRequest],
    decided: Callable[[], object] = lambda: None,
) -> Sequence[Result]:
    """Return the result of each command as `handle_command` does, but never retry a StreamMoved.

    Commands of one stream are decided in order. Two commands of a group may share their own stream
    and no other. `decided` is called after all commands are decided and before they are written.
    """
    group = plan_group(log, cache, asked)
    decided()
    return group.finish(cache, log.append_each(group.appends))


def handle_together(
    ports: Ports, asked: Sequence[CommandRequest], pause: Callable[[int], None]
) -> Sequence[Result]:
    """Do what `handle_or_defer` does for each command.

    A command whose stream another process has written to is retried alone, with the stream read
    again. If handling the group raises, every command is handled alone.
    """
    if len(asked) == 1:
        return [_alone(ports, asked[0], pause)]
    try:
        results = handle_group(ports.log, ports.cache, asked)
    except Exception:  # noqa: BLE001 - one of them: alone it is told, and the others are written
        return [_alone(ports, each, pause) for each in asked]
    return [
        _alone(ports, each, pause) if isinstance(result, StreamMoved) else result
        for each, result in zip(asked, results, strict=True)
    ]


def _alone(ports: Ports, asked: CommandRequest, pause: Callable[[int], None]) -> Result:
    try:
        return handle_or_defer(ports, asked, pause)
    except Exception as error:  # noqa: BLE001 - each command has its own end
        return error


def _plan(
    log: Log, cache: StreamCache, asked: CommandRequest, after: dict[str, StreamState | None]
) -> Plan | Exception:
    """Decide on the stream states that earlier commands of the group leave.

    None in `after` means the log must be read.
    """
    own = asked.scope.writes[0]
    state = after.get(own)
    planned: Plan | None = None
    try:
        if own not in after:
            planned = plan(log, cache, asked)
        elif state is not None:
            planned = plan_after(log, cache, asked, state)
    except Exception as error:  # noqa: BLE001 - each command has its own end
        return error
    if planned is None:
        after[own] = None
        return StreamMoved(own)
    after |= {each.stream: each for each in planned.handled.after}
    return planned


def _finish(cache: StreamCache, planned: Plan | Exception, failure: Exception | None) -> Result:
    if isinstance(planned, Exception):
        return planned
    return finish(cache, planned) if failure is None else failure
