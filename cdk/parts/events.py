"""The carriers of facts and work: streams, queues with their dead letters, failed records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk.config import Config
from cdk.parts.buckets import bucket_name, private_bucket
from cdk.parts.resource_refs import ResourceRefs
from shared.workload_kinds import BEHIND, Queue, Stream, StreamSpec, Workload
from shared.workloads import STREAMS, WORKLOADS

# AWS advises six times the function's timeout, so that a retry never meets a running first try.
_VISIBILITY = 6
BODIES = "letters/"
"""Prefix of dead letters' bodies in the bucket of failed records, for which no notice is sent."""

_DEAD_LETTERS_KEPT = Duration.days(14)  # the most that SQS keeps


def streams_of(config: Config) -> Sequence[StreamSpec]:
    """Return the streams to make; the first one also carries the records of all others."""
    return STREAMS[:1] if config.one_stream else STREAMS


class Events(Construct):
    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "Events")
        self._config = config
        made = {spec.name: self._stream(spec) for spec in streams_of(config)}
        self.streams = {spec.name: made.get(spec.name, made[STREAMS[0].name]) for spec in STREAMS}
        self.queues: dict[str, sqs.Queue] = {}
        self.dead_letters: dict[str, sqs.Queue] = {}
        for workload in WORKLOADS:
            if isinstance(workload.trigger, Queue):
                self._queue(workload, workload.trigger)
        self.failed = private_bucket(
            self,
            "Failed",
            config,
            s3.LifecycleRule(
                id="expiry",
                expiration=Duration.days(14),
                noncurrent_version_expiration=Duration.days(1),
                abort_incomplete_multipart_upload_after=Duration.days(1),
            ),
            durable=False,
        )
        self._list_failed()

    def _list_failed(self) -> None:
        """Send a notice of each object to a queue, so that failures are counted and handled."""
        bucket = cast("s3.CfnBucket", self.failed.node.default_child)
        bucket.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
                event_bridge_enabled=True
            )
        )
        listed = self._sqs("failed", fifo=False)
        events.Rule(
            self,
            "FailedRule",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [self.failed.bucket_name]},
                    "object": {"key": [{"anything-but": {"prefix": BODIES}}]},
                },
            ),
            targets=[targets.SqsQueue(listed)],
        )
        self.dead_letters["failed"] = listed

    def _stream(self, spec: StreamSpec) -> kinesis.Stream:
        return kinesis.Stream(
            self,
            spec.name.capitalize(),
            stream_name=self._config.named(spec.name),
            stream_mode=kinesis.StreamMode.PROVISIONED,
            shard_count=spec.shards[self._config.stage],
            retention_period=Duration.hours(spec.retention_hours),
            encryption=kinesis.StreamEncryption.MANAGED,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _queue(self, workload: Workload, trigger: Queue) -> None:
        name = trigger.name
        self.dead_letters[name] = self._sqs(f"{name}-dead", fifo=trigger.fifo)
        self.queues[name] = self._sqs(
            name,
            fifo=trigger.fifo,
            visibility=Duration.seconds(_VISIBILITY * workload.timeout_seconds),
            kept=Duration.days(trigger.kept_days),
            dead_letters=sqs.DeadLetterQueue(
                queue=self.dead_letters[name], max_receive_count=trigger.tries
            ),
        )

    def _sqs(
        self,
        name: str,
        *,
        fifo: bool,
        visibility: Duration | None = None,
        kept: Duration = _DEAD_LETTERS_KEPT,
        dead_letters: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            name,
            queue_name=self._config.named(name) + (".fifo" if fifo else ""),
            fifo=fifo or None,
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=visibility,
            dead_letter_queue=dead_letters,
            retention_period=kept,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def resources(self) -> ResourceRefs:
        arns: dict[str, tuple[str, ...]] = {
            f"queue/{name}": (queue.queue_arn,) for name, queue in self.queues.items()
        }
        arns |= {f"stream/{name}": (each.stream_arn,) for name, each in self.streams.items()}
        arns["failed"] = (self.failed.bucket_arn,)
        arns["failed/objects"] = (
            f"arn:{Aws.PARTITION}:s3:::{bucket_name('Failed', self._config)}/*",
        )
        arns["failed/letters"] = (
            f"arn:{Aws.PARTITION}:s3:::{bucket_name('Failed', self._config)}/{BODIES}*",
        )
        arns["queues/dead"] = tuple(each.queue_arn for each in self.dead_letters.values())
        arns["consumers"] = tuple(
            f"arn:{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}:function:"
            f"{self._config.named(each.name)}"
            for each in WORKLOADS
            if isinstance(each.trigger, Stream)
        )
        mapping = f"{Aws.REGION}:{Aws.ACCOUNT_ID}:event-source-mapping:*"
        arns["mappings"] = (f"arn:{Aws.PARTITION}:lambda:{mapping}",)
        alarm = f"{Aws.REGION}:{Aws.ACCOUNT_ID}:alarm:{self._config.named(BEHIND)}*"
        arns["alarms/behind"] = (f"arn:{Aws.PARTITION}:cloudwatch:{alarm}",)
        arns["anything"] = ("*",)
        values = {
            f"RUMPUS_QUEUE_{name.upper()}": queue.queue_url for name, queue in self.queues.items()
        }
        values["RUMPUS_DEAD_QUEUES"] = Stack.of(self).to_json_string(
            {name: queue.queue_url for name, queue in self.dead_letters.items()}
        )
        values["RUMPUS_FAILED_BUCKET"] = self.failed.bucket_name
        values["RUMPUS_EVENTS_STREAM"] = self.streams["events"].stream_name
        values["RUMPUS_ECONOMY_STREAM"] = self.streams["economy-events"].stream_name
        return ResourceRefs(arns, values)
