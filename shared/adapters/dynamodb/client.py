"""Declares the calls of DynamoDB that Rumpus needs, by the names of botocore's client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from shared.adapters.answering import answering
from shared.application.ports import Unavailable

type Item = dict[str, Any]
"""Names and values in DynamoDB JSON: `{"pk": {"S": "login#p1"}}`."""


class DynamoDbClient(Protocol):
    """Botocore's client, or the one of `shared.adapters.aws`.

    It raises an error answer as an exception with a `response` of botocore's shape.
    """

    @property
    def get_item(self) -> Callable[..., Any]: ...
    @property
    def batch_get_item(self) -> Callable[..., Any]: ...
    @property
    def put_item(self) -> Callable[..., Any]: ...
    @property
    def update_item(self) -> Callable[..., Any]: ...
    @property
    def delete_item(self) -> Callable[..., Any]: ...
    @property
    def query(self) -> Callable[..., Any]: ...
    @property
    def batch_execute_statement(self) -> Callable[..., Any]: ...
    @property
    def transact_write_items(self) -> Callable[..., Any]: ...


def queried(
    client: DynamoDbClient, unavailable: type[Unavailable] = Unavailable, **query: Any
) -> Iterator[Item]:
    """Yield all items of a query, page by page; a page ends at 1 MB, whatever its limit."""
    start: dict[str, Any] = {}
    while True:
        with answering(unavailable):
            page = client.query(**query, **start)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
