"""Players who wait for a match: the real search among them, once a second, by one worker."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from cli.load.histogram import Histogram
from cli.rehearse.loop import Core, Loop
from cli.rehearse.plays import name_of
from shared.kernel.matchmaking import MatchQueue
from shared.kernel.rating import MU, SIGMA, Rating
from shared.matchmaking.find import find
from shared.matchmaking.party import Party
from shared.matchmaking.simulate import SURE

TICK = 1.0
LOOKED = 0.00002
"""Seconds of a core for each who waits: 10,000 are looked through in 199 ms."""

type Found = Callable[[tuple[int, ...], tuple[tuple[str, ...], ...]], None]


class Lobby:
    """`found` takes a match's players and their teams; `waits` is for how long they waited."""

    def __init__(self, loop: Loop, queue: MatchQueue, found: Found, seed: int) -> None:
        self.waits = Histogram()
        self.core = Core(loop)
        self._loop, self._queue, self._found = loop, queue, found
        self._chance = Random(f"{seed}/lobby")  # noqa: S311 - a crowd, not a secret
        self._ratings: dict[int, Rating] = {}
        self._waiting: dict[tuple[str, ...], tuple[int, Party]] = {}
        self._ticks = False

    def wait(self, player: int) -> None:
        """Look for a match for a player."""
        rating = self._ratings.get(player)
        if rating is None:
            rating = self._ratings[player] = Rating(self._chance.gauss(MU, SIGMA), SURE)
        party = Party((name_of(player),), (rating,), self._loop.now)
        self._waiting[party.players] = (player, party)
        if not self._ticks:
            self._ticks = True
            self._loop.after(TICK, self._tick)

    def _tick(self) -> None:
        cost = len(self._waiting) * LOOKED
        self.core.work(cost, self._match)

    def _match(self) -> None:
        now = self._loop.now
        parties = [party for _, party in self._waiting.values()]
        made = 0
        for teams in find(parties, self._queue, now):
            made += 1
            met = []
            for party in (each for team in teams for each in team):
                player, _ = self._waiting.pop(party.players)
                self.waits.add(now - party.born)
                met.append(player)
            names = tuple(tuple(who for each in team for who in each.players) for team in teams)
            self._found(tuple(met), names)
        self._ticks = bool(self._waiting) and (made > 0 or self._may_widen(now))
        if self._ticks:
            self._loop.after(TICK, self._tick)

    def _may_widen(self, now: float) -> bool:
        """Whether waiting on may still bring somebody in reach: else nobody is left to meet."""
        widest = self._queue.widest / self._queue.grows
        return any(now - party.born <= widest + TICK for _, party in self._waiting.values())
