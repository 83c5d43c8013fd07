from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from shared.adapters.kinesis.fact_stream import KinesisFactStream
from shared.adapters.kinesis.stream import MOST_RECORDS, TRIES
from shared.adapters.memory.fact_stream import InMemoryFactStream
from shared.application.economy.ship_facts import FactStream
from shared.economy.outbox import EconomyFact
from shared.wire.economy_facts import decode_fact, key_of
from tests.ports.account import account

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

type Records = Callable[[], list[tuple[str, bytes]]]
type Bench = tuple[FactStream, Records]

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(number: int, player: str = "ann", padding: int = 0) -> EconomyFact:
    balances = [{"owner": player, "currency": "gold", "balance": number}]
    body = [{"transaction": number, "balances": balances, "padding": "x" * padding}]
    return EconomyFact("wallet", number, "reward", "transfer", body, NOON)


def read(client: KinesisClient) -> list[tuple[str, bytes]]:
    found = []
    for shard in client.list_shards(StreamName="facts")["Shards"]:
        iterator = client.get_shard_iterator(
            StreamName="facts", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records = client.get_records(ShardIterator=iterator)["Records"]
        found += [(each["PartitionKey"], each["Data"]) for each in records]
    return found


@pytest.fixture
def client() -> Iterator[KinesisClient]:
    with account():
        made: KinesisClient = boto3.client(
            "kinesis",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        made.create_stream(StreamName="facts", ShardCount=2)
        made.get_waiter("stream_exists").wait(StreamName="facts", WaiterConfig={"Delay": 1})
        yield made


@pytest.fixture(params=["memory", "kinesis"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "memory":
        stream = InMemoryFactStream()
        return stream, lambda: stream.records
    client = request.getfixturevalue("client")
    return KinesisFactStream(client, "facts", lambda _: None), lambda: read(client)


class Troubled:
    """A client of which some records fail; which of them, chance says."""

    def __init__(self, client: KinesisClient, share: float) -> None:
        self._client = client
        self._share = share
        self._chance = Random(7)  # noqa: S311 - the same at each run
        self.requests = 0
        self.down: set[str] = set()

    def put_records(self, *, StreamName: str, Records: Sequence[Any]) -> Any:  # noqa: N803
        self.requests += 1
        results: list[Any] = []
        for record in Records:
            if record["PartitionKey"] in self.down or self._chance.random() < self._share:
                code = "ProvisionedThroughputExceededException"
                results.append({"ErrorCode": code, "ErrorMessage": "slow down"})
            else:
                answer = self._client.put_records(StreamName=StreamName, Records=[record])
                results += answer["Records"]
        return {"Records": results}


class TestPut:
    def test_stores_each_fact_whole_under_its_player(self, bench: Bench) -> None:
        stream, records = bench
        facts = [told(1, "ann"), told(2, "bob")]
        assert sorted(each.number for each in stream.put(facts)) == [1, 2]
        found = records()
        assert sorted(key for key, _ in found) == ["ann", "bob"]
        assert {decode_fact(data).number: decode_fact(data) for _, data in found} == {
            1: facts[0],
            2: facts[1],
        }

    def test_keeps_the_order_of_each_player(self, bench: Bench) -> None:
        stream, records = bench
        facts = [told(number, "ann" if number % 3 else "bob") for number in range(1, 20)]
        assert len(stream.put(facts)) == len(facts)
        assert in_order(records())

    def test_of_nothing_is_nothing(self, bench: Bench) -> None:
        stream, records = bench
        assert list(stream.put([])) == []
        assert records() == []


class TestKinesis:
    def test_fills_requests_by_number_and_by_size(self, client: KinesisClient) -> None:
        troubled = Troubled(client, 0)
        stream = KinesisFactStream(cast("KinesisClient", troubled), "facts", lambda _: None)
        stream.put([told(number, f"p{number}") for number in range(MOST_RECORDS + 1)])
        assert troubled.requests == 2
        stream.put([told(number, f"p{number}", 900_000) for number in range(6)])
        assert troubled.requests == 4

    def test_keeps_order_while_records_fail(self, client: KinesisClient) -> None:
        troubled, waits = Troubled(client, 0.5), list[int]()
        stream = KinesisFactStream(cast("KinesisClient", troubled), "facts", waits.append)
        left = [told(number, f"p{number % 5}") for number in range(100)]
        while left:
            put = {each.number for each in stream.put(left)}
            left = [each for each in left if each.number not in put]
        found = read(client)
        assert len(found) == 100
        assert in_order(found)
        assert set(waits) == set(range(TRIES - 1))

    def test_holds_nobody_up_for_one_who_is_throttled(self, client: KinesisClient) -> None:
        troubled = Troubled(client, 0)
        troubled.down = {"ann"}
        stream = KinesisFactStream(cast("KinesisClient", troubled), "facts", lambda _: None)
        facts = [told(1, "ann"), told(2, "bob"), told(3, "ann"), told(4, "bob")]
        assert list(stream.put(facts)) == [facts[1], facts[3]]
        assert {key for key, _ in read(client)} == {"bob"}


def in_order(records: Sequence[tuple[str, bytes]]) -> bool:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for key, data in records:
        fact = decode_fact(data)
        assert key == key_of(fact)
        numbers[key].append(fact.number)
    return all(each == sorted(each) for each in numbers.values())
