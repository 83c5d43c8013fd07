"""Which answers are asked for again, how often, and what is raised then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.json import decode

from shared.adapters.answering import answering, code_of, reasons_of
from shared.adapters.aws.caller import PATIENCE
from shared.adapters.aws.errors import NoAnswer, Refused
from shared.adapters.aws.retry import CAPACITY, COST, RetryBudget
from shared.application.ports import Unavailable
from tests.aws.loopback import Answer, World, answer, calling, checked, error, serving

THROTTLED = error("ProvisionedThroughputExceededException")
BROKEN = error("InternalServerError", 500)
BAD_SUM = answer(b'{"Items":[1]}', headers=["x-amz-crc32: 1"])
GATEWAY = answer(b"<html>busy</html>", 503)
UNDER_WAY = error("TransactionInProgressException")


class TestAPassingFailure:
    @pytest.mark.parametrize("failure", [THROTTLED, BROKEN, BAD_SUM, GATEWAY, UNDER_WAY])
    def test_is_waited_for_twice(self, failure: Answer) -> None:
        world = World()
        with serving(failure, failure, checked()) as server:
            with calling(server.address, world) as client:
                assert client.put_item(TableName="t") == {}
            assert world.pauses == [1, 2]
            assert len({each.body for each in server.requests}) == 1

    @pytest.mark.parametrize("failure", [THROTTLED, BROKEN, BAD_SUM, GATEWAY, UNDER_WAY])
    def test_that_stays_is_unavailable_after_three_tries(self, failure: Answer) -> None:
        with serving(failure) as server, calling(server.address) as client:
            with pytest.raises(Unavailable), answering():
                client.put_item(TableName="t")
            assert len(server.requests) == 3

    def test_is_not_waited_for_when_that_takes_too_long(self) -> None:
        world = World()
        world.a_pause_takes = PATIENCE
        with serving(BROKEN) as server, calling(server.address, world) as client:
            with pytest.raises(Refused):
                client.put_item(TableName="t")
            assert len(server.requests) == 2

    def test_is_not_repeated_when_most_calls_fail(self) -> None:
        with serving(BROKEN) as server, calling(server.address) as client:
            calls = CAPACITY // COST + 10
            for _ in range(calls):
                with pytest.raises(Refused):
                    client.put_item(TableName="t")
            assert len(server.requests) == calls + CAPACITY // COST


class TestARefusal:
    @pytest.mark.parametrize(
        "code", ["ConditionalCheckFailedException", "AccessDeniedException", "ValidationException"]
    )
    def test_is_raised_at_once_with_its_code(self, code: str) -> None:
        with serving(error(code)) as server, calling(server.address) as client:
            with pytest.raises(Refused, match=code) as refused, answering():
                client.put_item(TableName="t")
            assert len(server.requests) == 1
        assert code_of(refused.value) == code
        assert refused.value.response["Error"] == {"Code": code, "Message": "why"}
        assert refused.value.response["ResponseMetadata"] == {"HTTPStatusCode": 400}

    def test_of_a_transaction_has_its_reasons(self) -> None:
        reasons = [{"Code": "None"}, {"Code": "ThrottlingError"}]
        cancelled = error("TransactionCanceledException", CancellationReasons=reasons)
        with serving(cancelled) as server, calling(server.address) as client:
            with pytest.raises(Refused) as refused:
                client.transact_write_items(TransactItems=[])
            assert len(server.requests) == 1
        assert reasons_of(refused.value) == ["None", "ThrottlingError"]

    def test_that_is_no_json_has_the_status_for_a_code(self) -> None:
        with serving(answer(b"forbidden", 403)) as server, calling(server.address) as client:
            with pytest.raises(Refused) as refused:
                client.query(TableName="t")
            assert code_of(refused.value) == "403"

    def test_of_a_statement_is_in_the_answer(self) -> None:
        body = b'{"Responses":[{"Error":{"Code":"DuplicateItem"}},{}]}'
        with serving(checked(body)) as server, calling(server.address) as client:
            found = client.batch_execute_statement(Statements=[])
        assert found["Responses"][0]["Error"]["Code"] == "DuplicateItem"


class TestATransaction:
    def test_has_one_token_for_all_of_its_tries(self) -> None:
        with serving(BROKEN, checked()) as server, calling(server.address) as client:
            client.transact_write_items(TransactItems=[])
            client.transact_write_items(TransactItems=[])
            tokens = [decode(each.body)["ClientRequestToken"] for each in server.requests]
        assert tokens == ["id-0", "id-0", "id-1"]


class TestTheBudget:
    def test_is_given_back_by_success_and_no_further(self) -> None:
        budget = RetryBudget(2 * COST)
        assert [budget.spend() for _ in range(3)] == [True, True, False]
        for _ in range(COST):
            budget.succeed()
        assert [budget.spend() for _ in range(2)] == [True, False]
        for _ in range(10 * COST):
            budget.succeed()
        assert [budget.spend() for _ in range(3)] == [True, True, False]


def test_an_answer_that_is_no_object_is_none() -> None:
    with (
        serving(answer(b"[]")) as server,
        calling(server.address) as client,
        pytest.raises(NoAnswer, match="not DynamoDB's"),
    ):
        client.query(TableName="t")


def test_a_call_ends_before_a_function_does() -> None:
    assert PATIENCE + timedelta(seconds=6) < timedelta(seconds=15)
