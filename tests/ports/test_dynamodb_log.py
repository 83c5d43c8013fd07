"""What only DynamoDB can answer, and the answers of it that are lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from msgspec.structs import replace

from shared.adapters.dynamodb.log import FAMILY_SHARDS, DynamoDbLog
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.kernel.facts import Commit
from tests.application.arena import Process, answer, attack, stream_of
from tests.ports.log_stores import dynamodb, ministack, new_dynamodb_log
from tests.wire.samples import FACTS, commit_of

COMMIT = commit_of(FACTS["codebattle.shield_used.v1"])
ANN, BOB = stream_of("ann"), stream_of("bob")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack")) as address:
        yield address


def commit_at(stream: str) -> Commit:
    return replace(COMMIT, stream=stream, position=1)


class TestConflicts:
    def answer(self, operation: str, code: str, **details: Any) -> DynamoDbLog:
        client = dynamodb()
        stubber = Stubber(client)
        stubber.add_client_error(operation, code, modeled_fields=details)
        stubber.activate()
        return DynamoDbLog(client, "log")

    def test_with_a_transaction_under_way_is_a_move(self) -> None:
        log = self.answer("put_item", "TransactionConflictException")

        with pytest.raises(StreamMoved):
            log.append(COMMIT)

    def test_between_transactions_is_a_move_of_the_stream_at_fault(self) -> None:
        reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
        log = self.answer(
            "transact_write_items", "TransactionCanceledException", CancellationReasons=reasons
        )

        with pytest.raises(StreamMoved) as moved:
            log.append(COMMIT, commit_at(BOB))

        assert moved.value.streams == (BOB,)

    @pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
    def test_are_not_what_a_throttled_transaction_has(self, code: str) -> None:
        reasons = [{"Code": code}, {"Code": "None"}]
        log = self.answer(
            "transact_write_items", "TransactionCanceledException", CancellationReasons=reasons
        )

        with pytest.raises(LogUnavailable):
            log.append(COMMIT, commit_at(BOB))

    def test_are_not_what_a_throttled_put_has(self) -> None:
        log = self.answer("put_item", "ProvisionedThroughputExceededException")

        with pytest.raises(LogUnavailable):
            log.append(COMMIT)

    def test_are_not_what_a_missing_right_is(self) -> None:
        log = self.answer("put_item", "AccessDeniedException")

        with pytest.raises(ClientError):
            log.append(COMMIT)


class TestOutage:
    def test_is_named_on_writing_and_on_reading(self) -> None:
        log = DynamoDbLog(dynamodb("http://127.0.0.1:1", tries=1), "log")

        with pytest.raises(LogUnavailable):
            log.append(COMMIT)
        with pytest.raises(LogUnavailable):
            log.latest(COMMIT.stream)


class TestLostAnswer:
    """The SDK sends a request again whose answer it did not get; the first one was written."""

    @pytest.mark.parametrize(
        ("operation", "command"),
        [("PutItem", answer("ann", 1)), ("TransactWriteItems", attack("ann", "bob"))],
    )
    def test_has_one_effect_and_the_right_outcome(
        self, emulator: str, operation: str, command: Any
    ) -> None:
        client = dynamodb(emulator)
        log = new_dynamodb_log(client)
        process = Process(log)
        process.schedule()
        process.join("ann", "bob")
        process.handle(answer("bob"), "b0")
        sent = []

        def send_twice(**_: Any) -> Any:
            sent.append(operation)
            return 0 if len(sent) == 1 else None

        events: Any = client.meta.events
        events.register_first(f"needs-retry.dynamodb.{operation}", send_twice)
        handled = process.handle(command, "x1")

        newest = list(log.read(ANN))[-1]
        assert len(sent) >= 2
        assert (newest.command_id, newest.position) == ("x1", 2)
        assert handled.outcome == newest.outcome


class TestFamilies:
    def test_are_spread_over_shards(self, emulator: str) -> None:
        client = dynamodb(emulator)
        log = new_dynamodb_log(client)
        for number in range(60):
            log.append(commit_at(f"battle/b1/player/{number}"))

        scan = client.get_paginator("scan").paginate(TableName=log._table)
        families = {item["family"]["S"] for page in scan for item in page["Items"]}
        assert families == {f"battle/b1/player#{shard}" for shard in range(FAMILY_SHARDS)}
