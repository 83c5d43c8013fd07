"""Whether slots rest, so that whatever moves next was moved by the test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import ceil

from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.journal.heads import SLOTS


def is_spread(store: DynamoDbJournal, addresses: Iterable[str]) -> bool:
    """Whether processes at these addresses, and no others, own all slots, each about as many."""
    members = store.read_members()
    if sorted(each.address for each in members) != sorted(addresses):
        return False
    owned = Counter(each.owner for each in store.read_slots())
    fair = ceil(SLOTS / len(members))
    return owned.keys() == {each.incarnation for each in members} and (
        owned.total() == SLOTS and max(owned.values()) <= fair
    )
