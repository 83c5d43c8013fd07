"""Reads and changes the consumers of streams: Lambda's mappings, and CloudWatch's lag alarms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from shared.adapters.answering import answering
from shared.application.lifecycle.keep_up import Consumer

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef


class AwsConsumers:
    """`prefix` begins the names of functions, `alarms` the names of the alarms of their lag."""

    def __init__(
        self, functions: LambdaClient, cloudwatch: CloudWatchClient, prefix: str, alarms: str
    ) -> None:
        self._functions = functions
        self._cloudwatch = cloudwatch
        self._prefix = prefix
        self._start = alarms

    def look(self, names: Iterable[str]) -> Sequence[Consumer]:
        """Return consumers; one without a mapping or an alarm is not deployed yet and left out."""
        names = list(names)
        alarms = self._alarms(names)
        return [
            _consumer(name, mapping, alarms[name])
            for name in names
            if name in alarms and (mapping := self._mapping(name)) is not None
        ]

    def handle_at_once(self, name: str, batches: int) -> None:
        mapping = self._mapping(name)
        if mapping is not None:
            with answering():
                self._functions.update_event_source_mapping(
                    UUID=mapping["UUID"], ParallelizationFactor=batches
                )

    def _alarms(self, names: Iterable[str]) -> dict[str, MetricAlarmTypeDef]:
        wanted = [self._start + each for each in names]
        with answering():
            found = self._cloudwatch.describe_alarms(AlarmNames=wanted)
        return {each["AlarmName"].removeprefix(self._start): each for each in found["MetricAlarms"]}

    def _mapping(self, name: str) -> EventSourceMappingConfigurationTypeDef | None:
        """Return the mapping of a consumer; None if it has none, or if the mapping is changing."""
        with answering():
            found = self._functions.list_event_source_mappings(FunctionName=self._prefix + name)
        mappings = [each for each in found["EventSourceMappings"] if each["State"] == "Enabled"]
        return mappings[0] if mappings else None


def _consumer(
    name: str, mapping: EventSourceMappingConfigurationTypeDef, alarm: MetricAlarmTypeDef
) -> Consumer:
    since = alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"]
    at_once = mapping.get("ParallelizationFactor") or 1
    is_behind = alarm["StateValue"] == "ALARM"
    return Consumer(name, at_once, mapping["LastModified"], is_behind, since)
