"""Dead letters as AWS has them, and the bodies of letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from msgspec.json import encode

from shared.adapters.lambda_functions.workers import AwsWorkers
from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.memory.letters import InMemoryBodies
from shared.adapters.s3.letter_bodies import S3Bodies
from shared.adapters.sqs.dead_letters import SqsDeadLetters
from shared.application.letters.failure_key import failure_key
from shared.application.letters.ports import Bodies, Found, NotTakenError
from tests.ports.account import account, client

ARN = "arn:aws:lambda:us-east-1:000000000000:function:rumpus-dev-rank"


class World:
    """Queues of dead letters, one that keeps order, and the bucket of failed records."""

    def __init__(self) -> None:
        self.sqs, s3 = client("sqs"), client("s3")
        s3.create_bucket(Bucket="failed")
        self.s3 = s3
        self.urls = {
            "broadcast": self._queue("broadcast-dead"),
            "deferred": self._queue("deferred-dead.fifo", FifoQueue="true"),
            "failed": self._queue("failed"),
        }
        self.coordination = InMemoryCoordination(lambda: 0.0)
        self.letters = SqsDeadLetters(self.sqs, s3, "failed", self.urls, self.coordination)
        self.bodies = S3Bodies(s3, "failed")

    def _queue(self, name: str, **attributes: str) -> str:
        return str(self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])

    def fail(self, key: str, body: Any) -> None:
        """Put an object there, of which EventBridge tells."""
        self.s3.put_object(Bucket="failed", Key=key, Body=encode(body))
        event = {
            "id": key,
            "time": "2026-01-01T12:00:00Z",
            "detail": {"object": {"key": key}},
        }
        self.sqs.send_message(QueueUrl=self.urls["failed"], MessageBody=encode(event).decode())

    def all(self) -> list[Found]:
        """Find all, each until it is removed."""
        found: list[Found] = []
        while some := self.letters.find():
            found += some
            for each in some:
                self.letters.remove(each)
        return found


@pytest.fixture
def world() -> Iterator[World]:
    with account():
        yield World()


def bodies(world: World) -> Sequence[Bodies]:
    return world.bodies, InMemoryBodies()


class TestDeadLetters:
    def test_of_queues_are_found_whole_with_what_their_worker_noted(self, world: World) -> None:
        sent = world.sqs.send_message(
            QueueUrl=world.urls["broadcast"], MessageBody='{"channel":"x"}'
        )
        world.coordination.put(failure_key(sent["MessageId"]), b"KeyError", 1000)
        (found,) = world.all()
        assert found.body == b'{"channel":"x"}'
        assert (found.letter.workload, found.letter.source) == ("broadcast", "queue")
        assert (found.letter.error, found.letter.stream) == ("KeyError", "x")
        assert world.all() == []

    def test_of_a_queue_that_keeps_order_tell_their_group(self, world: World) -> None:
        for number in range(12):
            world.sqs.send_message(
                QueueUrl=world.urls["deferred"],
                MessageBody=str(number),
                MessageGroupId="g",
                MessageDeduplicationId=str(number),
            )
        found = world.all()
        assert [each.body.decode() for each in found] == [str(number) for number in range(12)]
        assert {each.letter.group for each in found} == {"g"}
        assert len({each.letter.id for each in found}) == 12

    def test_are_objects_of_a_consumer_or_of_lambda(self, world: World) -> None:
        world.fail("rank/shard%3A1.json", {"reason": "KeyError: x", "record": {"kinesis": {}}})
        context = {"condition": "RecordAgeExceeded", "functionArn": ARN}
        payload = encode({"Records": []}).decode()
        world.fail("aws/lambda/m/s/1", {"requestContext": context, "payload": payload})
        own, lambdas = sorted((each.letter for each in world.all()), key=lambda each: each.error)
        assert (own.workload, own.source, own.error) == ("rank", "record", "KeyError")
        assert (lambdas.workload, lambdas.error) == ("rank", "RecordAgeExceeded")

    def test_are_no_objects_that_are_gone(self, world: World) -> None:
        world.fail("rank/1.json", {})
        world.s3.delete_object(Bucket="failed", Key="rank/1.json")
        assert world.all() == []
        counted = world.sqs.get_queue_attributes(
            QueueUrl=world.urls["failed"],
            AttributeNames=["ApproximateNumberOfMessagesNotVisible"],
        )
        assert counted["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "0"

    def test_are_no_bodies_of_letters(self, world: World) -> None:
        world.fail("letters/1", {})
        assert world.all() == []
        world.fail("rank/1.json", {})
        assert len(world.all()) == 1


class TestBodies:
    def test_are_kept_and_replaced(self, world: World) -> None:
        for store in bodies(world):
            assert store.get("1") is None
            store.keep("1", b"a")
            store.keep("1", b"\x00\xff")
            assert store.get("1") == b"\x00\xff"


class TestWorkers:
    def test_get_a_message_with_its_group_once(self, world: World) -> None:
        urls = {"deferred": world.urls["deferred"]}
        workers = AwsWorkers(world.sqs, client("lambda"), urls, "rumpus-dev-")
        world.sqs.send_message(
            QueueUrl=urls["deferred"],
            MessageBody="{}",
            MessageGroupId="g",
            MessageDeduplicationId="1",
        )
        (found,) = world.all()
        for _ in range(2):
            workers.give(found.letter, b'{"again":1}')
        (again,) = world.all()
        assert (again.body, again.letter.group) == (b'{"again":1}', "g")

    def test_take_nothing_that_is_no_work_of_theirs(self, world: World) -> None:
        workers = AwsWorkers(world.sqs, client("lambda"), {}, "rumpus-dev-")
        world.fail("payouts/reward%2F1.json", {"reason": "no", "record": {"room": "b1"}})
        world.sqs.send_message(QueueUrl=world.urls["broadcast"], MessageBody="{}")
        for found in world.all():
            with pytest.raises(NotTakenError):
                workers.give(found.letter, found.body)
