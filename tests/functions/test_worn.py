"""What players own and wear, on its way from the database into the facts of their match."""

from __future__ import annotations

from typing import Any

import pytest

from functions.queues import default, payouts
from shared.application.commands.load import load
from shared.application.matchmaking.effects import ask_for_effects
from shared.games.match import MATCH
from shared.games.match.commands import JoinMatch, LeaveMatch, TimeUp
from shared.games.match.facts import MatchEnded
from shared.games.match.matchmaking import MATCHMAKING
from shared.games.match.state import Fighting, Gathering
from shared.kernel.facts import Command
from tests.economy.bank import new_name
from tests.functions.battle_application import message
from tests.functions.economy_app import EconomyApi

STREAM = "match/m1"
WORKERS = {"default": default.work, "payouts": payouts.work}


class Venue:
    """A match of two, of whom one wears a sword."""

    def __init__(self, economy: EconomyApi) -> None:
        self.economy, self.app, self.sword = economy, economy.parts, new_name()
        self.ann, self.bob = economy.player(f"a{new_name()}", sword=self.sword), f"b{new_name()}"
        economy.player(self.bob)
        economy.done(self.ann, {"do": "equip", "id": self.sword})
        teams = ((self.ann,), (self.bob,))
        self.send(MATCHMAKING.open(self.app.clock(), "m1", 7, teams), "matchmaker")

    def send(self, command: Command, by: str) -> None:
        self.app.handle(MATCH, command, by=by, command_id=new_name())

    def ask(self) -> None:
        ask_for_effects(self.app, self.app.log.read(STREAM), sure=True)

    def work(self, *queues: str) -> list[str]:
        """Have messages handled, and return them."""
        done = []
        for queue in queues:
            for body in self.app.queues.take(queue):
                assert WORKERS[queue](self.app, message(body)) == {"batchItemFailures": []}
                done.append(body)
        return done

    def join(self) -> None:
        for who in (self.ann, self.bob):
            self.send(JoinMatch(self.app.clock(), "m1", who), who)

    @property
    def state(self) -> Any:
        return load(self.app.log, self.app.cache, MATCH, STREAM).state


@pytest.fixture
def venue(economy: EconomyApi) -> Venue:
    return Venue(economy)


def edges(venue: Venue) -> list[int]:
    assert isinstance(venue.state, Fighting)
    return [venue.state.fighters[who].edge for who in (venue.ann, venue.bob)]


def test_what_a_player_wears_is_in_the_facts_of_its_match(venue: Venue) -> None:
    venue.ask()
    venue.work("default", "payouts", "default")
    venue.join()
    assert edges(venue) == [1, 0]


def test_what_is_sold_afterwards_changes_nothing_however_often_it_is_read(venue: Venue) -> None:
    venue.ask()
    first = venue.work("default", "payouts", "default")
    venue.economy.done(venue.ann, {"do": "unequip", "id": venue.sword})
    thing = {"item": "sword", "id": venue.sword}
    venue.economy.done(venue.ann, {"do": "give", "to": venue.bob, "things": [thing]})
    venue.economy.done(venue.bob, {"do": "equip", "id": venue.sword})
    for body in first:
        queue = "payouts" if '"read_worn"' in body else "default"
        WORKERS[queue](venue.app, message(body))
    venue.ask()
    venue.work("default", "payouts", "default")
    venue.join()
    assert edges(venue) == [1, 0]
    venue.send(LeaveMatch(venue.app.clock(), "m1", venue.bob), venue.bob)
    commits = list(venue.app.log.read(STREAM))
    assert any(isinstance(fact, MatchEnded) for each in commits for fact in each.facts)
    state: Any = None
    for fact in (fact for each in commits for fact in each.facts):
        state = MATCH.evolve(state, fact)
    assert state == venue.state


def test_an_answer_that_comes_too_late_changes_nothing(venue: Venue) -> None:
    venue.ask()
    venue.work("default")
    venue.join()
    assert isinstance(venue.state, Gathering)
    venue.app.time.pass_seconds(5)
    venue.send(TimeUp(venue.app.clock(), "m1"), "timer")
    venue.work("payouts", "default")
    assert edges(venue) == [0, 0]
