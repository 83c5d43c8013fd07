from __future__ import annotations

from typing import cast, get_args

import pytest

from cdk import grants, rights
from shared.workload_kinds import Grant, Workload
from shared.workloads import WORKLOADS, workload


class TestGrants:
    def test_allow_every_word_of_the_table(self) -> None:
        assert set(grants.ALLOWANCES) == set(get_args(Grant.__value__))

    def test_append_without_changing(self) -> None:
        actions = {
            action
            for permit in grants.ALLOWANCES["log:append"].permits
            for action in permit.actions
        }
        assert {"dynamodb:PutItem", "dynamodb:PartiQLInsert"} <= actions
        assert not [action for action in actions if "Update" in action or "Delete" in action]

    @pytest.mark.parametrize("word", ["log", "players", "sockets", "views"])
    def test_let_a_reader_write_nothing(self, word: str) -> None:
        permits = grants.ALLOWANCES[cast("Grant", f"{word}:read")].permits
        actions = {action.partition(":")[2] for permit in permits for action in permit.actions}
        assert actions
        assert actions <= {"Query", "GetItem", "BatchGetItem"}

    @pytest.mark.parametrize(
        "each",
        [each for each in WORKLOADS if "connections:post" in each.grants],
        ids=lambda each: each.name,
    )
    def test_let_who_posts_forget_a_connection_that_is_gone(self, each: Workload) -> None:
        """Its subscriptions go, and who shows who is present is asked to look again."""
        assert {"sockets:write", "queue:leaderboard", "valkey"} <= set(each.grants)

    @pytest.mark.parametrize("each", WORKLOADS, ids=lambda each: each.name)
    def test_name_each_variable_once(self, each: object) -> None:
        names = rights.environment(next(workload for workload in WORKLOADS if workload is each))
        assert len(names) == len(set(names))

    def test_let_a_worker_take_from_its_own_queue_alone(self) -> None:
        taken = [
            permit.thing
            for permit in rights.permits(workload("deferred"))
            if "sqs:ReceiveMessage" in permit.actions
        ]
        assert taken == ["queue/deferred"]
