"""The calls of DynamoDB that the path of a command needs, as botocore's client names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class DynamoDbClient(Protocol):
    """Botocore's client, or that of `shared.adapters.aws`.

    An answer that is an error is raised with a `response` of botocore's shape.
    """

    @property
    def put_item(self) -> Callable[..., Any]: ...
    @property
    def delete_item(self) -> Callable[..., Any]: ...
    @property
    def query(self) -> Callable[..., Any]: ...
    @property
    def batch_execute_statement(self) -> Callable[..., Any]: ...
    @property
    def transact_write_items(self) -> Callable[..., Any]: ...
