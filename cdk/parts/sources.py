"""Connects functions to their event sources: streams, queues, schedules, lines."""

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
_LONGEST_MINUTES = 60  # maximum age of a rare clock's tick
_TRIES_OF_LINES = 2  # after the first; cdk/parts/subscriptions.py sends them
_LINES_AGE = Duration.minutes(15)  # Loki refuses lines that are older than others by more
NIGHT_HOUR = 3  # UTC, the hour of the nightly audit
_Mapping = lambda_.CfnEventSourceMapping


def wake(function: WorkloadFunction, config: Config, resources: ResourceRefs) -> None:
    """Connect the function to its stream, queue or schedule; other triggers connect themselves."""
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
    """Connect to a stream; a record that gets too old goes to S3, where Lambda writes it whole."""
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
        maximum_retry_attempts=-1,  # no limit except the record's age
        maximum_record_age_in_seconds=stream.max_age_seconds,
        filter_criteria=_those_with(spec.mark) if config.one_stream else None,
        function_response_types=_PARTIAL,
        destination_config=_Mapping.DestinationConfigProperty(
            on_failure=_Mapping.OnFailureProperty(destination=failed)
        ),
    )


def _those_with(mark: str) -> _Mapping.FilterCriteriaProperty:
    """Return a filter by which Lambda drops all other records before it invokes."""
    pattern = json.dumps({"data": {mark: [{"exists": True}]}})
    return _Mapping.FilterCriteriaProperty(filters=[_Mapping.FilterProperty(pattern=pattern)])


def _work(function: WorkloadFunction, queue: Queue, resources: ResourceRefs) -> None:
    """Connect to a queue, with `workers` as the maximum concurrency; the queue has the tries."""
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
    """Connect to a schedule; a tick that is too old is dropped, as the next one does its work.

    EventBridge only passes a tick to Lambda's own queue, where the function's settings apply. By
    default, a tick that fails would be retried twice, and a throttled one would wait for up to six
    hours and then run in place of a newer one.
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
    """Return the times of a schedule; daily work is done while the audit has woken the database."""
    if schedule.every_minutes == _DAY_MINUTES:
        return events.Schedule.cron(hour=str(NIGHT_HOUR), minute="0")
    if schedule.every_minutes == _HOUR_MINUTES:  # while a pausing database is awake at night
        return events.Schedule.cron(minute="5")
    return events.Schedule.rate(Duration.minutes(schedule.every_minutes))
