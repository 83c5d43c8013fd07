"""A room pays its players by its own state, each once, whatever fails on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.postgres.audit import PostgresLedger
from shared.application.economy.audit_economy import Difference, Paid
from shared.application.economy.audit_rewards import (
    LAG,
    LOOKED_BACK,
    Sources,
    audit_rewards,
    audit_sample,
)
from shared.application.economy.reward_room import reward_key
from shared.application.players.ports import Player
from shared.games.match import MATCH
from shared.games.match.actions import Guard
from shared.games.match.commands import Act, JoinMatch, LeaveMatch, OpenMatch
from shared.games.match.plan import Plan as MatchPlan
from shared.games.tournament import TOURNAMENT
from shared.games.tournament import commands as c
from shared.games.tournament.plan import PastRound, Plan
from tests.economy.bank import Bank, sent
from tests.economy.rewards_fixture import Payday
from tests.functions.battle_application import Shard, change

MOODS = st.sampled_from([None, "away", "answer lost", "dies before", "dies after"])
CUP = "cup"


@pytest.fixture(scope="module", autouse=True)
def currency(bank: Bank) -> None:
    bank.wallets.add_currency("coins")


class Prizegiving(Payday):
    """Players are known by names, as rooms that pay know them."""

    def __init__(self, bank: Bank) -> None:
        super().__init__(bank)
        for name in ("ann", "bob", "cyd"):
            who = self.player(name)
            self.players.create(Player(who, name, self.time.now, f"issuer|{who}"))

    def send(self, game: Any, *commands: Any) -> None:
        for command in commands:
            self.tried += 1
            by = getattr(command, "username", "operator")
            self.handle(game, command, by=by, command_id=f"c{self.tried}")

    def shard(self, stream: str) -> Shard:
        return Shard(map(change, self.log.read(stream)))

    def hold_cup(self) -> Shard:
        """Let ann win before bob and cyd, who share the third place with nobody."""
        now = self.tick()
        plan = Plan("A cup", "round_robin", prizes=(100, 40), currency="coins")
        self.send(
            TOURNAMENT,
            c.Create(now, CUP, plan, now + timedelta(hours=1)),
            *(c.Register(now, CUP, each) for each in ("ann", "bob", "cyd")),
            c.Start(now, CUP),
        )
        past: tuple[PastRound, ...] = ()
        for number in (1, 2, 3):
            self.send(
                TOURNAMENT,
                c.OpenSection(now, CUP, number, 0),
                c.Rule(now, CUP, number, 0, (1, 2)),
                c.SectionTimeUp(now, CUP, number, 0),
                c.CloseRound(now, CUP, number, 0),
            )
            past = (*past, PastRound(number, 1))
            self.send(TOURNAMENT, c.PairNext(now, CUP, past))
        return self.shard(f"tournament/{CUP}")

    def hold_match(self) -> Shard:
        """Let bob give up after a turn against ann."""
        now = self.tick()
        teams = (("ann",), ("bob",))
        self.send(MATCH, OpenMatch(now, "m1", 7, MatchPlan(teams=teams)))
        for who in ("ann", "bob"):
            self.send(MATCH, JoinMatch(now, "m1", who))
        for who in ("ann", "bob"):
            self.send(MATCH, Act(now, "m1", who, 1, Guard()))
        self.send(MATCH, LeaveMatch(now, "m1", "bob"))
        return self.shard("match/m1")


@pytest.fixture
def app(bank: Bank) -> Prizegiving:
    return Prizegiving(bank)


def test_the_prizes_of_a_tournament_are_paid(app: Prizegiving) -> None:
    app.consume(app.hold_cup())
    app.work()
    assert app.coins("ann", "bob", "cyd") == [100, 40, 0]


def test_a_match_pays_each_of_its_fighters(app: Prizegiving) -> None:
    app.consume(app.hold_match())
    app.work()
    assert app.coins("ann", "bob", "cyd") == [15, 5, 0]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOODS, max_size=6), st.integers(1, 3))
def test_each_is_paid_once_whatever_fails(
    bank: Bank, moods: list[str | None], repeats: int
) -> None:
    app = Prizegiving(bank)
    app.moody.moods = moods
    shards = (app.hold_cup(), app.hold_match())
    for shard in shards * repeats:
        app.consume(shard)
    app.work()
    assert app.coins("ann", "bob", "cyd") == [115, 45, 0]


def test_an_audit_finds_a_prize_that_was_not_paid(app: Prizegiving, bank: Bank) -> None:
    shard = app.hold_cup()
    app.hold_match()

    def subjects() -> list[str]:
        sent.count = 0
        ledger = PostgresLedger(bank.pool)
        now = app.time.now + 2 * LAG
        found = audit_rewards(Sources(ledger, app.log, app.games, now, ids_of=app.players.ids_of))
        return [each.subject for each in found if each.rule == "player_has_a_reward"]

    assert subjects() == [f"tournament/{CUP} ann", f"tournament/{CUP} bob"]
    app.consume(shard)
    app.work()
    assert subjects() == []


class TestAuditOfMatches:
    """There are too many for a list, so an audit looks at some."""

    def test_finds_fighters_who_were_not_paid(self, app: Prizegiving, bank: Bank) -> None:
        shard = app.hold_match()
        later = app.time.now + 2 * LAG
        assert audit(app, bank, later - 2 * LAG) == []
        assert audit(app, bank, later) == [
            ("player_has_a_reward", "match/m1 ann"),
            ("player_has_a_reward", "match/m1 bob"),
        ]
        app.consume(shard)
        app.work()
        assert audit(app, bank, later) == []
        assert audit(app, bank, later + LOOKED_BACK) == []

    def test_leaves_out_who_gets_nothing(self, app: Prizegiving, bank: Bank) -> None:
        app.hold_match()
        bob = app.players.ids_of(["bob"])["bob"]
        later = app.time.now + 2 * LAG
        found = audit(app, bank, later, unrewarded=lambda _: {bob})
        assert found == [("player_has_a_reward", "match/m1 ann")]

    def test_finds_what_went_to_another(self, app: Prizegiving) -> None:
        app.hold_match()
        ids = app.players.ids_of(["ann", "bob"])
        paid = {reward_key("match/m1", ids[name]): ids["ann"] for name in ("ann", "bob")}
        now = app.time.now + 2 * LAG
        (found,) = audit_sample(
            Sources(Booked(paid), app.log, app.games, now, ids_of=app.players.ids_of)
        )
        assert found == Difference("reward_has_its_fact", "match/m1 bob", ids["bob"], ids["ann"])


class Booked(PostgresLedger):
    """A ledger in which these rewards were paid, each to whom it says."""

    def __init__(self, paid: Mapping[str, str]) -> None:
        self._paid = paid

    def rewards_of(self, keys: Collection[str]) -> Sequence[Paid]:
        return [Paid(key, self._paid[key]) for key in keys]


def audit(
    app: Prizegiving,
    bank: Bank,
    now: datetime,
    *,
    unrewarded: Callable[[Iterable[str]], set[str]] = lambda _: set(),
) -> list[tuple[str, str]]:
    sent.count = 0
    found = audit_sample(
        Sources(
            PostgresLedger(bank.pool),
            app.log,
            app.games,
            now,
            unrewarded=unrewarded,
            ids_of=app.players.ids_of,
        )
    )
    return [(each.rule, each.subject) for each in found]
