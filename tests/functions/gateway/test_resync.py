"""Channels that may have missed something are compared with the log, few at a time."""

from __future__ import annotations

import pytest

from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.resync import AT_ONCE, PAUSE, Resync
from shared.realtime.hub import StreamChannel
from tests.functions.gateway.delayed import Delayed

type Channel = StreamChannel[PlayerSocket]


class Process:
    """What has been compared, in order."""

    def __init__(self) -> None:
        self.loop = Delayed()
        self.here: list[Channel] = []
        self.compared: list[str] = []
        self.resync = Resync(self.loop, lambda: self.here, self._repair)

    def _repair(self, channel: Channel) -> None:
        self.compared.append(channel.name)


def channels(count: int, first: int = 0) -> list[Channel]:
    return [StreamChannel(f"duel/d{number}") for number in range(first, first + count)]


def names(some: list[Channel]) -> list[str]:
    return [each.name for each in some]


@pytest.fixture
def process() -> Process:
    return Process()


class TestMarkStale:
    def test_compares_few_at_once_and_the_others_later(self, process: Process) -> None:
        many = channels(2 * AT_ONCE + 1)
        process.resync.mark_stale(many)
        for count in (AT_ONCE, 2 * AT_ONCE):
            assert process.compared == names(many[:count])
            process.loop.pass_seconds(PAUSE)
        assert process.compared == names(many)

    def test_compares_what_is_marked_meanwhile_after_the_others(self, process: Process) -> None:
        many, more = channels(AT_ONCE + 1), channels(1, first=AT_ONCE + 1)
        process.resync.mark_stale(many)
        process.resync.mark_stale(more)
        assert process.compared == names(many[:AT_ONCE])
        process.loop.pass_seconds(PAUSE)
        assert process.compared == names([*many, *more])

    def test_compares_again_what_is_marked_again(self, process: Process) -> None:
        for _ in range(2):
            process.resync.mark_stale(channels(1))
            process.loop.pass_seconds(PAUSE)
        assert process.compared == ["duel/d0"] * 2

    def test_has_nothing_to_do_without_channels(self, process: Process) -> None:
        process.resync.mark_stale([])
        process.resync.mark_all_stale()
        process.loop.pass_seconds(10 * PAUSE)
        assert process.compared == []


class TestMarkAllStale:
    def test_compares_those_that_are_here_by_then(self, process: Process) -> None:
        process.here = channels(2)
        process.resync.mark_all_stale()
        assert process.compared == names(process.here)

    def test_keeps_a_repeat_until_the_first_is_done_once(self, process: Process) -> None:
        """What was lost after a channel was compared is found by the second comparison."""
        process.here = channels(AT_ONCE + 1)
        for _ in range(3):
            process.resync.mark_all_stale()
        assert len(process.compared) == AT_ONCE
        process.here = channels(1, first=1000)
        process.loop.pass_seconds(PAUSE)
        assert len(process.compared) == AT_ONCE + 1
        process.loop.pass_seconds(10 * PAUSE)
        assert process.compared[AT_ONCE + 1 :] == ["duel/d1000"]

    def test_is_kept_while_single_channels_are_compared(self, process: Process) -> None:
        process.resync.mark_stale(channels(AT_ONCE + 1))
        process.here = channels(1, first=1000)
        process.resync.mark_all_stale()
        assert "duel/d1000" not in process.compared
        process.loop.pass_seconds(2 * PAUSE)
        assert process.compared[-1] == "duel/d1000"
