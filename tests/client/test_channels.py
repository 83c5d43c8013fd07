"""What a client makes of the frames of its channels."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from client.channels import (
    HELD,
    VALUES,
    NoticeChannel,
    PlaceChannel,
    StreamChannel,
    ValueChannel,
    account_channel,
    kind_of,
    own_channel,
    room_channel,
    tracker,
    value_channel,
)
from client.frames import Frame, Message
from shared.kernel import names
from shared.kernel.viewer import Viewer
from tests.client.said import message as said

ROOM = "codebattle/b"
PRIVATE = own_channel(ROOM, "ann")
PLAYER = account_channel("p-1")


def message(offset: int, *, epoch: str = "e", event: str = "attack.received") -> Message:
    return said(epoch=epoch, offset=offset, event=event, data={"n": offset})


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

    def test_keeps_the_place_of_what_is_hidden_and_shows_it_to_nobody(self) -> None:
        channel = at(3)
        assert take(channel, 5) == []
        shown = [each.offset for each in channel.message(message(4, event="hidden"))]
        assert (shown, channel.offset) == ([5], 5)
        assert list(channel.message(message(6, event="hidden"))) == []
        assert (channel.offset, channel.behind) == (6, False)

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


def notice(number: int) -> Message:
    return said(epoch="", offset=0, event="economy", data={"id": f"wallet-{number}"})


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
        frame = said(epoch="", offset=0, event="economy", data={})
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
        assert isinstance(tracker(room_channel(ROOM)), StreamChannel)
        assert isinstance(tracker(room_channel(ROOM, "ann")), StreamChannel)
        assert type(tracker(value_channel(ROOM, "board"))) is ValueChannel
        assert type(tracker(value_channel(ROOM, "presence"))) is ValueChannel
        assert isinstance(tracker(value_channel(ROOM, "rank")), PlaceChannel)
        assert isinstance(tracker(PLAYER), NoticeChannel)


class TestNames:
    def test_are_those_of_the_server(self) -> None:
        ann = Viewer("owner", "ann")
        assert names.stream_channel(names.player_stream(ROOM, "ann"), ann) == PRIVATE
        assert room_channel(ROOM) == names.stream_channel(ROOM)
        assert room_channel(ROOM, "ann") == names.stream_channel(ROOM, Viewer("player", "ann"))
        assert value_channel(ROOM, "board") == names.value_channel(ROOM, "board")
        assert names.account_channel("p-1") == PLAYER

    @given(st.sampled_from([PLAYER, PRIVATE, ROOM, *(f"{ROOM}/{kind}" for kind in VALUES)]))
    def test_tell_what_a_channel_shows_as_the_server_reads_them(self, name: str) -> None:
        match names.match_channel(name):
            case names.AccountChannel():
                assert kind_of(name) == "account"
            case names.ValueChannel(kind=kind):
                assert kind_of(name) == kind
            case shown:
                assert isinstance(shown, names.StreamChannel)
                assert kind_of(name) == "stream"
