"""What a stolen role could do beyond its workload: as little as AWS lets us say."""

from __future__ import annotations

from collections.abc import Iterator

from cdk.config import living
from shared.workloads import workload
from tests.cdk.synthesized import Statement, Synthesized, actions

_NETWORK = "ec2:CreateNetworkInterface"


def _roles(stage: Synthesized) -> Iterator[tuple[str, list[Statement]]]:
    for each in living(stage.config, "lambda"):
        yield each.name, stage.statements(each.name)
    for each in living(stage.config, "fargate"):
        yield each.name, stage.task_statements(each.name)


class TestTables:
    def test_of_players_lose_no_row(self, fleets: Synthesized) -> None:
        allowed = {name: fleets.on_table("players", role) for name, role in _roles(fleets)}
        writers = {name for name, each in allowed.items() if "dynamodb:PutItem" in each}
        assert writers == {"http", "entry", "web"}
        assert not [name for name, each in allowed.items() if "dynamodb:DeleteItem" in each]

    def test_are_never_scanned_nor_written_in_bulk(self, fleets: Synthesized) -> None:
        allowed = {each for _, role in _roles(fleets) for each in set().union(*map(actions, role))}
        assert "dynamodb:PutItem" in allowed
        assert not {"dynamodb:Scan", "dynamodb:BatchWriteItem"} & allowed

    def test_give_the_authorizer_a_ticket_and_take_it(self, account: Synthesized) -> None:
        allowed = account.on_table("sockets", account.statements("authorize"))
        assert allowed == {"dynamodb:GetItem", "dynamodb:DeleteItem"}


class TestOperatorKey:
    def test_is_read_where_operators_are_asked_for_it(self, fleets: Synthesized) -> None:
        readers = {name for name, role in _roles(fleets) if fleets.on_secret("operator-key", role)}
        assert readers == {"http", "entry", "economy", "web"}


class TestNetwork:
    def test_is_made_by_lambda_and_not_by_what_runs_there(self, account: Synthesized) -> None:
        placement = set()
        for each in living(account.config, "lambda"):
            about = [
                statement
                for statement in account.statements(each.name)
                if _NETWORK in actions(statement)
            ]
            effects = [statement["Effect"] for statement in about]
            if {"valkey", "economy"} & set(workload(each.name).grants):
                assert effects == ["Allow", "Deny"]
                assert actions(about[1]) <= actions(about[0])
                assert about[1]["Condition"] == {"ArnEquals": _called_by(account, each.name)}
                placement.add(each.name)
            else:
                assert not effects
        assert {"message", "http", "economy"} <= placement


def _called_by(account: Synthesized, name: str) -> dict[str, object]:
    parts = ("AWS::Partition", ":lambda:", "AWS::Region", ":", "AWS::AccountId")
    arn = ["arn:", *({"Ref": each} if "AWS" in each else each for each in parts)]
    function = f":function:{account.config.named(name)}"
    return {"lambda:SourceFunctionArn": {"Fn::Join": ["", [*arn, function]]}}


class TestTasks:
    def test_are_trusted_in_this_account_alone(self, fleets: Synthesized) -> None:
        trusts = [
            role["AssumeRolePolicyDocument"]["Statement"][0]
            for role in fleets.properties("AWS::IAM::Role")
            if role.get("Policies") and "ecs-tasks" in str(role["AssumeRolePolicyDocument"])
        ]
        run_of_the_archive = 1
        assert len(trusts) == len(living(fleets.config, "fargate")) + run_of_the_archive
        for trust in trusts:
            account = {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
            assert trust["Condition"] == {"StringEquals": account}
