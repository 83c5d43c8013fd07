"""What wakes a function: a stream, a queue, the clock."""

from __future__ import annotations

import json

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_

from cdk.config import Config
from cdk.parts.estate import Estate
from cdk.parts.functions import DutyFunction
from shared.duties import STREAMS, Queue, Schedule, Stream

_PARTIAL = ["ReportBatchItemFailures"]
_Mapping = lambda_.CfnEventSourceMapping


def wake(function: DutyFunction, config: Config, estate: Estate) -> None:
    """Connect the function to its stream, queue or schedule; APIs connect themselves."""
    match function.duty.trigger:
        case Stream() as stream:
            _consume(function, stream, config, estate)
        case Queue() as queue:
            _work(function, queue, estate)
        case Schedule(every_minutes=minutes):
            _tick(function, minutes)
        case _:
            return


def _consume(function: DutyFunction, stream: Stream, config: Config, estate: Estate) -> None:
    """A record that grows too old goes to S3: there alone Lambda writes the whole record."""
    (spec,) = (each for each in STREAMS if each.name == stream.name)
    (failed,) = estate.arns["failed"]
    (source,) = estate.arns[f"stream/{stream.name}"]
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


def _work(function: DutyFunction, queue: Queue, estate: Estate) -> None:
    """The most workers of the queue are the most batches at once; its tries are on the queue."""
    (source,) = estate.arns[f"queue/{queue.name}"]
    _Mapping(
        function,
        "Source",
        function_name=function.name,
        event_source_arn=source,
        batch_size=queue.batch,
        function_response_types=_PARTIAL,
        scaling_config=_Mapping.ScalingConfigProperty(maximum_concurrency=queue.workers[1]),
    )


def _tick(function: DutyFunction, minutes: int) -> None:
    """A tick that could not be delivered is dropped: the next one does its work."""
    events.Rule(
        function,
        "Clock",
        schedule=events.Schedule.rate(Duration.minutes(minutes)),
        targets=[
            targets.LambdaFunction(
                function.target, retry_attempts=0, max_event_age=Duration.minutes(minutes)
            )
        ],
    )
