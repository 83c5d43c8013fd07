"""Matches at once: fighters guard, step and strike, an action at a time, until theirs is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from cli.load.profiles import Profile
from cli.load.schedule import Action
from cli.rehearse.plays import Asked, name_of
from shared.application.commands.result import CommandResult
from shared.games.match import MATCH
from shared.games.match.actions import Action as Deed
from shared.games.match.actions import Guard, Strike
from shared.games.match.commands import Act, JoinMatch
from shared.games.match.plan import PACE
from shared.kernel.facts import Command, PlayerCommand

MODE = "melee"
"""Eight, each alone, at once."""

STRIKES = 0.1
"""The share of blows among the actions; most find nobody near, and are refused."""

OVER = frozenset({"match_over", "you_fell", "not_in_match", "too_late"})
"""Answers after which a player waits for the next match."""


class MatchPlay:
    game = MATCH
    in_turn = True
    rest = 2 * PACE.total_seconds()

    def __init__(self, profile: Profile, seed: int) -> None:
        del profile
        self._chance = Random(f"{seed}/match")  # noqa: S311 - a crowd, not a secret
        self._rooms: dict[int, str] = {}
        self._met: dict[int, tuple[int, ...]] = {}
        self._missing: dict[str, int] = {}
        self._seqs: dict[int, int] = {}

    def opening(self, now: datetime) -> Iterator[Command]:
        """Nothing is open before the matchmaker has found somebody."""
        del now
        yield from ()

    def meet(self, room: str, players: tuple[int, ...]) -> None:
        """A match is open for these."""
        self._missing[room] = len(players)
        for each in players:
            self._rooms[each], self._met[each], self._seqs[each] = room, players, 0

    def join(self, player: int, now: datetime) -> PlayerCommand:
        return JoinMatch(now, self._rooms[player], name_of(player))

    def ask(self, player: int, action: Action, now: datetime) -> Asked | None:
        assert action == "act", f"no {action} in a match"
        name, seq = name_of(player), self._seqs[player] + 1
        return "act", Act(now, self._rooms[player], name, seq, self._deed(player))

    def told(
        self, player: int, command: PlayerCommand, result: CommandResult
    ) -> Sequence[int] | None:
        """A match begins when the last of its players has joined."""
        if result.refusal:
            return None if result.refusal.reason in OVER else ()
        if isinstance(command, Act):
            self._seqs[player] = command.seq
            return ()
        self._missing[command.room] -= 1
        return () if self._missing[command.room] else self._met[player]

    def _deed(self, player: int) -> Deed:
        if self._chance.random() < STRIKES:
            return Strike(name_of(self._chance.choice(self._met[player])))
        return Guard()
