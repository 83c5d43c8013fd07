"""The stream of the economy's facts in memory, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from shared.economy.outbox import EconomyFact
from shared.wire.economy_facts import encode_fact, key_of


class InMemoryFactStream:
    """`records` are (key, data), oldest first; facts of keys in `throttled` are not written."""

    def __init__(self) -> None:
        self.records: list[tuple[str, bytes]] = []
        self.throttled: set[str] = set()

    def put(self, facts: Sequence[EconomyFact]) -> Sequence[EconomyFact]:
        put = [fact for fact in facts if key_of(fact) not in self.throttled]
        self.records += [(key_of(fact), encode_fact(fact)) for fact in put]
        return put
