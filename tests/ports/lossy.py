"""A DynamoDB that carries some requests out and loses its answers, as a broken connection does."""

from __future__ import annotations

from contextlib import AbstractContextManager

from tests.ports.before_dynamodb import Answer, Before, standing


class _Lossy(Before):
    losing: list[str]

    def carry_out(self, operation: str, body: bytes) -> Answer:
        answer = self.ask(body)
        if operation not in self.losing:
            return answer
        self.losing.remove(operation)
        return 500, b'{"__type": "InternalServerError"}'


def lossy(address: str, *losing: str) -> AbstractContextManager[str]:
    """Stand before the DynamoDB at an address; lose one answer to each of these operations."""
    return losing_those(address, list(losing))


def losing_those(address: str, losing: list[str]) -> AbstractContextManager[str]:
    """Do the same; an operation whose answer was lost leaves the list."""
    return standing(_Lossy, behind=address, losing=losing)
