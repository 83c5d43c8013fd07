"""A stage in memory whose outbox, on a real database, can die at each step of being shipped."""

from __future__ import annotations

from collections.abc import Sequence

from shared.adapters.memory.fact_stream import InMemoryFactStream
from shared.adapters.postgres.outbox import PostgresOutbox
from shared.economy.outbox import EconomyFact
from shared.runtime.once import once
from shared.wire.economy_facts import decode_fact
from tests.economy.bank import Bank, sent
from tests.functions.battle_application import BattleApplication


class Killed(BaseException):
    """The end of a process: nothing in it can catch this."""


class MortalOutbox(PostgresOutbox):
    """Dies before it removes anything while `dies` is set."""

    dies = False

    def waiting(self, limit: int = 100) -> Sequence[EconomyFact]:
        sent.count = 0
        return super().waiting(limit)

    def shipped(self, facts: Sequence[EconomyFact]) -> None:
        if self.dies:
            raise Killed
        super().shipped(facts)


class FailingStream(InMemoryFactStream):
    """Fails as a whole while `down` is set."""

    down = False

    def put(self, facts: Sequence[EconomyFact]) -> Sequence[EconomyFact]:
        if self.down:
            raise OSError("no answer")
        return super().put(facts)


class Harbour(BattleApplication):
    def __init__(self, bank: Bank) -> None:
        super().__init__()
        self.bank = bank

    @property
    def database_sleeps(self) -> bool:
        return True

    @once
    def outbox(self) -> MortalOutbox:
        return MortalOutbox(self.bank.pool)

    @once
    def fact_stream(self) -> FailingStream:
        return FailingStream()

    def shipped(self, service: str = "wallet") -> list[int]:
        facts = [decode_fact(data) for _, data in self.fact_stream.records]
        return [each.number for each in facts if each.service == service]
