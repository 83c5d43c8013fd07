from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import cast

import pytest

from shared.application.commands.settle_deferred import PATIENCE
from shared.application.lifecycle.announce_rooms import SETTLED
from shared.economy.outbox import EconomyFact
from shared.wire.economy_facts import encode_fact
from shared.workload_kinds import Queue, Stream, StreamSpec, Workload
from shared.workloads import STREAMS, WORKLOADS, workload
from tests.cdk.synthesized import Properties, Synthesized
from tests.functions.battle_application import recorded

_CHANGE = recorded("kinesis")["Records"][0]["kinesis"]["data"]
_FACT = EconomyFact("wallet", 1, "reward", "transfer", {}, datetime(2026, 1, 1, tzinfo=UTC))
_RECORDS: dict[str, dict[str, object]] = {
    "events": json.loads(b64decode(_CHANGE)),
    "economy-events": json.loads(encode_fact(_FACT)),
}
_CONSUMERS = [workload for workload in WORKLOADS if isinstance(workload.trigger, Stream)]
_WORKERS = [
    (workload, workload.trigger) for workload in WORKLOADS if isinstance(workload.trigger, Queue)
]


def _queue(stage: Synthesized, name: str, *, fifo: bool) -> Properties:
    return stage.named("AWS::SQS::Queue", "QueueName", name + (".fifo" if fifo else ""))


class TestStreams:
    @pytest.mark.parametrize("spec", STREAMS, ids=lambda spec: spec.name)
    def test_are_as_the_table_says(self, stage: Synthesized, spec: StreamSpec) -> None:
        if stage.config.one_stream and spec is not STREAMS[0]:
            return
        stream = stage.named("AWS::Kinesis::Stream", "Name", spec.name)
        assert stream["ShardCount"] == spec.shards[stage.config.stage]
        assert stream["RetentionPeriodHours"] == spec.retention_hours
        assert stream["StreamEncryption"]["EncryptionType"] == "KMS"

    def test_have_shards_for_who_writes_and_no_more(self, prod: Synthesized) -> None:
        """A shard takes 1,000 records a second and costs $11 a month; one process ships facts."""
        assert workload("ship").reserved == 1
        stream = prod.named("AWS::Kinesis::Stream", "Name", "economy-events")
        assert stream["ShardCount"] == 2


@pytest.mark.parametrize(
    ("workload", "trigger"), _WORKERS, ids=[workload.name for workload, _ in _WORKERS]
)
class TestQueues:
    def test_give_up_after_their_tries(
        self, stage: Synthesized, workload: Workload, trigger: Queue
    ) -> None:
        queue = _queue(stage, trigger.name, fifo=trigger.fifo)
        assert queue["RedrivePolicy"]["maxReceiveCount"] == trigger.tries
        assert queue["VisibilityTimeout"] >= 6 * workload.timeout_seconds

    def test_survive_the_death_of_some_workers(
        self, stage: Synthesized, workload: Workload, trigger: Queue
    ) -> None:
        """Each costs a try and the visibility; money is tried for an hour and more."""
        queue = _queue(stage, trigger.name, fifo=trigger.fifo)
        retention = queue.get("MessageRetentionPeriod", 4 * 24 * 3600)
        borne = trigger.tries * queue["VisibilityTimeout"]
        assert trigger.tries >= 5
        assert borne >= (3600 if "economy" in workload.grants else 300)
        assert borne < retention / 2

    def test_have_tries_for_a_deferred_command_and_then_one_to_tell_its_sender(
        self, stage: Synthesized, workload: Workload, trigger: Queue
    ) -> None:
        """After its time a command is not carried out, but its sender is still told."""
        if trigger.name == "deferred":
            hidden = _queue(stage, trigger.name, fifo=trigger.fifo)["VisibilityTimeout"]
            assert 2 * hidden + workload.timeout_seconds <= PATIENCE.total_seconds()
            assert (trigger.tries - 1) * hidden >= PATIENCE.total_seconds()
            assert workload.timeout_seconds < (SETTLED - PATIENCE).total_seconds()

    def test_keep_dead_letters_a_fortnight(
        self, stage: Synthesized, workload: Workload, trigger: Queue
    ) -> None:
        dead = _queue(stage, f"{trigger.name}-dead", fifo=trigger.fifo)
        assert dead["MessageRetentionPeriod"] == 14 * 24 * 3600
        assert dead.get("FifoQueue", False) is trigger.fifo
        assert workload.trigger is trigger

    def test_have_as_many_workers_as_the_table_says(
        self, stage: Synthesized, workload: Workload, trigger: Queue
    ) -> None:
        (most,) = [
            mapping["ScalingConfig"]["MaximumConcurrency"]
            for mapping in stage.properties("AWS::Lambda::EventSourceMapping")
            if "ScalingConfig" in mapping and _calls(stage, mapping, workload)
        ]
        assert most == trigger.workers


def _calls(stage: Synthesized, mapping: Properties, workload: Workload) -> bool:
    target = mapping["FunctionName"]["Ref"]
    return any(
        template["Resources"][target]["Properties"]["FunctionName"]
        == stage.config.named(workload.name)
        for template in stage.templates.values()
        if target in template["Resources"]
    )


class TestMappings:
    def test_report_the_messages_that_failed(self, stage: Synthesized) -> None:
        for mapping in stage.every("AWS::Lambda::EventSourceMapping"):
            assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]

    def test_of_a_stream_wait_for_an_outage_as_long_as_the_stream_keeps_records(
        self, stage: Synthesized
    ) -> None:
        mappings = [
            mapping
            for mapping in stage.properties("AWS::Lambda::EventSourceMapping")
            if "StartingPosition" in mapping
        ]
        assert len(mappings) == sum(isinstance(workload.trigger, Stream) for workload in WORKLOADS)
        for mapping in mappings:
            assert mapping["BisectBatchOnFunctionError"] is True
            assert mapping["MaximumRetryAttempts"] == -1
            kept = min(spec.retention_hours for spec in STREAMS) * 3600
            assert kept - 3600 <= mapping["MaximumRecordAgeInSeconds"] < kept
            destination = mapping["DestinationConfig"]["OnFailure"]["Destination"]
            assert "Failed" in str(destination)

    def test_of_the_log_take_several_batches_of_a_shard_at_once(self, stage: Synthesized) -> None:
        for consumer in ("rank", "delivery"):
            (mapping,) = [
                mapping
                for mapping in stage.properties("AWS::Lambda::EventSourceMapping")
                if _calls(stage, mapping, workload(consumer))
            ]
            assert mapping["ParallelizationFactor"] == 4


class TestOneStream:
    """In a stage that is small."""

    def test_is_all_that_is_paid_for(self, dev: Synthesized) -> None:
        (stream,) = dev.properties("AWS::Kinesis::Stream")
        assert stream["Name"] == dev.config.named("events")
        shipped_to = dev.function("ship")["Environment"]["Variables"]["RUMPUS_ECONOMY_STREAM"]
        assert "OutputRefEvents" in str(shipped_to)

    @pytest.mark.parametrize("workload", _CONSUMERS, ids=lambda workload: workload.name)
    def test_brings_each_consumer_its_own_records(
        self, dev: Synthesized, workload: Workload
    ) -> None:
        (mapping,) = [
            mapping
            for mapping in dev.properties("AWS::Lambda::EventSourceMapping")
            if "StartingPosition" in mapping and _calls(dev, mapping, workload)
        ]
        (only,) = mapping["FilterCriteria"]["Filters"]
        ((mark, condition),) = json.loads(only["Pattern"])["data"].items()
        assert condition == [{"exists": True}]
        stream = cast("Stream", workload.trigger).name
        for name, record in _RECORDS.items():
            assert (mark in record) is (name == stream)

    def test_is_not_for_production(self, prod: Synthesized) -> None:
        assert len(prod.properties("AWS::Kinesis::Stream")) == len(STREAMS)
        for mapping in prod.every("AWS::Lambda::EventSourceMapping"):
            assert "FilterCriteria" not in mapping


class TestFailedRecords:
    def test_are_listed_in_a_queue(self, stage: Synthesized) -> None:
        assert stage.named("AWS::SQS::Queue", "QueueName", "failed")
        (pattern,) = [
            rule["EventPattern"]
            for rule in stage.properties("AWS::Events::Rule")
            if "EventPattern" in rule
        ]
        assert pattern["detail-type"] == ["Object Created"]


def test_every_queue_answers_tls_alone(stage: Synthesized) -> None:
    denied = [
        str(statement["Condition"])
        for policy in stage.properties("AWS::SQS::QueuePolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
    ]
    assert len(denied) == len(stage.properties("AWS::SQS::Queue"))
    assert all("aws:SecureTransport" in condition for condition in denied)
