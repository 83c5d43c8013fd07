"""Computes what games with a journal use on a stage with owners, besides the owners' tasks."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from cdk.bill.modelled import ENTRY_DAYS, ITEM_BYTES, OBJECTS_OF_OWNER, PUTS_OF_OWNER
from cdk.bill.use import DAYS, GIGABYTE, Use, used

OWNER_WRITES = 1
"""Writes a second of an owner: its heartbeat."""

OWNER_READS = 14
"""Read units a second of an owner: all slots, some 40 KB, other writers, and its journal's seal."""


def journal(
    commits: float,
    octets: float,
    seconds: float,
    owners: float,
    more_owners: float,
    kept_months: float,
) -> Iterator[Use]:
    """Yield the uses of commits and their bytes in some seconds: entries, segments, snapshots.

    Of `owners`, `more_owners` run besides those that a stage always has.
    """
    if not commits:
        return
    rate = commits / seconds
    puts = min(rate, owners * PUTS_OF_OWNER)
    entry = octets / seconds / puts + ITEM_BYTES
    kept = puts * entry * seconds / GIGABYTE
    in_table = kept * ENTRY_DAYS / DAYS
    yield from used(
        "journal",
        {
            "dynamodb.write": puts * ceil(entry / 1024) * seconds,
            "dynamodb.storage": in_table,
            "dynamodb.recovery": in_table,
        },
    )
    objects = owners * seconds / 3600 * OBJECTS_OF_OWNER
    segments = octets / GIGABYTE * kept_months
    yield from used("segments", {"s3.storage": segments, "s3.put": objects})
    beats = more_owners * seconds
    yield from used(
        "owners of slots",
        {"dynamodb.write": beats * OWNER_WRITES, "dynamodb.read": beats * OWNER_READS},
    )
