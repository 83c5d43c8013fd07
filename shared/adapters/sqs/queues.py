"""The queues on SQS."""

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
    """`urls` maps a queue's name to its URL; one that ends in `.fifo` keeps order by group."""

    def __init__(self, client: SQSClient, urls: Mapping[str, str]) -> None:
        self._client = client
        self._urls = urls

    def put(
        self, queue: str, message: Struct, *, group: str = "", key: str = "", delay: int = 0
    ) -> None:
        url = self._urls[queue]
        body = encode(message).decode()
        request: SendMessageRequestTypeDef = {"QueueUrl": url, "MessageBody": body}
        if url.endswith(".fifo"):  # SQS refuses a delay of its own on a message of such a queue
            request["MessageGroupId"] = _name(group)
            request["MessageDeduplicationId"] = _name(group, key or body)
        elif delay:
            request["DelaySeconds"] = delay
        with answering():
            self._client.send_message(**request)


def _name(*parts: str) -> str:
    """SQS takes 128 characters of ASCII; stream ids and usernames are Unicode."""
    return sha256(encode(parts)).hexdigest()
