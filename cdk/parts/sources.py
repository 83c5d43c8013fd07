"""What wakes a function: a stream, a queue, the clock, lines."""

from __future__ import annotations

import json

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_

from cdk.config import Config
from cdk.parts.functions import WorkloadFunction
from cdk.parts.resource_refs import ResourceRefs
from shared.workload_kinds import Lines, Queue, Schedule, Stream
from shared.workloads import STREAMS

_PARTIAL = ["ReportBatchItemFailures"]
_DAY_MINUTES = 24 * 60
_HOUR_MINUTES = 60
_LONGEST_MINUTES = 60  # how old a tick of a rare clock may be
_TRIES_OF_LINES = 2  # after the first; cdk/parts/subscriptions.py sends them
_LINES_AGE = Duration.minutes(15)  # Loki takes none that is older than others by more
NIGHT_HOUR = 3  # UTC: that of the nightly audit
_Mapping = lambda_.CfnEventSourceMapping


def wake(function: WorkloadFunction, config: Config, resources: ResourceRefs) -> None:
    """Connect the function to its stream, queue or schedule; others connect themselves."""
    match function.workload.trigger:
        case Stream() as stream:
            _consume(function, stream, config, resources)
        case Queue() as queue:
            _work(function, queue, resources)
        case Schedule() as schedule:
            _tick(function, schedule)
        case Lines():
            function.function.configure_async_invoke(
                retry_attempts=_TRIES_OF_LINES, max_event_age=_LINES_AGE
            )
        case _:
            return


def _consume(
    function: WorkloadFunction, stream: Stream, config: Config, resources: ResourceRefs
) -> None:
    """A record that grows too old goes to S3: there alone Lambda writes the whole record."""
    (spec,) = (each for each in STREAMS if each.name == stream.name)
    (failed,) = resources.arns["failed"]
    (source,) = resources.arns[f"stream/{stream.name}"]
    _Mapping(
        function,
        "Source",
        function_name=function.name,
        event_source_arn=source,
        starting_position="TRIM_HORIZON",
        batch_size=stream.batch,
        maximum_batching_window_in_seconds=stream.window_seconds,
        parallelization_factor=stream.parallelization,
        bisect_batch_on_function_error=True,
        maximum_retry_attempts=-1,  # no limit but its age
        maximum_record_age_in_seconds=stream.max_age_seconds,
        filter_criteria=_those_with(spec.mark) if config.one_stream else None,
        function_response_types=_PARTIAL,
        destination_config=_Mapping.DestinationConfigProperty(
            on_failure=_Mapping.OnFailureProperty(destination=failed)
        ),
    )


def _those_with(mark: str) -> _Mapping.FilterCriteriaProperty:
    """Lambda drops the others before it invokes."""
    pattern = json.dumps({"data": {mark: [{"exists": True}]}})
    return _Mapping.FilterCriteriaProperty(filters=[_Mapping.FilterProperty(pattern=pattern)])


def _work(function: WorkloadFunction, queue: Queue, resources: ResourceRefs) -> None:
    """The workers of the queue are the most batches at once; its tries are on the queue."""
    (source,) = resources.arns[f"queue/{queue.name}"]
    _Mapping(
        function,
        "Source",
        function_name=function.name,
        event_source_arn=source,
        batch_size=queue.batch,
        function_response_types=_PARTIAL,
        scaling_config=_Mapping.ScalingConfigProperty(maximum_concurrency=queue.workers),
    )


def _tick(function: WorkloadFunction, schedule: Schedule) -> None:
    """A tick that is not carried out in time is dropped: the next one does its work.

    EventBridge hands a tick to Lambda's own queue, and is done. What becomes of it there is said
    by the function: without it, a tick that fails is tried twice more, and one that is throttled
    waits for up to six hours and then takes the place of a newer one.
    """
    longest = Duration.minutes(min(schedule.every_minutes, _LONGEST_MINUTES))
    function.function.configure_async_invoke(
        retry_attempts=schedule.tries - 1, max_event_age=longest
    )
    events.Rule(
        function,
        "Clock",
        schedule=_times(schedule),
        targets=[targets.LambdaFunction(function.target, retry_attempts=0, max_event_age=longest)],
    )


def _times(schedule: Schedule) -> events.Schedule:
    """What is done daily is done while the audit has woken the database."""
    if schedule.every_minutes == _DAY_MINUTES:
        return events.Schedule.cron(hour=str(NIGHT_HOUR), minute="0")
    if schedule.every_minutes == _HOUR_MINUTES:  # when a database that sleeps is awake at night
        return events.Schedule.cron(minute="5")
    return events.Schedule.rate(Duration.minutes(schedule.every_minutes))
