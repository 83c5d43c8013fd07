from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from msgspec.json import decode

from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.sqs.queues import SqsQueues
from shared.application.ports import Queues
from tests.ports.account import account

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

type Take = Callable[[str], list[Any]]
type Bench = tuple[Queues, Take]

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def in_memory() -> Iterator[Bench]:
    queues = InMemoryQueues(lambda: START)
    yield queues, lambda name: [decode(body) for body in queues.take(name)]


def on_sqs() -> Iterator[Bench]:
    with account():
        client: SQSClient = boto3.client(
            "sqs",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        urls = {
            "default": client.create_queue(QueueName="default")["QueueUrl"],
            "attacks": client.create_queue(
                QueueName="attacks.fifo", Attributes={"FifoQueue": "true"}
            )["QueueUrl"],
        }

        def take(name: str) -> list[Any]:
            answer = client.receive_message(QueueUrl=urls[name], MaxNumberOfMessages=10)
            return [decode(message["Body"]) for message in answer.get("Messages", [])]

        yield SqsQueues(client, urls), take


@pytest.fixture(params=[in_memory, on_sqs], ids=lambda each: each.__name__)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    yield from request.param()


class TestPut:
    def test_enqueues_a_json_value(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("default", {"battle": "b1", "at": START})
        assert take("default") == [{"battle": "b1", "at": "2026-11-21T12:00:00Z"}]

    def test_holds_a_message_back_for_its_delay(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("default", "later", delay=900)
        queues.put("default", "now")
        assert take("default") == ["now"]

    def test_keeps_every_message_of_a_queue_without_order(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("default", "same")
        queues.put("default", "same")
        assert take("default") == ["same", "same"]

    def test_keeps_the_order_of_a_group_whose_name_is_any_text(self, bench: Bench) -> None:
        queues, take = bench
        for number in range(5):
            queues.put("attacks", number, group="codebattle/b1/player/Zoë ☃" * 9, key=str(number))
        assert take("attacks") == [0, 1, 2, 3, 4]

    def test_drops_the_repeat_of_a_key_in_its_group_alone(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("attacks", {"try": 1}, group="ana", key="c1")
        queues.put("attacks", {"try": 2}, group="ana", key="c1")
        queues.put("attacks", {"try": 3}, group="bo", key="c1")
        assert sorted(each["try"] for each in [*take("attacks"), *take("attacks")]) == [1, 3]

    def test_takes_messages_without_a_key_as_different_when_they_are(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("attacks", 1, group="ana")
        queues.put("attacks", 2, group="ana")
        assert take("attacks") == [1, 2]


class TestInMemoryQueues:
    def test_gives_a_message_out_when_it_falls_due(self) -> None:
        now = START
        queues = InMemoryQueues(lambda: now)
        queues.put("default", "soon", delay=1)
        assert queues.take("default") == []
        now += timedelta(seconds=1)
        assert queues.take("default") == ['"soon"']
        assert queues.take("default") == []
