"""Handles commands together: one by one decided, at once written.

Why those of one stream share an append: docs/decisions/0051-commands-of-one-stream-together.md.
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
"""Commands of one stream that are written all or none: a transaction has at most 100 items."""

type Result = CommandResult | Exception


class Group(Struct, frozen=True):
    """What is decided of some commands. Each of `runs` are numbers of plans of one own stream.

    Those are written all or none, for each but the first was decided on what the others write.
    """

    plans: Sequence[Plan | Exception]
    runs: Sequence[Sequence[int]]

    @property
    def appends(self) -> Sequence[Sequence[Commit]]:
        """The commits of each run."""
        return [[commit for number in run for commit in self._commits(number)] for run in self.runs]

    def finish(self, cache: StreamCache, failures: Sequence[Exception | None]) -> Sequence[Result]:
        """Return what came of each command, when it is known what came of each run."""
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
    """Decide each, in order, without writing.

    A command whose answer must be read behind those before it on its stream is a StreamMoved.
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
    """Return what came of each: as `handle_command`, but a StreamMoved is not tried again.

    Commands of one stream are decided in order. Two that share any but their own stream may not be
    in a group. `decided` is called when all are decided, and before they are written.
    """
    group = plan_group(log, cache, asked)
    decided()
    return group.finish(cache, log.append_each(group.appends))


def handle_together(
    ports: Ports, asked: Sequence[CommandRequest], pause: Callable[[int], None]
) -> Sequence[Result]:
    """Do what `handle_or_defer` does for each.

    Somebody elsewhere may write to a stream too: then it is read again, and tried again, alone. So
    is each if one of them can't be written at all.
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
    """Decide on the streams `after` what is decided already; None is one that has to be read."""
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
