"""Whether slots rest, so that whatever moves next was moved by the test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import ceil

from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.journal.slots import SLOTS


def slots_of(store: DynamoDbJournal) -> list[tuple[str, int]]:
    """Return who owns how many slots, by address; one who lost its journal is there twice."""
    owned = Counter(each.owner for each in store.read_slots())
    return sorted((each.address, owned[each.incarnation]) for each in store.read_members())


def is_spread(slots: list[tuple[str, int]], addresses: Iterable[str]) -> bool:
    """Whether processes at these addresses, and no others, own all slots, each about as many."""
    counts = [count for _, count in slots]
    if [address for address, _ in slots] != sorted(addresses):
        return False
    return sum(counts) == SLOTS and max(counts) <= ceil(SLOTS / len(counts))
