"""A match that is over changes the ratings of its players, once, and the next one knows them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.application.matchmaking.rate_contest import ask_for_ratings, rate_contest, rating_of
from shared.games.match import MATCH
from shared.games.match.commands import JoinMatch, LeaveMatch
from shared.kernel.rating import Rating
from tests.matchmaking.lobby import Lobby


class Duel(Lobby):
    """ann wins a duel against bob that the queue has found."""

    def __init__(self) -> None:
        super().__init__()
        for who in ("ann", "bob"):
            self.wait(who)
        self.tick()
        self.room = self.look("ann").room or ""
        for number, who in enumerate(("ann", "bob")):
            self.do(JoinMatch(self.app.time.now, self.room, who), f"j{number}")
        self.commits = self.do(LeaveMatch(self.app.time.now, self.room, "bob"), "l")

    def do(self, command: Any, ident: str) -> Any:
        return self.app.handle(MATCH, command, by=command.username, command_id=ident).commits

    def ratings(self) -> list[Rating]:
        return [rating_of(self.app, "1v1", who) for who in ("ann", "bob")]


@pytest.fixture
def duel() -> Duel:
    return Duel()


def test_the_winner_rises_and_the_loser_falls(duel: Duel) -> None:
    assert duel.ratings() == [Rating(), Rating()]
    ask_for_ratings(duel.app, duel.commits)
    duel.tick()
    ann, bob = duel.ratings()
    assert ann.mu > 25 > bob.mu


def test_a_repeat_changes_nothing(duel: Duel) -> None:
    rate_contest(duel.app, f"match/{duel.room}")
    once = duel.ratings()
    ask_for_ratings(duel.app, duel.commits)
    duel.tick()
    rate_contest(duel.app, f"match/{duel.room}")
    assert duel.ratings() == once


def test_the_queue_knows_the_rating_of_whoever_waits(duel: Duel) -> None:
    rate_contest(duel.app, f"match/{duel.room}")
    duel.app.waiting_room.flush()
    duel.app.time.now += timedelta(minutes=5)
    for who in ("ann", "bob"):
        duel.wait(who)
    duel.tick()
    assert duel.look("ann").waits, "they are further apart than the window is at first"
    for _ in range(30):
        duel.tick()
        duel.wait("ann")
        duel.wait("bob")
    assert duel.look("ann").room


def test_a_match_of_whoever_comes_first_is_not_rated(duel: Duel) -> None:
    rate_contest(duel.app, "match/none")
    assert duel.ratings() == [Rating(), Rating()]
