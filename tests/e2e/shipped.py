"""What consumers were told of: the records in the stream of events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from localstack.stage import Stage
from localstack.synth import STACK
from shared.games.catalogue import GAMES
from shared.wire.cdc import NotACommit, decode_commits
from shared.wire.packed import PackedCodec
from shared.wire.shipped import ShippedCodec
from tests.codec import CODEC

READER = ShippedCodec(PackedCodec([game for game in GAMES if game.log == "journal"]))


def shipped(stage: Stage, since: datetime) -> set[tuple[str, int]]:
    """Return the stream and position of each commit that was passed on since then."""
    found: set[tuple[str, int]] = set()
    for data in _records(stage, since):
        with suppress(NotACommit):  # other tests put such into the stream
            commits = decode_commits(CODEC, lambda: READER, data)
            found |= {(each.stream, each.position) for each in commits}
    return found


def _records(stage: Stage, since: datetime) -> Iterator[bytes]:
    kinesis = stage.account.client("kinesis")
    name = f"{STACK}-events"
    for shard in kinesis.list_shards(StreamName=name)["Shards"]:
        iterator = kinesis.get_shard_iterator(
            StreamName=name,
            ShardId=shard["ShardId"],
            ShardIteratorType="AT_TIMESTAMP",
            Timestamp=since,
        )["ShardIterator"]
        while records := (page := kinesis.get_records(ShardIterator=iterator))["Records"]:
            yield from (each["Data"] for each in records)
            iterator = page["NextShardIterator"]
