"""Sends messages to the queues on SQS."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.json import encode

from shared.adapters.answering import answering

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageRequestTypeDef


class SqsQueues:
    """`urls` maps a queue's name to its URL; a queue that ends in `.fifo` is ordered by group."""

    def __init__(self, client: SQSClient, urls: Mapping[str, str]) -> None:
        self._client = client
        self._urls = urls

    def put(
        self, queue: str, message: Struct, *, group: str = "", key: str = "", delay: int = 0
    ) -> None:
        url = self._urls[queue]
        body = encode(message).decode()
        request: SendMessageRequestTypeDef = {"QueueUrl": url, "MessageBody": body}
        if url.endswith(".fifo"):  # SQS refuses a delay on a single message of a FIFO queue
            request["MessageGroupId"] = _name(group)
            request["MessageDeduplicationId"] = _name(group, key or body)
        elif delay:
            request["DelaySeconds"] = delay
        with answering():
            self._client.send_message(**request)


def _name(*parts: str) -> str:
    """Return a deduplication or group id: SQS takes 128 ASCII characters, but names are Unicode."""
    return sha256(encode(parts)).hexdigest()
