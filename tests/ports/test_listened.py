"""In which rooms anybody listens, of every store of subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NoReturn

import pytest

from shared.adapters.dynamodb.client import DynamoDbClient
from shared.adapters.dynamodb.listened import LIVES, RENEWED, UNKNOWN_FOR
from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.application.channels.ports import Subscriber, Subscriptions
from tests.memory import Clock
from tests.ports.entry_stores import new_entry_table
from tests.ports.log_stores import either_dynamodb

STREAM = "codebattle/b1/player/ann"
ANN = Subscriber(f"{STREAM}@ann", "c1", "ann")
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def table(ministack_url: str) -> str:
    return new_entry_table(ministack_url)


@pytest.fixture
def client(ministack_url: str) -> Iterator[DynamoDbClient]:
    with either_dynamodb("lean", ministack_url) as client:
        yield client


@pytest.fixture
def process(client: DynamoDbClient, table: str, clock: Clock) -> Callable[[], Subscriptions]:
    """Begin a process, which remembers nothing of those before."""
    return lambda: DynamoDbSubscriptions(client, table, clock)


@pytest.fixture(params=["memory", "table"])
def subscriptions(request: pytest.FixtureRequest, clock: Clock) -> Subscriptions:
    """After nobody is left who came before the first look."""
    if request.param == "memory":
        return InMemorySubscriptions()
    made: Subscriptions = request.getfixturevalue("process")()
    made.listened(begin=True)
    clock.now += UNKNOWN_FOR
    return made


class TestListened:
    def test_are_the_rooms_of_subscribers(self, subscriptions: Subscriptions) -> None:
        for channel in (ANN.channel, "match/m1/board", "account/p1"):
            subscriptions.add(Subscriber(channel, "c1", "ann"))
        listened = subscriptions.listened()
        shown = (STREAM, "match/m1/board", "hunt/h1/board", "hunt/h1/player/ann")
        assert [each for each in shown if listened(each)] == [STREAM, "match/m1/board"]

    def test_are_those_of_the_look(self, subscriptions: Subscriptions) -> None:
        before = subscriptions.listened()
        subscriptions.add(ANN)
        assert not before(STREAM)
        assert subscriptions.listened()(STREAM)


class TestMarks:
    def test_are_believed_when_all_who_left_none_are_gone(
        self, process: Callable[[], Subscriptions], clock: Clock
    ) -> None:
        """Before the first look a version that writes none may have let somebody subscribe."""
        assert process().listened()(STREAM)
        clock.now += UNKNOWN_FOR
        assert process().listened(begin=True)(STREAM)
        clock.now += UNKNOWN_FOR - SECOND
        assert process().listened(begin=True)(STREAM)
        clock.now += SECOND
        assert not process().listened(begin=True)(STREAM)

    def test_outlive_each_subscription(
        self, client: DynamoDbClient, table: str, clock: Clock
    ) -> None:
        """One process writes a mark now and then, however many subscribe by it."""
        subscriptions = DynamoDbSubscriptions(client, table, clock)
        written = []
        for later in (timedelta(0), RENEWED, SECOND):
            clock.now += later
            subscriptions.add(ANN)
            (mark,) = _marks(client, table)
            assert mark >= (clock.now + LIVES).timestamp()
            written.append(mark)
        assert len({*written}) == 2

    def test_come_before_the_subscriber(
        self, client: DynamoDbClient, table: str, clock: Clock
    ) -> None:
        """Who dies between the two leaves a mark too many, never one too few."""

        class Dying(DynamoDbSubscriptions):
            def _item(self, subscriber: Subscriber) -> NoReturn:
                raise ZeroDivisionError(subscriber)

        with pytest.raises(ZeroDivisionError):
            Dying(client, table, clock).add(ANN)
        assert len(_marks(client, table)) == 1


def _marks(client: DynamoDbClient, table: str) -> list[int]:
    found = client.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "listened"}},
        ConsistentRead=True,
    )
    return [int(each["expires"]["N"]) for each in found["Items"]]
