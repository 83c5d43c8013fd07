"""Puts the economy's facts on a Kinesis stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from shared.adapters.kinesis.stream import KinesisStream
from shared.economy.outbox import EconomyFact
from shared.wire.economy_facts import encode_fact, key_of

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient


class KinesisFactStream:
    """Keeps the facts of one key in order."""

    def __init__(self, client: KinesisClient, stream: str, pause: Callable[[int], None]) -> None:
        self._stream = KinesisStream(client, stream, pause)

    def put(self, facts: Sequence[EconomyFact]) -> Sequence[EconomyFact]:
        records = {(key_of(fact), encode_fact(fact)): fact for fact in facts}
        return [records[each] for each in self._stream.put(list(records))]
