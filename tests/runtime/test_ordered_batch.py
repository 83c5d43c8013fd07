from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.application.commands.ports import LogUnavailable
from shared.application.economy.ports import EconomyUnavailable
from shared.application.ports import CacheUnavailable, Unavailable
from shared.runtime.ordered_batch import (
    BATCH_SECONDS,
    PATIENCE_SECONDS,
    Consumer,
    handle_in_order,
)

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def record(number: int, text: str) -> dict[str, Any]:
    """A record whose text is its key and a number, such as `a1`."""
    return {
        "eventID": f"shardId-0:{number}",
        "kinesis": {
            "sequenceNumber": str(number),
            "data": b64encode(text.encode()).decode(),
            "approximateArrivalTimestamp": START.timestamp(),
        },
    }


class World:
    """A consumer that fails where it is told and notes what it did."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.aside: dict[str, str] = {}
        self.logged: list[Exception] = []
        self.metrics: dict[str, float] = {}
        self.failing: dict[str, Exception] = {}
        self.now = START
        self.keep: Callable[[dict[str, Any], str], object] = self._keep

    def run(self, records: Sequence[dict[str, Any]]) -> list[str]:
        consumer = Consumer(
            decode=self._decode,
            key=lambda text: text[0],
            handle=self._handle,
            set_aside=self.keep,
            log=lambda fault, _key: self.logged.append(fault),
            measure=lambda name, value, _unit: self.metrics.update({name: value}),
            now=lambda: self.now,
        )
        response = handle_in_order(records, consumer)
        return [each["itemIdentifier"] for each in response["batchItemFailures"]]

    def _decode(self, data: bytes) -> list[str]:
        if data == b"poison":
            raise ValueError("not to be read")
        return data.decode().split("+")

    def _handle(self, texts: Sequence[str]) -> None:
        for text in texts:
            if error := self.failing.get(text):
                raise error
        self.handled += texts

    def _keep(self, raw: dict[str, Any], reason: str) -> None:
        self.aside[raw["eventID"]] = reason


def batch(*texts: str) -> list[dict[str, Any]]:
    return [record(number, text) for number, text in enumerate(texts, start=1)]


class TestHandleInOrder:
    def test_hands_over_the_records_of_a_key_at_once(self) -> None:
        world = World()
        assert world.run(batch("a1", "b1", "a2")) == []
        assert world.handled == ["a1", "a2", "b1"]

    def test_stops_a_key_at_its_first_failure_and_goes_on_with_the_others(self) -> None:
        world = World()
        world.failing["a2"] = OSError("not now")
        assert world.run(batch("a1", "a2", "b1", "a3")) == ["2"]
        assert world.handled == ["a1", "b1"]

    def test_delivers_a_record_again_of_which_a_part_fails(self) -> None:
        world = World()
        world.failing["b1"] = RuntimeError("b1")
        records = [record(1, "a1+b1"), record(2, "a2")]

        assert world.run(records) == ["1"]
        assert world.handled == ["a1", "a2"]
        world.failing.clear()
        assert world.run(records) == []
        assert world.handled == ["a1", "a2", "a1", "a2", "b1"]

    def test_reports_the_lowest_failure_by_number_not_by_text(self) -> None:
        world = World()
        world.failing |= {"a1": OSError(), "b1": OSError()}
        assert world.run([record(9, "b1"), record(10, "a1")]) == ["9"]

    def test_sets_poison_aside_at_once_and_goes_on(self) -> None:
        world = World()
        assert world.run(batch("a1", "poison", "a2")) == []
        assert world.handled == ["a1", "a2"]
        assert world.aside == {"shardId-0:2": "ValueError: not to be read"}

    def test_sees_poison_again_when_it_could_not_be_kept(self) -> None:
        world = World()

        def keep(_raw: dict[str, Any], _reason: str) -> None:
            raise OSError("no bucket")

        world.keep = keep
        assert world.run(batch("a1", "poison", "a2")) == ["2"]
        assert world.handled == ["a1", "a2"]

    def test_sets_a_record_aside_that_still_fails_when_it_is_old(self) -> None:
        world = World()
        world.failing["a1"] = OSError("a bug")
        world.now = START + timedelta(seconds=PATIENCE_SECONDS)
        assert world.run(batch("a1", "a2")) == ["1"]
        world.now += timedelta(seconds=1)
        assert world.run(batch("a1", "a2")) == []
        assert world.aside == {"shardId-0:1": "OSError: a bug"}
        assert world.handled == ["a2"]

    @pytest.mark.parametrize(
        "outage", [Unavailable, CacheUnavailable, EconomyUnavailable, LogUnavailable]
    )
    def test_waits_for_what_does_not_answer_however_old_the_record_is(
        self, outage: type[Exception]
    ) -> None:
        world = World()
        world.failing["a1"] = outage()
        world.now = START + timedelta(hours=1)
        assert world.run(batch("a1", "a2")) == ["1"]
        assert world.handled == []
        assert world.aside == {}

    def test_ends_in_time_though_each_record_waits_for_a_store(self) -> None:
        world = World()
        began = world.now

        def wait(texts: Sequence[str]) -> None:
            world.now += timedelta(seconds=BATCH_SECONDS)
            world.handled += texts

        world.__dict__["_handle"] = wait
        assert world.run(batch("a1", "b1", "c1", "d1")) == ["3"]
        assert world.handled == ["a1", "b1"]
        assert world.now - began == timedelta(seconds=2 * BATCH_SECONDS)

    def test_logs_each_kind_of_failure_once_and_measures(self) -> None:
        world = World()
        world.failing |= {text: OSError() for text in ("a1", "b1", "c1")}
        world.now = START + timedelta(seconds=2)
        world.run(batch("a1", "b1", "c1", "poison"))
        assert [type(each) for each in world.logged] == [ValueError, OSError]
        assert world.metrics == {
            "RecordAge": 2000,
            "Records": 4,
            "RecordsFailed": 3,
            "RecordsSetAside": 1,
        }

    def test_has_nothing_to_say_about_no_records(self) -> None:
        assert World().run([]) == []

    @given(st.data())
    def test_handles_every_record_in_order_once_the_failures_end(self, data: st.DataObject) -> None:
        texts = [f"{key}{i}" for i, key in enumerate(data.draw(st.text("abc", max_size=12)))]
        world, pending = World(), batch(*texts)
        for _ in range(len(texts)):
            world.failing = {text: OSError() for text in data.draw(st.sets(st.sampled_from(texts)))}
            pending = _redelivered(pending, world.run(pending))
        world.failing = {}
        assert _redelivered(pending, world.run(pending)) == []
        for key in "abc":
            first_times = list(dict.fromkeys(each for each in world.handled if each[0] == key))
            assert first_times == [each for each in texts if each[0] == key]


def _redelivered(records: list[dict[str, Any]], failed: list[str]) -> list[dict[str, Any]]:
    """What Lambda delivers again: everything from the lowest failed sequence number on."""
    if not failed:
        return []
    lowest = min(map(int, failed))
    return [each for each in records if int(each["kinesis"]["sequenceNumber"]) >= lowest]
