"""What a stolen role could do beyond its duty: as little as AWS lets us say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cdk.config import living
from shared.duties import duty
from tests.cdk.synthesized import Synthesized

_NETWORK = "ec2:CreateNetworkInterface"


def _actions(statement: Mapping[str, Any]) -> list[str]:
    listed = statement["Action"]
    return [listed] if isinstance(listed, str) else list(listed)


def _on(statements: list[Mapping[str, Any]], thing: str) -> set[str]:
    """What is allowed on a thing, by the logical id that its ARN is made of."""
    return {
        action
        for statement in statements
        if thing in str(statement["Resource"]) and "/index/" not in str(statement["Resource"])
        for action in _actions(statement)
    }


def _roles(stage: Synthesized) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    for each in living(stage.config, "lambda"):
        yield each.name, stage.statements(each.name)
    for each in living(stage.config, "fargate"):
        yield each.name, stage.task_statements(each.name)


class TestTables:
    def test_of_players_lose_no_row(self, fleets: Synthesized) -> None:
        allowed = {name: _on(statements, "DataPlayers") for name, statements in _roles(fleets)}
        writers = {name for name, actions in allowed.items() if "dynamodb:PutItem" in actions}
        assert writers == {"http", "web"}
        assert not [name for name, actions in allowed.items() if "dynamodb:DeleteItem" in actions]

    def test_are_never_scanned_nor_written_in_bulk(self, fleets: Synthesized) -> None:
        for _, statements in _roles(fleets):
            for statement in statements:
                assert not {"dynamodb:Scan", "dynamodb:BatchWriteItem"} & set(_actions(statement))

    def test_give_the_authorizer_a_ticket_and_take_it(self, account: Synthesized) -> None:
        allowed = _on(account.statements("authorize"), "DataSockets")
        assert allowed == {"dynamodb:GetItem", "dynamodb:DeleteItem"}


class TestOperatorKey:
    def test_is_read_where_operators_are_asked_for_it(self, fleets: Synthesized) -> None:
        readers = {name for name, allowed in _roles(fleets) if _on(allowed, "OperatorKey")}
        assert readers == {"http", "economy", "web"}


class TestNetwork:
    def test_is_made_by_lambda_and_not_by_what_runs_there(self, account: Synthesized) -> None:
        for each in living(account.config, "lambda"):
            about = [
                statement
                for statement in account.statements(each.name)
                if _NETWORK in _actions(statement)
            ]
            effects = [statement["Effect"] for statement in about]
            inside = {"valkey", "economy"} & set(duty(each.name).grants)
            assert effects == (["Allow", "Deny"] if inside else [])
            if inside:
                assert set(_actions(about[1])) <= set(_actions(about[0]))
                (function,) = about[1]["Condition"]["ArnEquals"].values()
                assert str(function).endswith(f":function:{account.config.named(each.name)}']]}}")


class TestTasks:
    def test_are_trusted_in_this_account_alone(self, fleets: Synthesized) -> None:
        trusts = [
            role["AssumeRolePolicyDocument"]["Statement"][0]
            for role in fleets.properties("AWS::IAM::Role")
            if role.get("Policies") and "ecs-tasks" in str(role["AssumeRolePolicyDocument"])
        ]
        assert len(trusts) == len(living(fleets.config, "fargate"))
        for trust in trusts:
            account = {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
            assert trust["Condition"] == {"StringEquals": account}
