"""The crowd's player and its HTTP client: what they ask, and what they count."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest
from msgspec.json import decode, encode

from cli.load.keep_alive import HttpFailed, KeepAlive
from cli.load.plan import Account
from cli.load.player import Player
from cli.load.profiles import Profile
from cli.load.recorder import Recorder
from cli.load.results import Results
from cli.load.scene import Scene

PRIVATE = "private-participant.b.ann"


class Talk:
    """A player, and the frames that it sends; time is what the test says."""

    def __init__(self, channels: tuple[str, ...] = ("private", "board")) -> None:
        profile = Profile("x", 2, 10, 0, channels=channels, right_answers=1)  # type: ignore[arg-type] # as a file's
        self.recorder = Recorder(0.0, 1.0)
        self.scene = Scene("b", profile, self.recorder, Random(1))  # noqa: S311 - a crowd
        self.player = Player(self.scene, Account("ann", "t"), seed=1)
        self.sent: list[dict[str, Any]] = []
        self.now = 0.0
        self.open()

    @property
    def results(self) -> Results:
        return self.recorder.results

    def open(self) -> None:
        self.player.opened(lambda frame: self.sent.append(decode(frame)), self.now)

    def hear(self, **frame: Any) -> None:
        self.player.hear(encode(frame), self.now)

    def take(self, kind: str) -> list[dict[str, Any]]:
        """Return the frames of that kind which were sent since."""
        found = [each for each in self.sent if each["type"] == kind]
        self.sent = [each for each in self.sent if each["type"] != kind]
        return found

    def join(self) -> None:
        (frame,) = self.take("join")
        self.hear(type="done", id=frame["id"], username="ann", arrows=1, shields=1)

    def follow(self, offset: int) -> None:
        """Take the first subscription of the private channel."""
        (frame,) = [each for each in self.take("subscribe") if each["channel"] == PRIVATE]
        self.subscribed(frame, offset, recovered=False)
        self.private(offset, "snapshot")

    def subscribed(self, frame: dict[str, Any], offset: int, *, recovered: bool = True) -> None:
        answer = {"channel": frame["channel"], "epoch": "e", "offset": offset}
        self.hear(type="subscribed", id=frame["id"], recovered=recovered, **answer)

    def private(self, offset: int, event: str = "answer.solved", **data: Any) -> None:
        channel = {"channel": PRIVATE, "epoch": "e", "offset": offset}
        self.hear(type="message", event=event, data=data, **channel)

    def board(self, offset: int, base: int | None = None) -> None:
        channel = {"channel": "battle.b", "epoch": "e", "offset": offset}
        self.hear(
            type="message", event="board", data={}, **channel, **({"base": base} if base else {})
        )


class TestPlayer:
    def test_joins_then_does_what_was_owed(self) -> None:
        talk = Talk()
        talk.player.do("answer", 0.0)
        assert talk.take("answer") == []
        talk.now = 0.25
        talk.join()
        (frame,) = talk.take("answer")
        talk.now = 0.5
        talk.hear(type="done", id=frame["id"], correct=True, arrows=1, points=100)
        assert talk.scene.targets == ["ann"]
        assert talk.results.measures["join"].latency.greatest == 0.25
        assert talk.results.measures["answer"].latency.greatest == 0.25

    def test_attacks_another_with_points_and_times_what_the_target_hears(self) -> None:
        talk = Talk()
        talk.join()
        talk.follow(1)
        talk.player.do("attack", 0.0)
        assert talk.take("attack") == []
        talk.scene.targets.append("bo")
        talk.player.do("answer", 0.0)
        (shot,) = talk.take("attack")
        assert shot["target"] == "bo"
        talk.scene.shot("bo", "ann", 1.0)
        talk.now = 1.5
        talk.private(2, "attack.received", attacker="bo", blocked=False, points_lost=1)
        assert talk.results.hits.greatest == 0.5
        talk.hear(type="refused", id=shot["id"], reason="no_target")
        assert talk.results.measures["attack"].refused == {"no_target": 1}
        assert talk.results.measures["attack"].faults == {}

    def test_repeats_under_the_same_id_what_was_not_answered_when_the_socket_broke(self) -> None:
        talk = Talk()
        talk.join()
        talk.player.do("answer", 0.0)
        (first,) = talk.take("answer")
        talk.player.broken(1.0)
        talk.now = 2.0
        talk.open()
        (again,) = talk.take("answer")
        assert again == first
        talk.hear(type="done", id=first["id"], correct=True)
        assert talk.results.measures["answer"].latency.greatest == 2.0

    def test_repeats_later_what_the_host_puts_off_and_counts_a_fault(self) -> None:
        talk = Talk()
        (frame,) = talk.take("join")
        talk.hear(type="error", id=frame["id"], code="busy", message="", retry_after=2.0)
        talk.player.tick(1.0)
        assert talk.take("join") == []
        talk.player.tick(2.0)
        assert talk.take("join") == [frame]
        assert talk.results.measures["join"].faults == {"busy": 1}

    def test_counts_silence_as_a_fault_and_repeats(self) -> None:
        talk = Talk(channels=())
        (frame,) = talk.take("join")
        talk.player.tick(9.9)
        assert talk.take("join") == []
        talk.player.tick(10.0)
        assert talk.take("join") == [frame]
        assert talk.results.measures["join"].faults == {"no_answer": 1}

    def test_stays_away_once_it_is_superseded(self) -> None:
        talk = Talk()
        talk.hear(type="closing", code=4001, reason="superseded")
        assert talk.player.over

    def test_hears_that_it_shall_move(self) -> None:
        talk = Talk()
        talk.hear(type="please_move", within=5.0, reason="draining")
        assert talk.player.moves_within == 5.0

    def test_pings_when_it_was_silent_for_nine_minutes(self) -> None:
        talk = Talk(channels=())
        talk.join()
        talk.player.tick(539)
        assert talk.take("ping") == []
        talk.player.tick(541)
        assert len(talk.take("ping")) == 1


class TestOrder:
    def test_of_a_channel_without_gaps_is_clean(self) -> None:
        talk = joined()
        for offset in (2, 3, 4):
            talk.private(offset)
        check(talk, log=4)
        order = talk.results.order
        assert (order.checked, order.lost, order.late, order.repeated) == (1, 0, 0, 0)

    def test_counts_what_the_log_has_and_never_came(self) -> None:
        talk = joined()
        talk.private(2)
        check(talk, log=5)
        assert talk.results.order.lost == 3

    def test_counts_what_came_only_after_a_gap_was_noticed(self) -> None:
        talk = joined()
        talk.private(3)
        (frame,) = talk.take("subscribe")
        assert frame["offset"] == 1
        talk.subscribed(frame, 3)
        talk.private(2)
        check(talk, log=3)
        order = talk.results.order
        assert (order.late, order.lost) == (1, 0)

    def test_counts_repeats(self) -> None:
        talk = joined()
        talk.private(2)
        talk.private(2)
        assert talk.results.order.repeated == 1

    def test_goes_on_where_it_was_after_a_break(self) -> None:
        talk = joined()
        talk.private(2)
        talk.player.broken(1.0)
        talk.now = 1.5
        talk.open()
        (frame,) = [each for each in talk.take("subscribe") if each["channel"] == PRIVATE]
        assert frame["offset"] == 2
        talk.subscribed(frame, 4)
        talk.private(3)
        talk.private(4)
        check(talk, log=4)
        assert talk.results.order.lost == 0
        assert talk.results.returns.greatest == 0.5
        assert talk.results.measures["resume"].done == 1

    def test_of_pictures_counts_older_ones_and_those_that_build_on_another(self) -> None:
        talk = joined()
        talk.board(5)
        talk.board(6, base=5)
        talk.board(4)
        talk.board(9, base=8)
        (frame,) = talk.take("subscribe")
        assert (frame["channel"], frame["offset"]) == ("battle.b", 6)
        order = talk.results.order
        assert (order.backwards, order.unlinked) == (1, 1)


class TestKeepAlive:
    def test_reads_chunks_keeps_the_line_and_opens_another_when_it_is_gone(self) -> None:
        asyncio.run(_converse())

    def test_names_what_failed(self) -> None:
        asyncio.run(_fail())


def joined() -> Talk:
    talk = Talk()
    talk.join()
    talk.follow(1)
    return talk


def check(talk: Talk, log: int) -> None:
    """Have the player compare with a log of that length."""
    talk.player.check(talk.now)
    (frame,) = [each for each in talk.take("subscribe") if each["channel"] == PRIVATE]
    talk.subscribed(frame, log)


async def _converse() -> None:
    lines = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal lines
        lines += 1
        for answer in (
            (
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                b"3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n"
            ),
            b'HTTP/1.1 304 Not Modified\r\nETag: "t"\r\n\r\n',
        ):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        http = KeepAlive(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert (await http.request("GET", "/")).body == b"abcde"
        second = await http.request("GET", "/")
        assert (second.status, second.headers["etag"], lines) == (304, '"t"', 1)
        assert (await http.request("GET", "/")).body == b"abcde"
        assert lines == 2
        http.close()


async def _fail() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"error":{"code":"too_fast","message":"wait"}}'
        head = f"HTTP/1.1 429 No\r\nRetry-After: 3\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        http = KeepAlive(url)
        with pytest.raises(HttpFailed, match="too_fast") as failed:
            await http.request("POST", "/v1/guests", body=b"{}")
        assert failed.value.retry_after == 3
        http.close()
    with pytest.raises(HttpFailed, match="http_network"):
        await KeepAlive(url).request("GET", "/")
