"""A DynamoDB that leaves out half of what a BatchGetItem asks for, as a throttled table does."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Any

from tests.ports.before_dynamodb import Answer, Before, standing

LEFT_OUT: list[int] = []
"""How many keys each answer left out."""


class _Hesitant(Before):
    def carry_out(self, operation: str, body: bytes) -> Answer:
        if operation != "BatchGetItem":
            return self.ask(body)
        asked = json.loads(body)["RequestItems"]
        left = {table: _half(each, slice(1, None, 2)) for table, each in asked.items()}
        few = {table: _half(each, slice(0, None, 2)) for table, each in asked.items()}
        status, told = self.ask(json.dumps({"RequestItems": few}).encode())
        LEFT_OUT.append(sum(len(each["Keys"]) for each in left.values()))
        missed = {table: each for table, each in left.items() if each["Keys"]}
        return status, json.dumps(json.loads(told) | {"UnprocessedKeys": missed}).encode()


def _half(asked: dict[str, Any], which: slice) -> dict[str, Any]:
    return asked | {"Keys": asked["Keys"][which]}


def hesitant(address: str) -> AbstractContextManager[str]:
    """Stand before the DynamoDB at an address; yield one's own."""
    LEFT_OUT.clear()
    return standing(_Hesitant, behind=address)
