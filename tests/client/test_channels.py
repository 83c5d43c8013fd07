"""What a client makes of the frames of its channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from client.channels import (
    HELD,
    Event,
    NoticeChannel,
    StreamChannel,
    ValueChannel,
    tracker,
)
from shared.application.pictures import Picture, difference

type Frame = dict[str, Any]

PRIVATE = "private-participant.b.ann"
BOARD = "battle.b"
PLAYER = "private-player.p-1"


def message(offset: int, *, epoch: str = "e", event: str = "attack.received") -> Frame:
    return {"epoch": epoch, "offset": offset, "event": event, "data": {"n": offset}}


def subscribed(offset: int, *, recovered: bool, epoch: str = "e") -> Frame:
    return {"epoch": epoch, "offset": offset, "recovered": recovered}


def at(offset: int) -> StreamChannel:
    """A channel that is subscribed and has all up to an offset."""
    channel = StreamChannel(PRIVATE)
    channel.request()
    list(channel.subscribed(subscribed(offset, recovered=False)))
    list(channel.message(message(offset, event="snapshot")))
    return channel


def take(channel: StreamChannel, *offsets: int) -> list[int]:
    return [event.offset for each in offsets for event in channel.message(message(each))]


class TestStreamChannel:
    def test_asks_for_all_at_first_and_then_for_what_it_has_not(self) -> None:
        assert StreamChannel(PRIVATE).request() == {"channel": PRIVATE}
        assert at(3).request() == {"channel": PRIVATE, "epoch": "e", "offset": 3}

    def test_shows_messages_in_order_and_once(self) -> None:
        assert take(at(3), 4, 4, 3, 5, 4) == [4, 5]

    def test_puts_what_came_too_early_in_its_place(self) -> None:
        channel = at(3)
        assert take(channel, 5, 6) == []
        assert channel.wants
        assert take(channel, 4) == [4, 5, 6]
        assert not channel.behind

    def test_holds_what_overtakes_the_answer_to_its_request(self) -> None:
        channel = StreamChannel(PRIVATE)
        channel.request()
        assert take(channel, 4) == []
        assert list(channel.subscribed(subscribed(3, recovered=False))) == []
        events = list(channel.message(message(3, event="snapshot")))
        assert [event.offset for event in events] == [3, 4]

    def test_waits_for_what_a_resume_promised_before_it_asks_again(self) -> None:
        channel = at(3)
        channel.disconnected()
        channel.request()
        list(channel.subscribed(subscribed(6, recovered=True)))
        assert take(channel, 7) == []
        assert not channel.wants
        assert channel.behind
        assert take(channel, 4, 5, 6) == [4, 5, 6, 7]
        assert not channel.behind

    def test_begins_anew_with_a_snapshot_that_was_announced(self) -> None:
        channel = at(9)
        list(channel.subscribed(subscribed(4, recovered=False)))
        events = list(channel.message(message(4, event="snapshot")))
        assert [(event.name, event.offset) for event in events] == [("snapshot", 4)]
        assert take(channel, 5) == [5]

    def test_begins_with_the_snapshot_that_was_announced_last(self) -> None:
        channel = StreamChannel(PRIVATE)
        for offset in (3, 5):
            list(channel.subscribed(subscribed(offset, recovered=False)))
        frames = [message(offset, event="snapshot") for offset in (3, 5)]
        assert [each.offset for frame in frames for each in channel.message(frame)] == [5]

    def test_drops_a_snapshot_that_comes_twice(self) -> None:
        assert list(at(3).message(message(3, event="snapshot"))) == []

    def test_asks_again_when_the_channel_lives_another_life(self) -> None:
        channel = at(3)
        assert list(channel.message(message(4, epoch="other"))) == []
        assert channel.wants

    def test_shows_a_notice_and_stays_where_it_is(self) -> None:
        channel = at(3)
        (notice,) = channel.message(message(0, epoch="", event="maintenance"))
        assert (notice.name, channel.offset) == ("maintenance", 3)

    @given(st.lists(st.integers(1, 30)))
    def test_shows_a_run_without_gaps_whatever_comes(self, offsets: list[int]) -> None:
        shown = take(at(0), *offsets)
        assert shown == list(range(1, len(shown) + 1))
        assert len(shown) + 1 not in offsets


class Server:
    """The versions of a board, as frames."""

    def __init__(self, pictures: Sequence[Picture]) -> None:
        self.pictures = pictures

    def live(self, version: int) -> Frame:
        picture = self.pictures[version]
        delta = difference(self.pictures[version - 1], picture) if version else None
        frame = {"epoch": "e", "offset": version, "event": "board", "data": delta or picture}
        return frame if delta is None else frame | {"base": version - 1}

    def answer(self, request: Frame, version: int) -> list[Frame]:
        """`subscribed`, and the picture unless the client has it."""
        has_it = (request.get("epoch"), request.get("offset")) == ("e", version)
        answer = subscribed(version, recovered=has_it)
        picture = {"epoch": "e", "offset": version, "event": "board"}
        return [answer] if has_it else [answer, picture | {"data": self.pictures[version]}]


ROWS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5), max_size=8)


def board(rows: dict[str, int]) -> Picture:
    ordered = sorted(rows.items(), key=lambda row: (-row[1], row[0]))
    return {"size": len(rows), "rows": [list(row) for row in ordered]}


def feed(channel: ValueChannel, frames: list[Frame]) -> list[Event]:
    events: list[Event] = []
    for frame in frames:
        events += (channel.subscribed if "recovered" in frame else channel.message)(frame)
    return events


class TestValueChannel:
    @settings(max_examples=300)
    @given(st.data(), st.lists(ROWS, min_size=2, max_size=8))
    def test_shows_true_pictures_in_order_and_ends_with_the_latest(
        self, data: st.DataObject, rows: list[dict[str, int]]
    ) -> None:
        server = Server([board(each) for each in rows])
        channel = ValueChannel(BOARD)
        shown: list[Event] = []
        for version in range(len(rows)):
            frames = [server.live(version)]
            if channel.wants:
                frames = [*frames, *server.answer(channel.request(), version)]
            lost = data.draw(st.booleans())
            order = data.draw(st.permutations(frames * data.draw(st.integers(1, 2))))
            shown += [] if lost else feed(channel, order)
        shown += feed(channel, server.answer(channel.request(), len(rows) - 1))
        assert channel.picture == server.pictures[-1]
        assert [each.data for each in shown] == [server.pictures[each.offset] for each in shown]
        offsets = [each.offset for each in shown]
        assert offsets == sorted(set(offsets))

    def test_asks_again_when_a_delta_does_not_fit(self) -> None:
        server = Server([board({"a": n}) | {"rows": [["a", n], ["b", 0]]} for n in range(4)])
        channel = ValueChannel(BOARD)
        feed(channel, server.answer(channel.request(), 0))
        assert feed(channel, [server.live(2)]) == []
        assert channel.wants
        assert channel.behind
        events = feed(channel, server.answer(channel.request(), 1))
        assert [each.offset for each in events] == [1, 2]
        assert not channel.wants

    def test_shows_a_stale_picture_until_a_fresh_one_comes(self) -> None:
        channel = ValueChannel(BOARD)
        stale = {"size": 0, "rows": [], "stale": True}
        frames = [subscribed(0, recovered=False, epoch="")]
        frames.append({"epoch": "", "offset": 0, "event": "board", "data": stale})
        assert [each.data for each in feed(channel, frames)] == [stale]
        assert channel.request() == {"channel": BOARD}
        feed(channel, [Server([board({"a": 1})]).live(0)])
        assert channel.picture == board({"a": 1})

    def test_shows_every_picture_that_has_no_epoch_for_they_have_no_order(self) -> None:
        channel = ValueChannel("rank.b")
        head = {"type": "message", "channel": "rank.b", "epoch": "", "offset": 0, "event": "rank"}
        for rank in (2, 1):
            (shown,) = feed(channel, [head | {"data": {"rank": rank}}])
            assert shown.data == {"rank": rank}
            channel.disconnected()
            assert channel.request() == {"channel": "rank.b"}


def notice(number: int) -> Frame:
    return {"epoch": "", "offset": 0, "event": "economy", "data": {"id": f"wallet-{number}"}}


class TestNoticeChannel:
    def test_shows_a_notice_once_and_keeps_no_order(self) -> None:
        channel = NoticeChannel(PLAYER)
        list(channel.subscribed(subscribed(0, recovered=False, epoch="")))
        shown = [each for number in (2, 1, 2, 3, 1) for each in channel.message(notice(number))]
        assert [each.data["id"] for each in shown] == ["wallet-2", "wallet-1", "wallet-3"]
        assert not channel.behind

    def test_remembers_the_last_ones_alone(self) -> None:
        channel = NoticeChannel(PLAYER)
        shown = [each for n in (*range(HELD + 1), 0, HELD) for each in channel.message(notice(n))]
        assert len(shown) == HELD + 2

    def test_shows_whatever_has_no_id(self) -> None:
        channel = NoticeChannel(PLAYER)
        frame = notice(1) | {"data": {}}
        assert [len(list(channel.message(frame))) for _ in range(2)] == [1, 1]

    def test_is_asked_for_again_after_a_break(self) -> None:
        channel = NoticeChannel(PLAYER)
        assert channel.request() == {"channel": PLAYER}
        assert not channel.wants
        channel.disconnected()
        assert channel.wants


class TestTracker:
    def test_knows_a_channel_by_its_name(self) -> None:
        assert isinstance(tracker(PRIVATE), StreamChannel)
        assert isinstance(tracker(BOARD), ValueChannel)
        assert isinstance(tracker("presence-battle.b"), ValueChannel)
        assert isinstance(tracker(PLAYER), NoticeChannel)
