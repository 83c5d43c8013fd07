"""Whatever a crowd grants, gives, sells and buys while it is cut off, nothing exists twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from shared.domain.economy.commands import (
    Batch,
    Buy,
    Cancel,
    Consume,
    EconomyCommand,
    Equip,
    Give,
    Grant,
    Offer,
)
from shared.domain.economy.things import Thing
from tests.economy.bank import NOON, Bank, audited, new_name, pay
from tests.economy.crowd import CLIENTS, Done, at_once, cutting_connections, run_twice
from tests.economy.server import Server

WEEK = NOON + timedelta(days=7)
PLAYERS = 4
ARROWS = 20
SWORDS = 2

player = st.integers(0, PLAYERS - 1)
sword = st.integers(0, PLAYERS * SWORDS - 1)
units = st.integers(1, 15)
kind = st.sampled_from(["give", "swap", "consume", "equip", "sell", "sell_sword", "cancel"])
moves = st.lists(
    st.lists(st.tuples(kind, player, player, units, sword), min_size=1, max_size=5),
    min_size=CLIENTS,
    max_size=CLIENTS,
)


class Fair:
    """Players with arrows, swords and gold, and what of it there must be in the end."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.names = [bank.player(100) for _ in range(PLAYERS)]
        self.swords = [new_name() for _ in range(PLAYERS * SWORDS)]
        for number, name in enumerate(self.names):
            mine = self.swords[number * SWORDS :][:SWORDS]
            single = (Thing("sword", id=each) for each in mine)
            bank.do(Grant(name, (Thing("arrow", ARROWS), *single)))

    def visit(self, wanted: Sequence[tuple[Any, ...]]) -> list[Done]:
        """Do one thing after the other; an offer is followed by a purchase or its end."""
        done: list[Done] = []
        for kind, first, second, count, number in wanted:
            one, two = self.names[first], self.names[second]
            done += run_twice(self.bank, [self._opening(kind, one, two, count, number)])
            if "listing" in (done[-1].results or [{}])[0]:
                listing = done[-1].results[0]["listing"]
                ending = Cancel(listing, one) if kind == "cancel" else Buy(listing, two, count)
                done += run_twice(self.bank, [ending])
        return done

    def _opening(self, kind: str, one: str, two: str, count: int, number: int) -> EconomyCommand:
        arrows, single = (Thing("arrow", count),), Thing("sword", id=self.swords[number])
        match kind:
            case "give":
                return Give(one, two, arrows)
            case "swap":
                return Batch((Give(one, two, (single,)), pay(two, one, count)))
            case "consume":
                return Consume(one, arrows)
            case "equip":
                return Equip(one, single.id)
            case "sell_sword":
                return Offer(one, single, "gold", count, WEEK)
            case _:
                return Offer(one, arrows[0], "gold", count, WEEK)

    def assert_complete(self, done: list[Done]) -> None:
        """Nothing was lost, and nothing is there twice; what nobody bought goes back."""
        self.bank.market.expire(WEEK, limit=1000)
        have: Counter[str] = Counter()
        for name in self.names:
            have.update(self.bank.things(name))
        used = sum(map(_consumed, done))
        swords = {f"sword {each}": 1 for each in self.swords}
        assert have == Counter({"arrow": PLAYERS * ARROWS - used, **swords})


def _consumed(done: Done) -> int:
    if isinstance(done.command, Consume) and not done.refusal:
        return done.command.things[0].amount
    return 0


class TestFair:
    @settings(max_examples=8, deadline=None, database=None, phases=[Phase.generate])
    @given(wanted=moves)
    def test_conserves_things_and_leaves_books_in_order(
        self, server: Server, database: str, crowd_bank: Bank, wanted: list[Any]
    ) -> None:
        fair = Fair(crowd_bank)

        with cutting_connections(server, database):
            done = at_once([partial(fair.visit, each) for each in wanted])

        assert audited(server.url("rumpus", database)) == []
        fair.assert_complete([each for some in done for each in some])
        assert audited(server.url("rumpus", database)) == []
