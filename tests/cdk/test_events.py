from __future__ import annotations

import pytest

from shared.duties import DUTIES, STREAMS, Duty, Queue, Stream, StreamSpec
from tests.cdk.synthesized import Properties, Synthesized

_WORKERS = [(duty, duty.trigger) for duty in DUTIES if isinstance(duty.trigger, Queue)]


def _queue(stage: Synthesized, name: str, *, fifo: bool) -> Properties:
    return stage.named("AWS::SQS::Queue", "QueueName", name + (".fifo" if fifo else ""))


class TestStreams:
    @pytest.mark.parametrize("spec", STREAMS, ids=lambda spec: spec.name)
    def test_are_as_the_table_says(self, stage: Synthesized, spec: StreamSpec) -> None:
        stream = stage.named("AWS::Kinesis::Stream", "Name", spec.name)
        assert stream["ShardCount"] == spec.shards[stage.config.stage]
        assert stream["RetentionPeriodHours"] == spec.retention_hours
        assert stream["StreamEncryption"]["EncryptionType"] == "KMS"


@pytest.mark.parametrize(("duty", "trigger"), _WORKERS, ids=[duty.name for duty, _ in _WORKERS])
class TestQueues:
    def test_give_up_after_their_tries(
        self, stage: Synthesized, duty: Duty, trigger: Queue
    ) -> None:
        queue = _queue(stage, trigger.name, fifo=trigger.fifo)
        assert queue["RedrivePolicy"]["maxReceiveCount"] == trigger.tries
        assert queue["VisibilityTimeout"] >= 6 * duty.timeout_seconds

    def test_keep_dead_letters_a_fortnight(
        self, stage: Synthesized, duty: Duty, trigger: Queue
    ) -> None:
        dead = _queue(stage, f"{trigger.name}-dead", fifo=trigger.fifo)
        assert dead["MessageRetentionPeriod"] == 14 * 24 * 3600
        assert dead.get("FifoQueue", False) is trigger.fifo
        assert duty.trigger is trigger

    def test_have_as_many_workers_as_the_table_says(
        self, stage: Synthesized, duty: Duty, trigger: Queue
    ) -> None:
        (most,) = [
            mapping["ScalingConfig"]["MaximumConcurrency"]
            for mapping in stage.properties("AWS::Lambda::EventSourceMapping")
            if "ScalingConfig" in mapping and _calls(stage, mapping, duty)
        ]
        assert most == trigger.workers[1]


def _calls(stage: Synthesized, mapping: Properties, duty: Duty) -> bool:
    target = mapping["FunctionName"]["Ref"]
    return any(
        template["Resources"][target]["Properties"]["FunctionName"] == stage.config.named(duty.name)
        for template in stage.templates.values()
        if target in template["Resources"]
    )


class TestMappings:
    def test_report_the_messages_that_failed(self, stage: Synthesized) -> None:
        for mapping in stage.properties("AWS::Lambda::EventSourceMapping"):
            assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]

    def test_of_a_stream_never_block_a_shard(self, stage: Synthesized) -> None:
        mappings = [
            mapping
            for mapping in stage.properties("AWS::Lambda::EventSourceMapping")
            if "StartingPosition" in mapping
        ]
        assert len(mappings) == sum(isinstance(duty.trigger, Stream) for duty in DUTIES)
        for mapping in mappings:
            assert mapping["BisectBatchOnFunctionError"] is True
            assert 0 <= mapping["MaximumRetryAttempts"] <= 10_000
            assert 60 <= mapping["MaximumRecordAgeInSeconds"] <= 6 * 3600
            destination = mapping["DestinationConfig"]["OnFailure"]["Destination"]
            assert "Failed" in str(destination)


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
