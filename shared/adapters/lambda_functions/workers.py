"""Redrives dead letters: sends a message to its queue, and a record to the function itself."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec.json import decode, encode

from shared.adapters.answering import answering
from shared.application.letters.ports import Letter, NotTakenError
from shared.wire.letters import records_of

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient


class AwsWorkers:
    """`prefix` begins the names of functions; `urls` maps a queue's name to its URL."""

    def __init__(
        self, sqs: SQSClient, functions: LambdaClient, urls: Mapping[str, str], prefix: str
    ) -> None:
        self._sqs = sqs
        self._functions = functions
        self._urls = urls
        self._prefix = prefix

    def give(self, letter: Letter, body: bytes) -> None:
        if letter.source == "queue":
            self._send(letter, body)
        else:
            self._invoke(letter, body)

    def _send(self, letter: Letter, body: bytes) -> None:
        """Send a message; a FIFO queue drops a repeat within five minutes."""
        if letter.workload not in self._urls:
            raise NotTakenError(f"there is no queue {letter.workload}")
        url = self._urls[letter.workload]
        with answering():
            if url.endswith(".fifo"):
                name = sha256(letter.id.encode()).hexdigest()
                self._sqs.send_message(
                    QueueUrl=url,
                    MessageBody=body.decode(),
                    MessageGroupId=letter.group,
                    MessageDeduplicationId=name,
                )
            else:
                self._sqs.send_message(QueueUrl=url, MessageBody=body.decode())

    def _invoke(self, letter: Letter, body: bytes) -> None:
        """Invoke a function with a record; if it fails again at once, the letter stays.

        A record that the function sets aside becomes a new letter.
        """
        records = [each for each in records_of(body) if "kinesis" in each]
        if not records:
            raise NotTakenError("the object has no record of a stream")
        with answering():
            answer = self._functions.invoke(
                FunctionName=f"{self._prefix}{letter.workload}",
                Payload=encode({"Records": records}),
            )
        said = answer["Payload"].read()
        if "FunctionError" in answer or decode(said).get("batchItemFailures"):
            raise NotTakenError("the workload failed again")
