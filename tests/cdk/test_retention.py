"""docs/retention.md says what the templates set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from layers.tree import ROOT
from shared.games.match import MATCH
from shared.workload_kinds import Queue
from shared.workloads import WORKLOADS
from tests.cdk.synthesized import Synthesized

_ROW = re.compile(r"^\| (?P<what>.+?) \|(?P<rest>.*)\|$", re.MULTILINE)
_DAYS = re.compile(r"(\d+) days?")
_FEWEST = {
    "`player-actions`": 7,
    "`match-events`": 30,
    "`leaderboard-events`": 3,
    "`*.dlq`": 14,
}
"""What the source asks for."""


def _rows() -> Iterator[tuple[str, list[int]]]:
    """Yield the first column of each row, and all days that it names."""
    page = (ROOT / "docs" / "retention.md").read_text()
    for found in _ROW.finditer(page):
        yield found["what"], [int(each) for each in _DAYS.findall(found["rest"])]


PAGE = dict(_rows())


def _seconds(days: int) -> int:
    return int(timedelta(days=days).total_seconds())


class TestPage:
    def test_asks_for_what_the_source_does_and_keeps_no_less(self) -> None:
        for topic, fewest in _FEWEST.items():
            asked, kept = PAGE[topic]
            assert asked == fewest <= kept

    def test_names_the_days_of_a_match(self, stage: Synthesized) -> None:
        for topic in ("`player-actions`", "`match-events`"):
            assert PAGE[topic][1] == MATCH.kept_days
        assert stage.table("log")["TimeToLiveSpecification"]["Enabled"] is True

    def test_names_the_days_of_queues(self, stage: Synthesized) -> None:
        queues = {each["QueueName"]: each for each in stage.every("AWS::SQS::Queue")}
        (others,) = PAGE["messages of the other queues"]
        for trigger in [each.trigger for each in WORKLOADS if isinstance(each.trigger, Queue)]:
            end = ".fifo" if trigger.fifo else ""
            kept = PAGE["`leaderboard-events`"][1] if trigger.name == "leaderboard" else others
            found = queues[stage.config.named(f"{trigger.name}{end}")]
            assert found["MessageRetentionPeriod"] == _seconds(kept)
            dead = queues[stage.config.named(f"{trigger.name}-dead{end}")]
            assert dead["MessageRetentionPeriod"] == _seconds(PAGE["`*.dlq`"][1])

    def test_names_the_days_of_failed_records(self, stage: Synthesized) -> None:
        (found,) = [
            each
            for each in stage.every("AWS::S3::Bucket")
            if stage.config.named("failed") in str(each.get("BucketName"))
        ]
        (rule,) = found["LifecycleConfiguration"]["Rules"]
        assert rule["ExpirationInDays"] == PAGE["`*.dlq`"][1]

    def test_names_the_days_of_streams(self, stage: Synthesized) -> None:
        (days,) = PAGE["records of the streams `events` and `economy-events`"]
        for found in stage.every("AWS::Kinesis::Stream"):
            assert found["RetentionPeriodHours"] == days * 24

    def test_names_the_days_of_logs(self, dev: Synthesized) -> None:
        assert PAGE["logs"] == [dev.config.log_days]
