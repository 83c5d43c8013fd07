"""A fair: players with arrows, swords and gold, and what of it there must be in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Self

from hypothesis import strategies as st
from msgspec import Struct

from shared.economy.commands import (
    Batch,
    Buy,
    Cancel,
    Consume,
    EconomyCommand,
    Equip,
    Give,
    Grant,
    Offer,
    Reverse,
)
from shared.economy.things import Thing
from tests.economy.bank import NOON, Bank, new_name, pay
from tests.economy.crowd import Done, run_twice

WEEK = NOON + timedelta(days=7)
PLAYERS = 4
GOLD = 100
ARROWS = 60
SWORDS = 2

KINDS = ("give", "swap", "consume", "equip", "sell", "sell_sword", "cancel", "undo", "undo_sword")


class Move(Struct, frozen=True):
    """What one player does, perhaps with another: so many arrows or coins, or the sword."""

    kind: str
    first: int
    second: int
    units: int
    sword: int


def visits(clients: int, most: int) -> st.SearchStrategy[list[list[Move]]]:
    """So many visitors, each with up to `most` moves."""
    player = st.integers(0, PLAYERS - 1)
    sword = st.integers(0, PLAYERS * SWORDS - 1)
    move = st.builds(Move, st.sampled_from(KINDS), player, player, st.integers(1, 15), sword)
    visit = st.lists(move, min_size=1, max_size=most)
    return st.lists(visit, min_size=clients, max_size=clients)


class Fair:
    """Its things and all but the fees of its gold stay among its players."""

    def __init__(self, bank: Bank, names: Sequence[str], swords: Sequence[str]) -> None:
        self.bank = bank
        self.names = names
        self.swords = swords

    @classmethod
    def opened(cls, bank: Bank) -> Self:
        names = [bank.player(GOLD) for _ in range(PLAYERS)]
        swords = [new_name() for _ in range(PLAYERS * SWORDS)]
        for number, name in enumerate(names):
            single = (Thing("sword", id=each) for each in swords[number * SWORDS :][:SWORDS])
            bank.do(Grant(name, (Thing("arrow", ARROWS), *single)))
        return cls(bank, names, swords)

    def visit(
        self, moves: Iterable[Move], name: str = "", tell: Callable[[Done], object] = id
    ) -> list[Done]:
        """Do one thing after the other; an offer is followed by its end, a sale by its undoing.

        Who comes again under the same name uses the same keys.
        """
        name = name or new_name()
        done: list[Done] = []
        for number, move in enumerate(moves):
            command: EconomyCommand | None = self._opening(move)
            while command is not None:
                key = f"{name}.{number}.{type(command).__name__}"
                done.append(run_twice(self.bank, command, key))
                tell(done[-1])
                command = self._next(move, done[-1])
        return done

    def _opening(self, move: Move) -> EconomyCommand:
        one, two = self.names[move.first], self.names[move.second]
        arrows, single = Thing("arrow", move.units), Thing("sword", id=self.swords[move.sword])
        match move.kind:
            case "give":
                return Give(one, two, (arrows,))
            case "swap":
                return Batch((Give(one, two, (single,)), pay(two, one, move.units)))
            case "consume":
                return Consume(one, (arrows,))
            case "equip":
                return Equip(one, single.id)
            case "sell_sword" | "undo_sword":
                return Offer(one, single, "gold", move.units * 5, WEEK)
            case _:
                return Offer(one, arrows, "gold", move.units * 5, WEEK)

    def _next(self, move: Move, last: Done) -> EconomyCommand | None:
        result = (last.results or [{}])[0]
        match last.command:
            case Offer() if result and move.kind == "cancel":
                return Cancel(result["listing"], self.names[move.first])
            case Offer() if result:
                return Buy(result["listing"], self.names[move.second], move.units * 5)
            case Buy() if result and move.kind.startswith("undo"):
                return Reverse(result["transaction"])
            case _:
                return None

    def fees(self) -> int:
        return sum(self.bank.gold(f"$fees/{shard}") for shard in range(16))

    def assert_complete(self, done: Iterable[Done], fees: int) -> None:
        """Nothing was lost, and nothing is there twice; what nobody bought goes back."""
        self.bank.market.expire(WEEK, limit=1000)
        have: Counter[str] = Counter()
        for name in self.names:
            have.update(self.bank.things(name))
        used = sum(map(_consumed, done))
        swords = {f"sword {each}": 1 for each in self.swords}
        assert have == Counter({"arrow": PLAYERS * ARROWS - used, **swords})
        assert sum(map(self.bank.gold, self.names)) + fees == PLAYERS * GOLD


def _consumed(done: Done) -> int:
    if isinstance(done.command, Consume) and not done.refusal:
        return done.command.things[0].amount
    return 0
