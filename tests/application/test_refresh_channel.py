from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.application.channels.refresh_channel import LEASE_MS
from shared.application.channels.values import STORED_EVERY
from shared.application.ports import CacheUnavailable
from tests.application.commits import ROOM
from tests.application.value_channel import BOARD, ValueChannel, Watcher

PRESENCE = f"{ROOM}/presence"

STEPS = st.one_of(
    st.tuples(st.just("change"), st.sampled_from(["ana", "bo", "cy", "di"]), st.integers(0, 9)),
    st.tuples(st.just("change_in_mid_work"), st.sampled_from(["ana", "bo"]), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 0.5, 1.0, 1.5])),
    st.tuples(st.just("work")),
    st.tuples(st.just("work_twice_at_once")),
    st.tuples(st.just("store")),
    st.tuples(st.just("fail"), st.sampled_from(["broadcast", "leaderboard", "default"])),
    st.tuples(st.just("flush")),
)


class TestRefreshChannel:
    def test_sends_a_first_version_whole_to_each_bucket_with_listeners(self) -> None:
        channel = ready()
        channel.subscriptions.occupied = (0, 2)
        channel.change("ana", 10)
        channel.settle()
        frame = {
            "type": "message",
            "channel": BOARD,
            "epoch": "epoch-1",
            "offset": 1,
            "event": "board",
            "data": {"size": 1, "rows": [["ana", 10]]},
        }
        assert channel.queues.waiting("broadcast") == [
            {"channel": BOARD, "bucket": 0, "frame": frame},
            {"channel": BOARD, "bucket": 2, "frame": frame},
        ]

    def test_sends_only_what_changed_when_that_is_less(self) -> None:
        channel = ready()
        for name in ("ana", "bo", "cy"):
            channel.change(name, 5)
        channel.settle()
        channel.change("cy", 9)
        channel.settle()
        frame = channel.sent()[-1]
        assert (frame["base"], frame["offset"]) == (1, 2)
        assert frame["data"] == {"size": 3, "changed": [[1, "cy", 9]], "removed": []}

    def test_sends_nothing_when_the_snapshot_is_the_same(self) -> None:
        channel = ready()
        channel.change("ana", 10)
        channel.settle()
        channel.refresh()
        assert channel.value().version == 1
        assert len(channel.sent()) == 1

    def test_makes_no_second_version_while_another_worker_is_at_it(self) -> None:
        channel = ready()
        channel.change("ana", 1)
        channel.leaderboard.meanwhile = channel.refresh
        channel.refresh()
        assert [frame["offset"] for frame in channel.sent()] == [1]
        assert channel.queues.waiting("leaderboard")

    def test_shows_no_board_that_is_not_whole_and_asks_once_for_its_rebuild(self) -> None:
        channel = ValueChannel()
        channel.change("ana", 10)
        for _ in range(3):
            channel.wait(1)
            channel.work()
        assert channel.sent() == []
        assert channel.queues.waiting("default") == [{"job": "rebuild_board", "room": ROOM}]
        channel.complete()
        channel.settle()
        assert channel.sent()[-1]["data"] == channel.snapshot()

    def test_has_the_board_stored_once_in_ten_seconds_and_at_the_last(self) -> None:
        channel = ready()
        for points in (10, 20):
            channel.change("ana", points)
            channel.settle()
        assert len(channel.queues.waiting("default")) == 1
        assert channel.stored() is None
        for points in (20, 30):
            channel.change("ana", points)
            channel.settle()
            channel.wait(STORED_EVERY)
            channel.store()
            assert channel.stored() == channel.snapshot() | {"at": channel.now.isoformat()}
        assert not channel.queues.waiting("default")

    def test_sends_who_is_present(self) -> None:
        channel = ready()
        until = channel.now + timedelta(minutes=10)
        channel.coordination.mark_present(PRESENCE, {"bo": until, "ana": until}, channel.now)
        channel.refresh(PRESENCE)
        (frame,) = channel.sent()
        assert frame["event"] == "presence"
        assert frame["data"] == {"count": 2, "names": ["ana", "bo"]}
        assert channel.views.get("board", ROOM) is None

    def test_sends_again_what_a_dead_worker_left_unsent(self) -> None:
        channel = ready()
        channel.change("ana", 10)
        channel.queues.refused = ("broadcast",)
        channel.wait(1)
        channel.work()
        assert channel.sent() == []
        channel.settle()
        (frame,) = channel.sent()
        assert (frame["offset"], frame.get("base")) == (2, None)

    def test_waits_for_the_lease_of_a_worker_that_was_killed(self) -> None:
        channel = ready()
        channel.change("ana", 10)
        channel.coordination.claim(f"refresh:{BOARD}", LEASE_MS)
        channel.settle()
        assert channel.sent()[-1]["data"] == channel.snapshot()

    def test_starts_a_new_epoch_when_the_store_was_emptied(self) -> None:
        channel = ready()
        channel.change("ana", 10)
        channel.settle()
        channel.coordination.flush()
        channel.refresh()
        frame = channel.sent()[-1]
        assert (frame["epoch"], frame["offset"], frame.get("base")) == ("epoch-2", 1, None)

    def test_raises_what_the_cache_raises(self) -> None:
        channel = ready()
        channel.coordination.down = True
        with pytest.raises(CacheUnavailable):
            channel.refresh()

    def test_refuses_what_is_no_value_channel(self) -> None:
        with pytest.raises(ValueError, match="no value channel"):
            ready().refresh("codebattle/b1/player/ana@ana")

    @given(st.lists(STEPS, max_size=25))
    def test_sends_the_last_snapshot_after_quiet_whatever_happened(
        self, steps: list[tuple[object, ...]]
    ) -> None:
        channel = ready()
        channel.change("ana", 10)
        for step in steps:
            take(channel, step)
        channel.queues.refused = ()
        channel.leaderboard.meanwhile = None
        channel.settle()
        watcher = Watcher()
        for frame in channel.sent():
            watcher.see(frame)
        assert watcher.snapshot == channel.snapshot()
        assert watcher.lost == 0
        channel.wait(STORED_EVERY)
        channel.store()
        stored = channel.stored() or {}
        assert {**stored, "at": ""} == channel.snapshot() | {"at": ""}


def ready() -> ValueChannel:
    channel = ValueChannel()
    channel.complete()
    return channel


def take(channel: ValueChannel, step: tuple[object, ...]) -> None:
    match step:
        case ("change", str(member), int(points)):
            change(channel, member, points)
        case ("change_in_mid_work", str(member), int(points)):
            channel.leaderboard.meanwhile = lambda: change(channel, member, points)
        case ("wait", float(seconds)):
            channel.wait(seconds)
        case ("work",):
            channel.work()
        case ("work_twice_at_once",):
            channel.leaderboard.meanwhile = channel.work
            channel.work()
        case ("store",):
            channel.store()
        case ("fail", str(queue)):
            channel.queues.refused = (queue,)
        case _:
            channel.coordination.flush()


def change(channel: ValueChannel, member: str, points: int) -> None:
    try:
        channel.change(member, points)
    except OSError:  # the fast path lost it: the consumer ranks it again
        channel.change(member, points)
