"""Records commits on boards and in lists of rooms, and sets timers: the guaranteed path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from shared.application.channels.rank import rank
from shared.application.lifecycle.keep_overview import Paces, list_rooms_of
from shared.application.lifecycle.playing import note_entrants
from shared.application.lifecycle.timers import set_timers
from shared.application.matchmaking.effects import ask_for_effects
from shared.application.matchmaking.rate_contest import ask_for_ratings
from shared.application.matchmaking.take_results import ask_for_results
from shared.application.ports import Unavailable
from shared.kernel.facts import Commit
from shared.kernel.names import room_of
from shared.runtime.bootstrap import Application, application
from shared.runtime.consume_commits import consume_commits
from shared.runtime.observed import observed


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return consume(application(), event)


def consume(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    paces = Paces(app)

    def handle(commits: Sequence[Commit]) -> None:
        _take_each(
            partial(list_rooms_of, app, commits),
            partial(note_entrants, app, commits),
            partial(rank, app, commits),
            partial(set_timers, app, commits, sure=True),
            partial(ask_for_ratings, app, commits),
            partial(ask_for_results, app, commits),
            partial(ask_for_effects, app, commits, sure=True),
            partial(paces.add, commits),
        )

    response = consume_commits(app, "rank", event, _room, handle)
    paces.tell()
    return response


def _take_each(*steps: Callable[[], object]) -> None:
    """Take each step even if another failed, then raise the errors.

    An outage comes first: a record is set aside only while all stores answer.
    """
    faults: list[Exception] = []
    for step in steps:
        try:
            step()
        except Exception as fault:  # noqa: BLE001 - raised below
            faults.append(fault)
    if faults:
        raise min(faults, key=lambda each: not isinstance(each, Unavailable))


def _room(commit: Commit) -> str:
    """Return the room, by which the streams of a room share one call to its board."""
    return room_of(commit.stream)
