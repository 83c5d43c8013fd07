"""One suite for every store of subscriptions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.application.channels.ports import Subscriber, Subscriptions
from shared.kernel.names import shown_by
from tests.ports.entry_stores import new_entry_table
from tests.ports.log_stores import either_dynamodb

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOARD = "codebattle/b1/board"
STREAM = "codebattle/b1/player/änn-1"
PRIVATE = f"{STREAM}@änn-1"


@pytest.fixture(params=["memory", "botocore", "lean"])
def subscriptions(request: pytest.FixtureRequest) -> Iterator[Subscriptions]:
    if request.param == "memory":
        yield InMemorySubscriptions()
        return
    emulator = request.getfixturevalue("ministack_url")
    table = new_entry_table(emulator)
    with either_dynamodb(request.param, emulator) as client:
        yield DynamoDbSubscriptions(client, table, lambda: NOON)


def listener(number: int, offset: int = 0, channel: str = BOARD) -> Subscriber:
    return Subscriber(channel, f"c{number}", f"änn-{number}", offset)


def members(subscriptions: Subscriptions, channel: str) -> list[Subscriber]:
    return sorted(subscriptions.members(channel), key=lambda each: each.connection)


class TestAdd:
    def test_gives_back_who_listens(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(listener(1, 7))
        subscriptions.add(listener(2))
        subscriptions.add(listener(3, channel="codebattle/b2/board"))
        assert members(subscriptions, BOARD) == [listener(1, 7), listener(2)]
        assert members(subscriptions, "codebattle/none/board") == []

    def test_replaces_the_offset_of_a_repeat(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(listener(1, 7))
        subscriptions.add(listener(1, 9))
        assert members(subscriptions, BOARD) == [listener(1, 9)]


class TestAdvance:
    def test_replaces_the_offset(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(listener(1, 7))
        subscriptions.advance(listener(1, 9))
        assert members(subscriptions, BOARD) == [listener(1, 9)]

    def test_does_not_bring_back_one_that_has_left(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(listener(1, 7))
        subscriptions.remove(BOARD, "c1")
        subscriptions.advance(listener(1, 9))
        assert members(subscriptions, BOARD) == []


class TestRemove:
    def test_leaves_the_others(self, subscriptions: Subscriptions) -> None:
        for number in (1, 2):
            subscriptions.add(listener(number))
        subscriptions.remove(BOARD, "c1")
        subscriptions.remove(BOARD, "c1")
        assert members(subscriptions, BOARD) == [listener(2)]

    def test_all_forgets_a_connection_and_names_its_channels(
        self, subscriptions: Subscriptions
    ) -> None:
        channels = [BOARD, "codebattle/b1/player/ann@ann", "codebattle/b1/presence"]
        for channel in channels:
            subscriptions.add(listener(1, channel=channel))
        subscriptions.add(listener(2))
        assert sorted(subscriptions.channels("c1")) == channels
        assert sorted(subscriptions.remove_all("c1")) == channels
        assert subscriptions.remove_all("c1") == subscriptions.channels("c1") == []
        assert [members(subscriptions, shown_by(each)) for each in channels] == [
            [listener(2)],
            [],
            [],
        ]

    def test_all_names_a_channel_as_it_was_given(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(listener(1, channel=PRIVATE))
        assert subscriptions.remove_all("c1") == [PRIVATE]
        assert members(subscriptions, STREAM) == []


class TestViewers:
    def test_of_a_stream_are_listed_together_each_with_its_channel(
        self, subscriptions: Subscriptions
    ) -> None:
        views = [STREAM, f"{STREAM}@bob", PRIVATE, f"{STREAM}@$operator"]
        listeners = [listener(number, 0, channel) for number, channel in enumerate(views)]
        for each in listeners:
            subscriptions.add(each)
        subscriptions.add(listener(9, channel=f"{STREAM}2@bob"))
        assert members(subscriptions, STREAM) == listeners

    def test_may_be_at_one_connection(self, subscriptions: Subscriptions) -> None:
        for channel in (STREAM, PRIVATE):
            subscriptions.add(listener(1, channel=channel))
        subscriptions.advance(listener(1, 9, PRIVATE))
        assert sorted(subscriptions.channels("c1")) == [STREAM, PRIVATE]
        assert subscriptions.remove(STREAM, "c1")
        assert members(subscriptions, STREAM) == [listener(1, 9, PRIVATE)]


class TestBuckets:
    def test_hold_each_listener_once(self, subscriptions: Subscriptions) -> None:
        crowd = [listener(number) for number in range(40)]
        for each in crowd:
            subscriptions.add(each)
        buckets = range(subscriptions.buckets(BOARD))
        assert len(buckets) > 1
        spread = [list(subscriptions.members(BOARD, bucket)) for bucket in buckets]
        assert sum(map(len, spread)) == 40
        assert {each for bucket in spread for each in bucket} == set(crowd)
        assert sum(bool(bucket) for bucket in spread) > 1

    def test_of_a_stream_are_one(self, subscriptions: Subscriptions) -> None:
        subscriptions.add(listener(1, 3, PRIVATE))
        assert subscriptions.buckets(STREAM) == 1
        assert list(subscriptions.members(STREAM, 0)) == [listener(1, 3, PRIVATE)]


class TestPages:
    def test_are_read_to_the_end(self, subscriptions: Subscriptions) -> None:
        """A page of DynamoDB ends at 1 MB: 800 rows of 1.5 KB are two."""
        names = ["x" * 1500 + str(number) for number in range(800)]
        for number, name in enumerate(names):
            subscriptions.add(Subscriber(PRIVATE, f"c{number}", name))
        assert {each.username for each in subscriptions.members(STREAM)} == set(names)
