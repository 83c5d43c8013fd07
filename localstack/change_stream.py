"""Correction of MiniStack: the log's change stream guarantees no more than AWS does.

DynamoDB spreads changes over the shards by its own key, may deliver a change twice, and may deliver
two in the wrong order. Here that depends on the item alone, so that a failing test fails again.
"""

# ruff: noqa: SLF001 - the corrected code is inside the package

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from hashlib import md5
from threading import RLock, Timer
from typing import Any

from ministack.services import dynamodb, kinesis

LATE_SECONDS = 0.2
"""Seconds for which a change waits for the one that overtakes it."""

_lock = RLock()
_late: list[Callable[[], object]] = []


def fan_out(table: str, record: dict[str, Any]) -> None:
    """Put a change into the table's streams: one in a hundred twice, one in a hundred late."""
    keys = json.dumps([table, record["dynamodb"]["Keys"]], sort_keys=True)
    opaque = md5(keys.encode(), usedforsecurity=False).hexdigest().upper()
    put = partial(_put, table, opaque, json.dumps(record, default=str).encode())
    with _lock:
        match int(opaque, 16) % 100:
            case 0:
                put()
                put()
            case 1:
                _late.append(put)
                Timer(LATE_SECONDS, copy_context().run, (_bring_late,)).start()
                return
            case _:
                put()
        _bring_late()


def _bring_late() -> None:
    with _lock:
        while _late:
            _late.pop()()


def _put(table: str, key: str, data: bytes) -> None:
    for destination in dynamodb._kinesis_destinations.get(table, []):
        if destination["DestinationStatus"] == "ACTIVE":
            kinesis.put_record_internal(destination["StreamArn"], key, data)


def correct() -> None:
    dynamodb._fan_out_to_kinesis = fan_out
