from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from msgspec import Struct
from msgspec.json import decode

from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.sqs.queues import SqsQueues
from shared.application.ports import LONGEST_DELAY, Queues
from tests.ports.account import account

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

type Take = Callable[[str], list[Any]]
type Bench = tuple[Queues, Take]

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Job(Struct, frozen=True, omit_defaults=True):
    """A message of a queue."""

    name: str
    at: datetime | None = None


def names(taken: list[Any]) -> list[str]:
    return [each["name"] for each in taken]


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
        queues.put("default", Job("b1", START))
        assert take("default") == [{"name": "b1", "at": "2026-11-21T12:00:00Z"}]

    def test_holds_a_message_back_for_its_delay(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("default", Job("later"), delay=900)
        queues.put("default", Job("now"))
        assert names(take("default")) == ["now"]

    def test_keeps_every_message_of_a_queue_without_order(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("default", Job("same"))
        queues.put("default", Job("same"))
        assert names(take("default")) == ["same", "same"]

    def test_keeps_the_order_of_a_group_whose_name_is_any_text(self, bench: Bench) -> None:
        queues, take = bench
        for number in range(5):
            job, key = Job(str(number)), str(number)
            queues.put("attacks", job, group="codebattle/b1/player/Zoë ☃" * 9, key=key)
        assert names(take("attacks")) == ["0", "1", "2", "3", "4"]

    def test_drops_the_repeat_of_a_key_in_its_group_alone(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("attacks", Job("1"), group="ana", key="c1")
        queues.put("attacks", Job("2"), group="ana", key="c1")
        queues.put("attacks", Job("3"), group="bo", key="c1")
        assert sorted(names([*take("attacks"), *take("attacks")])) == ["1", "3"]

    def test_takes_messages_without_a_key_as_different_when_they_are(self, bench: Bench) -> None:
        queues, take = bench
        queues.put("attacks", Job("1"), group="ana")
        queues.put("attacks", Job("2"), group="ana")
        assert names(take("attacks")) == ["1", "2"]


class TestInMemoryQueues:
    @pytest.mark.parametrize("delay", [-1, LONGEST_DELAY + 1])
    def test_refuses_a_delay_as_sqs_does(self, delay: int) -> None:
        with pytest.raises(ValueError, match="can't wait"):
            InMemoryQueues(lambda: START).put("default", Job("never"), delay=delay)

    def test_gives_a_message_out_when_it_falls_due(self) -> None:
        now = START
        queues = InMemoryQueues(lambda: now)
        queues.put("default", Job("soon"), delay=1)
        assert queues.take("default") == []
        now += timedelta(seconds=1)
        assert queues.take("default") == ['{"name":"soon"}']
        assert queues.take("default") == []
