"""Reads dead letters where AWS leaves them: in dead-letter queues, and in objects of a bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from msgspec import DecodeError
from msgspec.json import decode

from shared.adapters.answering import answering
from shared.adapters.s3.letter_bodies import PREFIX
from shared.adapters.s3.read_object import read_object
from shared.application.letters.failure_key import failure_key
from shared.application.letters.ports import Found, Letter
from shared.application.ports import CacheUnavailable, Coordination
from shared.wire.letters import (
    letter_id,
    reason_of,
    records_of,
    told_by_message,
    told_by_record,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

FAILED = "failed"
MOST = 10
LAMBDAS_OWN = "aws/lambda/"


class SqsDeadLetters:
    """`queues` maps a workload to its dead-letter queue, `failed` to the one that names objects."""

    def __init__(
        self,
        sqs: SQSClient,
        s3: S3Client,
        bucket: str,
        queues: Mapping[str, str],
        coordination: Coordination,
    ) -> None:
        self._sqs = sqs
        self._s3 = s3
        self._bucket = bucket
        self._queues = queues
        self._coordination = coordination

    def find(self) -> Sequence[Found]:
        for workload, url in self._queues.items():
            read = self._object if workload == FAILED else self._message
            while messages := self._receive(url):
                found = [one for each in messages if (one := read(workload, url, each))]
                if found:
                    return found
        return ()

    def _receive(self, url: str) -> Sequence[Any]:
        with answering():
            answer = self._sqs.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=MOST,
                MessageSystemAttributeNames=["SentTimestamp", "MessageGroupId"],
                VisibilityTimeout=60,
            )
        return answer.get("Messages", ())

    def _delete(self, url: str, receipt: str) -> None:
        with answering():
            self._sqs.delete_message(QueueUrl=url, ReceiptHandle=receipt)

    def remove(self, found: Found) -> None:
        self._delete(*found.receipt)

    def _message(self, workload: str, url: str, message: Any) -> Found:
        attributes, name = message.get("Attributes", {}), message["MessageId"]
        body = message["Body"].encode()
        told = told_by_message(body)
        letter = Letter(
            letter_id(workload, name),
            datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC),
            workload,
            "queue",
            self._failure(name),
            attributes.get("MessageGroupId", ""),
            told.stream,
            told.player,
            told.trace,
        )
        return Found(letter, body, (url, message["ReceiptHandle"]))

    def _failure(self, message: str) -> str:
        with suppress(CacheUnavailable):
            return (self._coordination.get(failure_key(message)) or b"").decode()
        return ""

    def _object(self, _: str, url: str, message: Any) -> Found | None:
        """Return the letter in the object that an EventBridge notice names: a record or an event.

        An object that is a letter's body is no further letter. A notice of an object that is gone
        is dropped: otherwise it would come again and again, before all other letters.
        """
        event = decode(message["Body"])
        key = event["detail"]["object"]["key"]
        is_letter = key.startswith(PREFIX)
        body = None if is_letter else read_object(self._s3, self._bucket, key)
        if body is None:
            self._delete(url, message["ReceiptHandle"])
            return None
        records = records_of(body)
        told = told_by_record(records[0] if records else None)
        letter = Letter(
            letter_id(FAILED, event["id"]),
            datetime.fromisoformat(event["time"]),
            _workload(key, body),
            "record",
            reason_of(body),
            stream=told.stream,
            player=told.player,
            trace=told.trace,
            position=told.position,
        )
        return Found(letter, body, (url, message["ReceiptHandle"]))


def _workload(key: str, body: bytes) -> str:
    if not key.startswith(LAMBDAS_OWN):
        return unquote(key).partition("/")[0]
    with suppress(DecodeError, LookupError, TypeError):
        arn = str(decode(body)["requestContext"]["functionArn"])
        return arn.split(":")[6].split("-", 2)[2]
    return ""
