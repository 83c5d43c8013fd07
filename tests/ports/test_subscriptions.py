"""One suite for every store of subscriptions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.application.channels.ports import Subscriber, Subscriptions
from tests.ports.entry_stores import new_entry_table
from tests.ports.log_stores import either_dynamodb

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOARD = "codebattle/b1/board"
PRIVATE = "private-participant.b1.änn-1"


@pytest.fixture(params=["memory", "botocore", "lean"])
def subscriptions(request: pytest.FixtureRequest) -> Iterator[Subscriptions]:
    if request.param == "memory":
        yield InMemorySubscriptions()
        return
    emulator = request.getfixturevalue("ministack_url")
    table = new_entry_table(emulator)
    with either_dynamodb(request.param, emulator) as client:
        yield DynamoDbSubscriptions(client, table, lambda: NOON)


def listener(number: int, offset: int = 0) -> Subscriber:
    return Subscriber(f"c{number}", f"änn-{number}", offset)


def members(subscriptions: Subscriptions, channel: str) -> list[Subscriber]:
    return sorted(subscriptions.members(channel), key=lambda each: each.connection)


class TestAdd:
    def test_gives_back_who_listens(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(BOARD, listener(1, 7))
        subscriptions.add(BOARD, listener(2))
        subscriptions.add("codebattle/b2/board", listener(3))
        assert members(subscriptions, BOARD) == [listener(1, 7), listener(2)]
        assert members(subscriptions, "codebattle/none/board") == []

    def test_replaces_the_offset_of_a_repeat(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(BOARD, listener(1, 7))
        subscriptions.add(BOARD, listener(1, 9))
        assert members(subscriptions, BOARD) == [listener(1, 9)]


class TestAdvance:
    def test_replaces_the_offset(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(BOARD, listener(1, 7))
        subscriptions.advance(BOARD, listener(1, 9))
        assert members(subscriptions, BOARD) == [listener(1, 9)]

    def test_does_not_bring_back_one_that_has_left(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(BOARD, listener(1, 7))
        subscriptions.remove(BOARD, "c1")
        subscriptions.advance(BOARD, listener(1, 9))
        assert members(subscriptions, BOARD) == []


class TestRemove:
    def test_leaves_the_others(self, subscriptions: Subscriptions) -> None:
        for number in (1, 2):
            subscriptions.add(BOARD, listener(number))
        subscriptions.remove(BOARD, "c1")
        subscriptions.remove(BOARD, "c1")
        assert members(subscriptions, BOARD) == [listener(2)]

    def test_all_forgets_a_connection_and_names_its_channels(
        self, subscriptions: Subscriptions
    ) -> None:
        channels = [BOARD, "codebattle/b1/presence", "codebattle/b1/player/ann@ann"]
        for channel in channels:
            subscriptions.add(channel, listener(1))
        subscriptions.add(BOARD, listener(2))
        assert sorted(subscriptions.channels("c1")) == channels
        assert sorted(subscriptions.remove_all("c1")) == channels
        assert subscriptions.remove_all("c1") == subscriptions.channels("c1") == []
        assert [members(subscriptions, each) for each in channels] == [[listener(2)], [], []]

    def test_all_names_a_channel_as_it_was_given(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(PRIVATE, listener(1))
        assert subscriptions.remove_all("c1") == [PRIVATE]
        assert members(subscriptions, PRIVATE) == []


class TestBuckets:
    def test_hold_each_listener_once(self, subscriptions: Subscriptions) -> None:
        crowd = [listener(number) for number in range(40)]
        for each in crowd:
            subscriptions.add(BOARD, each)
        buckets = range(subscriptions.buckets(BOARD))
        assert len(buckets) > 1
        spread = [list(subscriptions.members(BOARD, bucket)) for bucket in buckets]
        assert sum(map(len, spread)) == 40
        assert {each for bucket in spread for each in bucket} == set(crowd)
        assert sum(bool(bucket) for bucket in spread) > 1

    def test_of_a_private_channel_are_one(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(PRIVATE, listener(1, 3))
        assert subscriptions.buckets(PRIVATE) == 1
        assert list(subscriptions.members(PRIVATE, 0)) == [listener(1, 3)]


class TestPages:
    def test_are_read_to_the_end(self, subscriptions: Subscriptions) -> None:
        """A page of DynamoDB ends at 1 MB: 800 rows of 1.5 KB are two."""
        names = ["x" * 1500 + str(number) for number in range(800)]
        for number, name in enumerate(names):
            subscriptions.add(PRIVATE, Subscriber(f"c{number}", name, 0))
        assert {each.username for each in subscriptions.members(PRIVATE)} == set(names)
