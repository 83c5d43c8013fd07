"""The direct log in a DynamoDB table: one item for each commit, one conditional put an append."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import batched, chain, islice
from typing import Any
from zlib import crc32

from shared.adapters.answering import SERVER_ERRORS, THROTTLED, answering, code_of, reasons_of
from shared.adapters.dynamodb.client import DynamoDbClient, queried
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.kernel.facts import Commit, unexpired
from shared.kernel.names import family_of
from shared.wire.stored import Codec

FAMILY_INDEX = "families"
FAMILY_SHARDS = 8
"""Partition keys for one family in the index: one key takes about 1,000 writes a second, and 2,000
players may join one battle within a second."""

MOST_STATEMENTS = 25
"""Maximum statements in one BatchExecuteStatement request."""

_FREE = "attribute_not_exists(pk)"
_MOVED = {"ConditionalCheckFailed", "TransactionConflict"}
_MOVED_ALONE = {"ConditionalCheckFailedException", "TransactionConflictException"}


class DynamoDbLog:
    """A table with keys `pk` and `sk`, and the sparse index `families` (see docs/data.md).

    DynamoDB removes expired items within days; with a `clock`, reads skip them at once.
    """

    def __init__(
        self,
        client: DynamoDbClient,
        table: str,
        codec: Codec,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._client = client
        self._table = table
        self._codec = codec
        self._clock = clock

    def append(self, *commits: Commit) -> None:
        with answering(LogUnavailable):
            if len(commits) == 1:
                self._append_one(commits[0])
            else:
                self._append_all(commits)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        """Write single commits 25 a request, and atomic appends of several one by one."""
        failures: list[Exception | None] = [None] * len(appends)
        single = [index for index, commits in enumerate(appends) if len(commits) == 1]
        for indices in batched(single, MOST_STATEMENTS, strict=False):
            found = self._insert([appends[index][0] for index in indices])
            for index, failure in zip(indices, found, strict=True):
                failures[index] = failure
        for index, commits in enumerate(appends):
            if len(commits) > 1:
                failures[index] = self._try(commits)
        return failures

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        newest = list(islice(self._query(stream, 0, limit, ascending=False), limit))
        return newest[::-1]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        return islice(self._query(stream, after, limit, ascending=True), limit)

    def streams(self, family: str) -> Iterator[str]:
        shards = (f"{family}#{shard}" for shard in range(FAMILY_SHARDS))
        return chain.from_iterable(map(self._shard, shards))

    def _try(self, commits: Sequence[Commit]) -> Exception | None:
        try:
            self.append(*commits)
        except (StreamMoved, LogUnavailable) as failure:
            return failure
        return None

    def _insert(self, commits: Sequence[Commit]) -> Sequence[Exception | None]:
        """Insert commits by PartiQL, whose INSERT is conditional: it never replaces an item."""
        statements = [self._statement(self._item(commit)) for commit in commits]
        try:
            with answering(LogUnavailable):
                answer = self._client.batch_execute_statement(Statements=statements)
        except LogUnavailable as failure:
            return [failure] * len(commits)
        return [
            _failure(commit, each.get("Error"))
            for commit, each in zip(commits, answer["Responses"], strict=True)
        ]

    def _statement(self, item: dict[str, Any]) -> Any:
        fields = ", ".join(f"'{name}': ?" for name in item)
        return {
            "Statement": f'INSERT INTO "{self._table}" VALUE {{{fields}}}',
            "Parameters": list(item.values()),
        }

    def _append_one(self, commit: Commit) -> None:
        try:
            self._client.put_item(
                TableName=self._table, Item=self._item(commit), ConditionExpression=_FREE
            )
        except Exception as error:
            if code_of(error) in _MOVED_ALONE:
                raise StreamMoved(commit.stream) from error
            raise

    def _append_all(self, commits: Sequence[Commit]) -> None:
        puts: list[Any] = [
            {
                "Put": {
                    "TableName": self._table,
                    "Item": self._item(commit),
                    "ConditionExpression": _FREE,
                }
            }
            for commit in commits
        ]
        try:
            self._client.transact_write_items(TransactItems=puts)
        except Exception as error:
            moved = [
                commit.stream
                for commit, reason in zip(commits, reasons_of(error), strict=False)
                if reason in _MOVED
            ]
            if moved:
                raise StreamMoved(*moved) from error
            raise

    def _item(self, commit: Commit) -> dict[str, Any]:
        item = self._codec.encode(commit)
        if commit.position == 1:
            family = family_of(commit.stream)
            item["family"] = {"S": f"{family}#{crc32(commit.stream.encode()) % FAMILY_SHARDS}"}
        return item

    def _query(
        self, stream: str, after: int, limit: int | None, *, ascending: bool
    ) -> Iterator[Commit]:
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :stream AND sk > :after",
            "ExpressionAttributeValues": {":stream": {"S": stream}, ":after": {"N": str(after)}},
            "ConsistentRead": True,
            "ScanIndexForward": ascending,
        }
        if limit is not None:
            query["Limit"] = limit
        found = map(self._codec.decode, queried(self._client, LogUnavailable, **query))
        return found if self._clock is None else unexpired(found, self._clock)

    def _shard(self, shard: str) -> Iterator[str]:
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": FAMILY_INDEX,
            "KeyConditionExpression": "#family = :family",
            "ExpressionAttributeNames": {"#family": "family"},
            "ExpressionAttributeValues": {":family": {"S": shard}},
        }
        return (item["pk"]["S"] for item in queried(self._client, LogUnavailable, **query))


def _failure(commit: Commit, error: Any) -> Exception | None:
    code = error["Code"] if error else None
    match code:
        case None:
            return None
        case "DuplicateItem" | "TransactionConflict":
            return StreamMoved(commit.stream)
        case code if code in THROTTLED | SERVER_ERRORS:
            return LogUnavailable(code)
        case _:
            return RuntimeError(f"{code}: {error.get('Message')}")
