from __future__ import annotations

import json
import re

from cdk.alarms import watches
from cdk.config import STAGES, living
from cdk.connections import MOST
from cdk.context import config_for
from cdk.grafana import all_watches
from functions.scheduled.lifecycle import CONSUMERS
from layers.tree import ROOT
from shared.workload_kinds import BEHIND, Queue, Schedule, Stream
from shared.workloads import WORKLOADS
from tests.cdk.synthesized import Properties, Synthesized


def _alarms(stage: Synthesized) -> dict[str, Properties]:
    return {
        each["AlarmName"].removeprefix(stage.config.named("")): each
        for each in stage.properties("AWS::CloudWatch::Alarm")
        if "AlarmName" in each  # those without scale a fleet
        and BEHIND not in each["AlarmName"]  # and these the consumers
    }


def commands_of(help_: str) -> list[str]:
    """Return the commands in the section of a page that an alarm points to."""
    page, _, topic = help_.partition(": ")
    text, name = (ROOT / page).read_text(), re.escape(topic)
    sections = (rf"^- \*\*{name}\*\*.*?(?=^- \*\*|^#|\Z)", rf"^#+ {name}\n.*?(?=^#|\Z)")
    found = [
        match[0] for each in sections if (match := re.search(each, text, re.MULTILINE | re.DOTALL))
    ]
    assert found, f"{page} has no section {topic}"
    return re.findall(r"`(?:rumpus|aws|make)\s[^`]+`", found[0])


class TestAlarms:
    def test_watch_every_duty_in_production(self, prod: Synthesized) -> None:
        assert {f"errors-{workload.name}" for workload in living(prod.config, "lambda")} <= set(
            _alarms(prod)
        )

    def test_watch_every_consumer_of_a_stream_in_production(self, prod: Synthesized) -> None:
        consumers = [
            (workload, workload.trigger)
            for workload in WORKLOADS
            if isinstance(workload.trigger, Stream)
        ]
        assert consumers
        for workload, stream in consumers:
            alarm = _alarms(prod)[f"age-{stream.name}-{workload.name}"]
            assert alarm["MetricName"] == "IteratorAge"
            assert alarm["Threshold"] == 60_000

    def test_watch_all_functions_at_once_where_it_is_quiet(self, dev: Synthesized) -> None:
        assert "Dimensions" not in _alarms(dev)["errors"]

    def test_name_a_function_wherever_they_watch_an_age(self, account: Synthesized) -> None:
        """Lambda has no figure for the ages of all functions together."""
        ages = [
            each for each in _alarms(account).values() if each.get("MetricName") == "IteratorAge"
        ]
        assert ages
        for alarm in ages:
            (dimension,) = alarm["Dimensions"]
            assert dimension["Name"] == "FunctionName"

    def test_watch_every_consumer_by_its_age_or_by_the_heartbeat(self, dev: Synthesized) -> None:
        consumers = [
            (workload, workload.trigger)
            for workload in WORKLOADS
            if isinstance(workload.trigger, Stream)
        ]
        assert {workload.name for workload, _ in consumers} > set(CONSUMERS)
        for workload, stream in consumers:
            aged = f"age-{stream.name}-{workload.name}" in _alarms(dev)
            assert aged is (workload.name not in CONSUMERS)

    def test_ring_though_a_duty_works_seldom(self, account: Synthesized) -> None:
        alarms = _alarms(account)
        clocked = [
            (workload, workload.trigger)
            for workload in WORKLOADS
            if isinstance(workload.trigger, Schedule)
        ]
        assert any(clock.every_minutes > 1 for _, clock in clocked)
        for workload, clock in clocked:
            each = account.config.watch_each
            watched = alarms[f"errors-{workload.name}" if each else "errors"]["EvaluationPeriods"]
            assert watched == 1 or clock.every_minutes == 1

    def test_watch_the_database(self, account: Synthesized) -> None:
        alarms = _alarms(account)
        watched = {name for name in alarms if name.startswith("database-")}
        awake = {"database-lag", "database-capacity"} if account.config.stage == "prod" else set()
        assert watched == {"database-connections", "database-deadlocks", *awake}
        assert alarms["database-connections"]["Threshold"] > MOST
        (dimension,) = alarms["database-connections"]["Dimensions"]
        assert dimension["Value"] == account.config.named("economy")

    def test_watch_the_fleets(self, prod: Synthesized) -> None:
        alarms = _alarms(prod)
        assert {"gateway-unhealthy", "gateway-full"} <= set(alarms)
        services = {each["ServiceName"] for each in prod.properties("AWS::ECS::Service")}
        dimensions = alarms["gateway-full"]["Dimensions"]
        assert {each["Value"] for each in dimensions} & services

    def test_watch_the_books(self, account: Synthesized) -> None:
        assert {"economy-differs", "economy-unaudited"} <= set(_alarms(account))

    def test_watch_the_outbox(self, account: Synthesized) -> None:
        alarm = _alarms(account)["economy-outbox"]
        dimensions = {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
        assert dimensions == {"stage": account.config.stage, "workload": "ship"}
        assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (300, 5)
        written = (ROOT / "functions" / "scheduled" / "ship.py").read_text()
        assert f'metric(WORKLOAD, "{alarm["MetricName"]}",' in written

    def test_watch_the_replication_of_the_log(self, account: Synthesized) -> None:
        alarm = _alarms(account)["replication-lag"]
        dimensions = {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
        assert dimensions == {"stage": account.config.stage, "workload": "lifecycle"}
        assert alarm["TreatMissingData"] == "breaching"
        written = (ROOT / "functions" / "scheduled" / "lifecycle.py").read_text()
        assert f'metric(WORKLOAD, "{alarm["MetricName"]}",' in written

    def test_watch_what_dynamodb_says_of_its_replication(self, prod: Synthesized) -> None:
        """The value of `DelegatedOperation` is not documented, so all of them are asked for."""
        for metric, function in {
            "AgeOfOldestUnreplicatedRecord": "MAX",
            "FailedToReplicateRecordCount": "SUM",
            "ThrottledPutRecordCount": "SUM",
        }.items():
            alarm = _alarms(prod)[f"log-{metric}"]
            (query,) = alarm["Metrics"]
            selected, source = query["Expression"].split(" FROM ")
            assert selected == f"SELECT {function}({metric})"
            assert source == (
                'SCHEMA("AWS/DynamoDB", TableName, DelegatedOperation)'
                " WHERE TableName = 'rumpus-prod-log'"
            )
            assert query["Period"] == 300
            assert alarm["EvaluationPeriods"] == 1

    def test_watch_the_indexes_and_the_cache(self, prod: Synthesized) -> None:
        alarms = _alarms(prod)
        indexes = {
            (table["TableName"], index["IndexName"])
            for table in prod.properties("AWS::DynamoDB::Table")
            for index in table.get("GlobalSecondaryIndexes", [])
        }
        watched = {
            tuple(each["Value"] for each in alarm["Dimensions"])
            for name, alarm in alarms.items()
            if name.endswith("-throttled") and name != "valkey-throttled"
        }
        assert {frozenset(each) for each in watched} == {frozenset(each) for each in indexes}
        (cache,) = prod.properties("AWS::ElastiCache::ServerlessCache")
        assert alarms["valkey-throttled"]["Dimensions"] == [
            {"Name": "clusterId", "Value": cache["ServerlessCacheName"]}
        ]

    def test_watch_the_ticks_that_do_not_overlap(self, prod: Synthesized) -> None:
        dropped = {
            name.removeprefix("dropped-") for name in _alarms(prod) if name.startswith("dropped-")
        }
        nightly = {"housekeeping", "archive"}
        assert dropped == {
            *("prescale", "keep_up", "lifecycle", "letters", "ship", "expiry"),
            *nightly,
        }

    def test_take_silence_for_a_fault_where_the_shipper_always_speaks(
        self, dev: Synthesized, prod: Synthesized
    ) -> None:
        assert _alarms(dev)["economy-outbox"]["TreatMissingData"] == "notBreaching"
        silent = [
            name
            for name, alarm in _alarms(prod).items()
            if alarm["TreatMissingData"] == "breaching"
        ]
        assert set(silent) == {"economy-outbox", "replication-lag"}

    def test_tell_of_each_dead_letter_that_is_collected_from_any_list(
        self, account: Synthesized
    ) -> None:
        alarm = _alarms(account)["dead-letters"]
        dimensions = {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
        assert dimensions == {"stage": account.config.stage, "workload": "letters"}
        written = (ROOT / "functions" / "scheduled" / "letters.py").read_text()
        assert f'metric("letters", "{alarm["MetricName"]}",' in written
        collector = account.named("AWS::Lambda::Function", "FunctionName", "letters")
        lists = json.dumps(collector["Environment"]["Variables"]["RUMPUS_DEAD_QUEUES"])
        queues = {each.trigger.name for each in WORKLOADS if isinstance(each.trigger, Queue)}
        assert {name for name in {*queues, "failed"} if f'\\"{name}\\"' in lists} == {
            *queues,
            "failed",
        }

    def test_watch_the_age_of_every_queue_in_production(
        self, dev: Synthesized, prod: Synthesized
    ) -> None:
        queues = [workload.trigger for workload in WORKLOADS if isinstance(workload.trigger, Queue)]
        alarms = _alarms(prod)
        ages = {name: each for name, each in alarms.items() if name.startswith("late-")}
        assert {name: each["Threshold"] for name, each in ages.items()} == {
            f"late-{queue.name}": queue.late_seconds for queue in queues
        }
        made = {queue["QueueName"] for queue in prod.properties("AWS::SQS::Queue")}
        assert {each["Dimensions"][0]["Value"] for each in ages.values()} <= made
        assert {each["MetricName"] for each in ages.values()} == {"ApproximateAgeOfOldestMessage"}
        assert not [name for name in _alarms(dev) if name.startswith("late-")]

    def test_tell_somebody_and_name_a_section_that_names_a_command(
        self, account: Synthesized
    ) -> None:
        alarms = _alarms(account)
        assert len(alarms) > 10
        for alarm in alarms.values():
            assert len(alarm["AlarmActions"]) == 1
            assert commands_of(alarm["AlarmDescription"].removeprefix("See ")), alarm["AlarmName"]

    def test_of_owners_name_a_section_that_names_a_command(self) -> None:
        for each in all_watches(config_for("dev", {"gateway": "on", "owner": "on"})):
            assert commands_of(each.help), each.name

    def test_have_names_of_their_own(self) -> None:
        names = [watch.name for watch in watches(STAGES["prod"], "ws", "http")]
        assert len(names) == len(set(names))


def test_money_is_watched_by_a_budget(account: Synthesized) -> None:
    (budget,) = account.properties("AWS::Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"]["Amount"] == account.config.budget_usd
    assert len(budget["NotificationsWithSubscribers"]) == 2


def test_everything_is_tagged(account: Synthesized) -> None:
    tags = {"Key": "project", "Value": f"rumpus-{account.config.stage}"}
    for kind in ("AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::Kinesis::Stream"):
        for each in account.every(kind):
            # The provider of triggers, which takes no tags, is the CDK's own.
            assert tags in each.get("Tags", []) or "__entrypoint__" in each["Handler"]


def test_every_function_logs_to_a_group_that_ends(account: Synthesized) -> None:
    """Also those that the CDK makes for itself."""
    ending = {
        name
        for template in account.templates.values()
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Logs::LogGroup" and resource["Properties"]["RetentionInDays"]
    }
    for function in account.every("AWS::Lambda::Function"):
        assert function["LoggingConfig"]["LogGroup"]["Ref"] in ending
