"""What bounds a bill, whatever is asked of a stage."""

from __future__ import annotations

import pytest

from tests.cdk.bill.idle_cost import idle_cost
from tests.cdk.synthesized import Synthesized


class TestCeilings:
    def test_hold_for_every_table_and_index(self, stage: Synthesized) -> None:
        most = {
            "MaxReadRequestUnits": stage.config.ceiling.reads,
            "MaxWriteRequestUnits": stage.config.ceiling.writes,
        }
        for table in stage.every("AWS::DynamoDB::Table"):
            for each in (table, *table.get("GlobalSecondaryIndexes", ())):
                assert each["OnDemandThroughput"] == most

    def test_hold_for_valkey_and_reserve_nothing(self, account: Synthesized) -> None:
        (cache,) = account.properties("AWS::ElastiCache::ServerlessCache")
        ceiling = account.config.ceiling
        assert cache["CacheUsageLimits"] == {
            "DataStorage": {"Maximum": ceiling.cache_gigabytes, "Unit": "GB"},
            "ECPUPerSecond": {"Maximum": ceiling.cache_units},
        }

    @pytest.mark.parametrize("name", ["dev", "prod", "fleets"])
    def test_of_the_budget_is_about_twice_what_idling_costs(
        self, request: pytest.FixtureRequest, name: str
    ) -> None:
        stage: Synthesized = request.getfixturevalue(name)
        (budget,) = stage.properties("AWS::Budgets::Budget")
        idle = sum(idle_cost(stage.templates.values()).values())
        assert 1.5 < budget["Budget"]["BudgetLimit"]["Amount"] / idle < 2.5

    def test_of_the_budget_are_told_before_they_are_reached(self, account: Synthesized) -> None:
        (budget,) = account.properties("AWS::Budgets::Budget")
        told = {
            notice["Notification"]["NotificationType"]: notice["Notification"]["Threshold"]
            for notice in budget["NotificationsWithSubscribers"]
        }
        assert told == {"ACTUAL": 80, "FORECASTED": 100}
