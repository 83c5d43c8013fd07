"""What only DynamoDB can answer, and the answers of it that are lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError
from msgspec.structs import replace

from shared.adapters.aws.errors import Refused
from shared.adapters.dynamodb.log import FAMILY_SHARDS, DynamoDbLog
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.kernel.facts import Commit
from tests.application.battle_fixture import Process, answer, attack, stream_of
from tests.codec import CODEC
from tests.ports.before_dynamodb import Answer, Before, standing
from tests.ports.log_stores import dynamodb, either_dynamodb, ministack, new_dynamodb_log
from tests.ports.lossy import losing_those
from tests.wire.samples import FACTS, commit_of

COMMIT = commit_of(FACTS["codebattle.shield_used.v1"])
ANN, BOB = stream_of("ann"), stream_of("bob")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack")) as address:
        yield address


def commit_at(stream: str) -> Commit:
    return replace(COMMIT, stream=stream, position=1)


class _Refusing(Before):
    code = ""
    told: Mapping[str, Any]

    def carry_out(self, operation: str, body: bytes) -> Answer:
        del operation, body
        return 400, json.dumps({"__type": self.code, **self.told}).encode()


class TestConflicts:
    @contextmanager
    def answer(self, kind: str, code: str, *reasons: str) -> Iterator[DynamoDbLog]:
        """A log of a DynamoDB that refuses whatever it is asked."""
        told = {"CancellationReasons": [{"Code": each} for each in reasons]} if reasons else {}
        with (
            standing(_Refusing, code=code, told=told) as address,
            either_dynamodb(kind, address) as client,
        ):
            yield DynamoDbLog(client, "log", CODEC)

    def test_with_a_transaction_under_way_is_a_move(self, kind: str) -> None:
        with (
            self.answer(kind, "TransactionConflictException") as log,
            pytest.raises(StreamMoved),
        ):
            log.append(COMMIT)

    def test_between_transactions_is_a_move_of_the_stream_at_fault(self, kind: str) -> None:
        reasons = ("None", "TransactionConflict")
        with (
            self.answer(kind, "TransactionCanceledException", *reasons) as log,
            pytest.raises(StreamMoved) as moved,
        ):
            log.append(COMMIT, commit_at(BOB))

        assert moved.value.streams == (BOB,)

    @pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
    def test_are_not_what_a_throttled_transaction_has(self, kind: str, code: str) -> None:
        with (
            self.answer(kind, "TransactionCanceledException", code, "None") as log,
            pytest.raises(LogUnavailable),
        ):
            log.append(COMMIT, commit_at(BOB))

    def test_are_not_what_a_throttled_put_has(self, kind: str) -> None:
        with (
            self.answer(kind, "ProvisionedThroughputExceededException") as log,
            pytest.raises(LogUnavailable),
        ):
            log.append(COMMIT)

    def test_are_not_what_a_missing_right_is(self, kind: str) -> None:
        with (
            self.answer(kind, "AccessDeniedException") as log,
            pytest.raises((ClientError, Refused), match="AccessDenied"),
        ):
            log.append(COMMIT)


class TestOutage:
    def test_is_named_on_writing_and_on_reading(self, kind: str) -> None:
        with either_dynamodb(kind, "http://127.0.0.1:1") as client:
            log = DynamoDbLog(client, "log", CODEC)
            with pytest.raises(LogUnavailable):
                log.append(COMMIT)
            with pytest.raises(LogUnavailable):
                log.latest(COMMIT.stream)


class TestLostAnswer:
    """The client sends a request again whose answer it did not get; the first one was written."""

    @pytest.mark.parametrize(
        ("operation", "command"),
        [("PutItem", answer("ann", 1)), ("TransactWriteItems", attack("ann", "bob"))],
    )
    def test_has_one_effect_and_the_right_outcome(
        self, emulator: str, kind: str, operation: str, command: Any
    ) -> None:
        log = new_dynamodb_log(dynamodb(emulator))
        before = Process(log)
        before.schedule()
        before.join("ann", "bob")
        before.handle(answer("bob"), "b0")
        with (
            losing_those(emulator, lost := [operation]) as address,
            either_dynamodb(kind, address) as client,
        ):
            handled = Process(DynamoDbLog(client, log._table, CODEC)).handle(command, "x1")

        newest = list(log.read(ANN))[-1]
        assert lost == []
        assert (newest.command_id, newest.position) == ("x1", 2)
        assert handled.outcome == newest.outcome


class TestFamilies:
    def test_are_spread_over_shards(self, emulator: str) -> None:
        client = dynamodb(emulator)
        log = new_dynamodb_log(client)
        for number in range(60):
            log.append(commit_at(f"codebattle/b1/player/{number}"))

        scan = client.get_paginator("scan").paginate(TableName=log._table)
        families = {item["family"]["S"] for page in scan for item in page["Items"]}
        assert families == {f"codebattle/b1/player#{shard}" for shard in range(FAMILY_SHARDS)}
