"""What a client makes of the frames of channels of which only the latest snapshot matters."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from client.channels import Event, PlaceChannel, ValueChannel
from client.frames import Frame
from shared.application.channels.values import Snapshot, difference
from tests.client.said import message

BOARD = "codebattle/b/board"


def subscribed(offset: int, *, recovered: bool, epoch: str = "e") -> Frame:
    return {"epoch": epoch, "offset": offset, "recovered": recovered}


class Server:
    """The versions of a board, as frames."""

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self.snapshots = snapshots

    def live(self, version: int) -> Frame:
        snapshot = self.snapshots[version]
        delta = difference(self.snapshots[version - 1], snapshot) if version else None
        frame = {"epoch": "e", "offset": version, "event": "board", "data": delta or snapshot}
        return frame if delta is None else frame | {"base": version - 1}

    def answer(self, request: Frame, version: int) -> list[Frame]:
        """`subscribed`, and the snapshot unless the client has it."""
        has_it = (request.get("epoch"), request.get("offset")) == ("e", version)
        answer = subscribed(version, recovered=has_it)
        snapshot = {"epoch": "e", "offset": version, "event": "board"}
        return [answer] if has_it else [answer, snapshot | {"data": self.snapshots[version]}]


ROWS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5), max_size=8)


def board(rows: dict[str, int]) -> Snapshot:
    ordered = sorted(rows.items(), key=lambda row: (-row[1], row[0]))
    return {"size": len(rows), "rows": [list(row) for row in ordered]}


def feed(channel: ValueChannel, frames: list[Frame]) -> list[Event]:
    events: list[Event] = []
    for frame in frames:
        taken = "recovered" in frame
        events += channel.subscribed(frame) if taken else channel.message(message(**frame))
    return events


class TestValueChannel:
    @settings(max_examples=300)
    @given(st.data(), st.lists(ROWS, min_size=2, max_size=8))
    def test_shows_true_snapshots_in_order_and_ends_with_the_latest(
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
        assert channel.snapshot == server.snapshots[-1]
        assert [each.data for each in shown] == [server.snapshots[each.offset] for each in shown]
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

    def test_waits_for_the_snapshot_that_was_promised(self) -> None:
        server = Server([board({"a": n}) for n in range(3)])
        channel = ValueChannel(BOARD)
        answer, snapshot = server.answer(channel.request(), 2)
        feed(channel, [answer])
        assert channel.behind
        feed(channel, server.answer({}, 1)[1:])
        assert channel.behind
        feed(channel, [snapshot])
        assert not channel.behind
        feed(channel, [answer])
        assert not channel.behind

    def test_is_promised_nothing_by_who_has_no_version_nor_by_who_is_gone(self) -> None:
        channel = ValueChannel(BOARD)
        feed(channel, [subscribed(0, recovered=False, epoch="")])
        assert not channel.behind
        feed(channel, [subscribed(1, recovered=False)])
        channel.disconnected()
        assert not channel.behind

    def test_shows_a_stale_snapshot_until_a_fresh_one_comes(self) -> None:
        channel = ValueChannel(BOARD)
        stale = {"size": 0, "rows": [], "stale": True}
        frames = [subscribed(0, recovered=False, epoch="")]
        frames.append({"epoch": "", "offset": 0, "event": "board", "data": stale})
        assert [each.data for each in feed(channel, frames)] == [stale]
        assert channel.request() == {"channel": BOARD}
        feed(channel, [Server([board({"a": 1})]).live(0)])
        assert channel.snapshot == board({"a": 1})


class TestPlaceChannel:
    def test_waits_for_nothing_as_not_everybody_has_a_place(self) -> None:
        channel = PlaceChannel("codebattle/b/rank")
        channel.request()
        feed(channel, [subscribed(3, recovered=False, epoch="host")])
        assert not channel.behind
        assert not channel.wants

    def test_shows_every_snapshot_that_has_no_epoch_for_they_have_no_order(self) -> None:
        channel = PlaceChannel("codebattle/b/rank")
        head = {
            "type": "message",
            "channel": "codebattle/b/rank",
            "epoch": "",
            "offset": 0,
            "event": "rank",
        }
        for rank in (2, 1):
            (shown,) = feed(channel, [head | {"data": {"rank": rank}}])
            assert shown.data == {"rank": rank}
            channel.disconnected()
            assert channel.request() == {"channel": "codebattle/b/rank"}
