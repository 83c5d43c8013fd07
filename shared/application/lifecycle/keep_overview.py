"""Keeps the overview of rooms up to date, from the commits and boards that workers are given."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from shared.application.channels.values import Snapshot
from shared.application.lifecycle.overview import MEAN_MS, Head, Lead, Pace, faded
from shared.application.lifecycle.ports import Ports
from shared.application.lifecycle.project_room import project_rooms
from shared.application.ports import CacheUnavailable
from shared.kernel.facts import Commit
from shared.kernel.moments import milliseconds
from shared.kernel.names import ValueChannel, match_channel, parse_stream


def list_rooms_of(ports: Ports, commits: Sequence[Commit]) -> None:
    """List the rooms of the commits, and show them in the overview until they are over."""
    for room, position, schedule in project_rooms(ports, commits):
        name = parse_stream(room)
        if schedule.end_announced_at is not None:
            ports.overview.drop(name.game, [name.room])
        else:
            head = Head(name.room, position, schedule.title, schedule.starts_at, schedule.ends_at)
            ports.overview.put(name.game, [head])


def show_lead(ports: Ports, channel: str, snapshot: Snapshot) -> None:
    """Show the size and the leader of a complete board in the overview."""
    shown = match_channel(channel)
    if isinstance(shown, ValueChannel) and shown.kind == "board":
        name = parse_stream(shown.room)
        member, points, *columns = next(iter(snapshot["rows"]), ("", 0))
        lead = Lead(snapshot["size"], member, points, tuple(columns))
        ports.overview.note(name.game, [Pace(name.room, lead=lead)])


class Paces:
    """The pace of rooms in a batch of commits, written at its end in one request per game.

    It is an estimate: while the cache is away nothing is written, and a repeated batch counts
    again.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._of_games: dict[str, list[Pace]] = {}

    def add(self, commits: Sequence[Commit]) -> None:
        """Add the commits of one room."""
        game = self._ports.games.of(commits[0].stream)
        if game is not None and game.schedule is not None:
            self._of_games.setdefault(game.name, []).append(self._pace(commits))

    def tell(self) -> None:
        """Write the collected paces."""
        with suppress(CacheUnavailable):
            for game, paces in self._of_games.items():
                self._ports.overview.note(game, paces)

    def _pace(self, commits: Sequence[Commit]) -> Pace:
        times = [(milliseconds(each.at), len(each.facts)) for each in commits]
        newest = max(at for at, _ in times)
        rate = sum(faded(facts * 1000 / MEAN_MS, newest - at) for at, facts in times)
        room = parse_stream(commits[0].stream).room
        seen = milliseconds(self._ports.clock())
        return Pace(room, newest, seen, rate)
