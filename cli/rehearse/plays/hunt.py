"""Treasure hunts: seekers walk, search and dig as those of `rumpus load`, one deed at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from msgspec import convert

from cli.load.deeds import SHARES, STEPS
from cli.load.plan import HUNT as RULES
from cli.load.plan import SIDE
from cli.load.profiles import Profile
from cli.load.schedule import Action
from cli.rehearse.plays import Asked, id_of, name_of
from shared.application.commands.result import CommandResult
from shared.games.hunt import HUNT
from shared.games.hunt.commands import Dig, JoinHunt, Move, PlanHunt, Search
from shared.games.hunt.rules import Rules
from shared.kernel.facts import Command, PlayerCommand

ROOM = "h1"


class HuntPlay:
    game = HUNT
    in_turn = True
    rest = 0.0

    def __init__(self, profile: Profile, seed: int) -> None:
        self._profile = profile
        self._first = profile.first_room(ROOM)
        self._chance = Random(f"{seed}/hunt")  # noqa: S311 - a crowd, not a secret
        self._places: dict[int, tuple[int, int]] = {}
        self._kinds, shares = zip(*SHARES, strict=True)
        self._shares = [sum(shares[: n + 1]) for n in range(len(shares))]

    def opening(self, now: datetime) -> Iterator[Command]:
        rules = convert(RULES, Rules)
        end = now + timedelta(seconds=self._profile.seconds + 3600)
        for number in range(self._profile.rooms):
            room = self._profile.room(self._first, number * self._profile.room_players)
            yield PlanHunt(now, room, "A rehearsal", now, end, rules)

    def join(self, player: int, now: datetime) -> PlayerCommand:
        return JoinHunt(now, self._room(player), name_of(player), id_of(player))

    def ask(self, player: int, action: Action, now: datetime) -> Asked | None:
        assert action == "deed", f"no {action} in a hunt"
        (kind,) = self._chance.choices(self._kinds, cum_weights=self._shares)
        room, name = self._room(player), name_of(player)
        if kind == "search":
            return kind, Search(now, room, name)
        if kind == "dig":
            return kind, Dig(now, room, name)
        x, y = self._places.get(player, (0, 0))
        ways = [(x + by, y + on) for by, on in STEPS]
        x, y = self._chance.choice([way for way in ways if 0 <= min(way) <= max(way) < SIDE])
        return kind, Move(now, room, name, x, y)

    def told(self, player: int, command: PlayerCommand, result: CommandResult) -> Sequence[int]:
        told = result.outcome
        if "x" in told:
            self._places[player] = told["x"], told["y"]
        return (player,) if isinstance(command, JoinHunt) and not result.refusal else ()

    def _room(self, player: int) -> str:
        return self._profile.room(self._first, player)
