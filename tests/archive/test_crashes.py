"""Whatever dies, and whenever: nothing is lost, nothing is doubled, and the next run finishes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.application.archive.arrive import forget_mark, welcome
from shared.application.archive.freeze import freeze_now
from shared.application.archive.look_at_due import Limits, look_at_due
from shared.application.archive.thaw import PlayerAway, restore
from shared.application.economy.ports import EconomyUnavailable
from shared.archive.tiers import AWAY
from shared.economy.commands import Give, Grant
from shared.economy.things import Thing
from shared.kernel.errors import CommandRefused
from tests.archive.house import House
from tests.economy.bank import audited, pay

FREEZE_STEPS, THAW_STEPS = 16, 12
"""Moments at which a process may end: two at each call of a store."""

LATE = "_WaitTimeout"
"""What a busy database is said to be: it answered late."""

acts = st.lists(
    st.one_of(
        st.tuples(st.just("freeze"), st.integers(0, FREEZE_STEPS)),
        st.tuples(st.just("login"), st.integers(0, THAW_STEPS)),
        st.tuples(st.just("hour"), st.integers(0, 40)),
        st.tuples(st.just("pay"), st.integers(1, 5)),
        st.tuples(st.just("grant"), st.integers(1, 5)),
        st.tuples(st.just("days"), st.integers(-2, 40)),
    ),
    min_size=2,
    max_size=12,
)


@contextmanager
def late_answers() -> Iterator[None]:
    """A busy database may answer late, and who was thawed may be frozen again before one looks.

    Waiting in a circle is another error, and so is an object that is not believed.
    """
    try:
        yield
    except PlayerAway as away:
        if away.tier != "restoring":
            raise
    except EconomyUnavailable as late:
        if str(late) != LATE:
            raise


def trade(house: House, what: int, one: str, two: str) -> None:
    match what:
        case 0:
            freeze_now(house, one)
        case 1:
            restore(house, one)
        case 2:
            house.bank.do(pay(one, two, 1))
        case _:
            house.bank.do(Give(one, two, (Thing("arrow", 1),)))


class Model:
    """What a player must have, whatever happened to the processes."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.player = house.player(gold=100, arrows=7)
        self.other = house.bank.player(1000)
        self.gold, self.arrows = 99, 5

    def act(self, name: str, value: int) -> None:
        house = self.house
        match name:
            case "freeze":
                house.alive(lambda: freeze_now(house, self.player), value)
            case "login":
                forget_mark(house, self.player)
                house.alive(self._login, value)
            case "hour":
                house.alive(lambda: look_at_due(house, self._an_hour()), value)
            case "days":
                house.time.now += timedelta(days=value)
            case "pay":
                with suppress(CommandRefused):
                    house.bank.do(pay(self.other, self.player, value))
                    self.gold += value
            case _:
                with suppress(CommandRefused):
                    house.bank.do(Grant(self.player, (Thing("arrow", value),)))
                    self.arrows += value

    def end(self) -> None:
        """Whoever comes after the lease finishes what was begun; then all is there once."""
        forget_mark(self.house, self.player)
        welcome(self.house, self.player)
        header = self.house.header(self.player)
        assert header.tier not in AWAY
        assert self.house.bank.gold(self.player) == self.gold
        assert self.house.bank.things(self.player)["arrow"] == self.arrows
        assert audited(self.house.url) == []

    def _login(self) -> None:
        with suppress(PlayerAway):
            welcome(self.house, self.player)

    def _an_hour(self) -> Limits:
        return Limits(self.house.time.now + timedelta(minutes=50))


class TestProcessesThatDie:
    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(acts)
    def test_lose_nothing_and_double_nothing(
        self, house: House, steps: list[tuple[str, int]]
    ) -> None:
        model = Model(house)
        for name, value in steps:
            model.act(name, value)
        model.end()

    @pytest.mark.parametrize("dies_at", range(FREEZE_STEPS))
    def test_between_two_steps_of_a_freeze_leave_it_to_the_next_hour(
        self, house: House, dies_at: int
    ) -> None:
        player = house.player()
        before = house.text(player)
        if house.alive(lambda: freeze_now(house, player), dies_at):
            assert dies_at > 10
        house.time.now += timedelta(days=31)
        for _ in range(3):  # warm, freezing, and what was begun
            look_at_due(house, Limits(house.time.now + timedelta(minutes=50)))
            house.time.now += timedelta(hours=2)
        assert house.header(player).tier == "archived"
        assert audited(house.url) == []
        welcome(house, player)
        assert house.text(player) == before

    @pytest.mark.parametrize("dies_at", range(THAW_STEPS))
    def test_between_two_steps_of_a_thaw_leave_it_to_the_sweep(
        self, house: House, dies_at: int
    ) -> None:
        player = house.player()
        before = house.text(player)
        freeze_now(house, player)
        house.alive(lambda: welcome(house, player), dies_at)
        house.time.now += timedelta(hours=2)
        look_at_due(house, Limits(house.time.now + timedelta(minutes=50)))
        assert restore(house, player) == "hot"
        assert house.text(player) == before
        assert house.header(player).thaws == 1


class TestManyAtOnce:
    def test_freeze_thaw_and_pay_one_player(self, house: House) -> None:
        player, other = house.player(), house.bank.player(1000)
        paid = threading.Lock()
        total = [99]

        def act(seed: int) -> None:
            match Random(seed).randrange(3):  # noqa: S311 - no secret
                case 0:
                    freeze_now(house, player)
                case 1:
                    forget_mark(house, player)
                    with suppress(PlayerAway):
                        welcome(house, player)
                case _:
                    with suppress(CommandRefused):
                        house.bank.do(pay(other, player, 1))
                        with paid:
                            total[0] += 1

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(act, range(160)))
        forget_mark(house, player)
        welcome(house, player)
        assert house.bank.gold(player) == total[0]
        assert audited(house.url) == []

    def test_freeze_players_who_trade_with_each_other(self, house: House) -> None:
        """Nobody waits in a circle, and what was between two of them is there in the end."""
        players = [house.player() for _ in range(6)]
        gold = {each: house.bank.gold(each) for each in players}

        def act(seed: int) -> None:
            chance = Random(seed)  # noqa: S311 - no secret
            one, two = chance.sample(players, 2)
            with suppress(CommandRefused), late_answers():
                trade(house, chance.randrange(4), one, two)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(act, range(200)))
        for each in players:
            restore(house, each)
        assert sum(house.bank.gold(each) for each in players) == sum(gold.values())
        assert audited(house.url) == []


class TestRoundTrips:
    def test_of_a_thousand_random_players_give_the_same_bytes(self, house: House) -> None:
        chance = Random(20261130)  # noqa: S311 - no secret
        players = [house.bank.player(chance.randrange(1, 100)) for _ in range(1000)]
        for each in players:
            welcome(house, each)
        for _ in range(1500):
            one, two = chance.sample(players, 2)
            with suppress(CommandRefused):
                house.bank.do(pay(one, two, chance.randrange(1, 20)))
            with suppress(CommandRefused):
                house.bank.do(Grant(one, (Thing("arrow", chance.randrange(1, 9)),)))
        texts = {each: house.text(each) for each in players}
        chance.shuffle(players)
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda each: freeze_now(house, each), players)) == {"archived"}
            assert audited(house.url) == []
            chance.shuffle(players)
            list(pool.map(lambda each: restore(house, each), players))
        assert {each: house.text(each) for each in players} == texts
        assert audited(house.url) == []
