"""What a client says over which of its sockets while it moves."""

from __future__ import annotations

from asyncio import AbstractEventLoop, Future, new_event_loop
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from client.channels import Event
from client.core import Core
from client.errors import ProtocolError
from client.frames import Frame, read, write
from client.requests import REPEAT_AFTER

PRIVATE = "codebattle/b/player/ann@ann"
BOARD = "codebattle/b/board"


class Talk:
    """A core, and what it has said."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        ids = count(1)
        self.core = Core(lambda: f"c{next(ids)}", lambda: 0.0)
        self.loop = loop
        self.first = self.core.opened(0)

    def ask(self, kind: str, **fields: Any) -> Future[Frame]:
        answer: Future[Frame] = self.loop.create_future()
        self.core.ask(kind, 0, answer, **fields)
        return answer

    def said(self) -> list[Frame]:
        said = list(self.core.outgoing)
        self.core.outgoing.clear()
        return said

    def hear(self, frame: Frame, socket: int) -> list[Event]:
        return list(self.core.receive(read(write(frame)), 0, socket))

    def listen(self, channel: str, event: str, offset: int) -> None:
        """Subscribe on the first socket and get a first message."""
        self.core.ask("subscribe", 0, channel=channel)
        (asked,) = self.said()
        self.hear(subscribed(asked, offset), self.first)
        self.hear(message(channel, event, offset), self.first)


def subscribed(asked: Frame, offset: int, *, recovered: bool = False) -> Frame:
    head = {"type": "subscribed", "id": asked["id"], "channel": asked["channel"]}
    return head | {"epoch": "e", "offset": offset, "recovered": recovered}


def message(channel: str, event: str, offset: int, epoch: str = "e") -> Frame:
    data = {"size": 0, "rows": [["ann", offset]]}
    head = {"type": "message", "channel": channel, "epoch": epoch, "offset": offset}
    return head | {"event": event, "data": data}


@pytest.fixture
def talk() -> Iterator[Talk]:
    loop = new_event_loop()
    yield Talk(loop)
    loop.close()


class TestCommands:
    def test_wait_for_their_answer_where_they_were_sent(self, talk: Talk) -> None:
        answer = talk.ask("codebattle.join", room="b")
        (asked,) = talk.said()
        newer = talk.core.opened(0)
        talk.core.tick(1)
        assert talk.said() == []
        assert talk.core.awaits(talk.first)
        talk.hear({"type": "done", "id": asked["id"]}, talk.first)
        assert answer.result()["type"] == "done"
        assert not talk.core.awaits(talk.first)
        talk.core.lost(talk.first)
        talk.core.tick(2)
        assert talk.said() == []
        assert newer != talk.first

    def test_go_over_the_newest_socket_once_the_older_one_is_gone(self, talk: Talk) -> None:
        talk.ask("codebattle.join", room="b")
        (asked,) = talk.said()
        talk.core.opened(0)
        talk.core.lost(talk.first)
        talk.core.tick(0)
        assert talk.said() == [asked]

    def test_that_were_not_sent_yet_do_not_wait(self, talk: Talk) -> None:
        talk.ask("codebattle.join", room="b")
        talk.core.opened(0)
        assert [each["type"] for each in talk.said()] == ["codebattle.join"]

    def test_go_over_the_newest_socket_when_the_older_one_is_slow(self, talk: Talk) -> None:
        talk.ask("codebattle.join", room="b")
        (asked,) = talk.said()
        talk.core.opened(0)
        talk.core.tick(REPEAT_AFTER)
        assert talk.said() == [asked]

    def test_of_a_socket_are_said_anew(self, talk: Talk) -> None:
        talk.ask("ping")
        talk.ask("unsubscribe", channel=BOARD)
        asked = talk.said()
        talk.core.opened(0)
        assert talk.said() == asked

    def test_wait_for_an_older_socket_even_while_the_newest_is_gone(self, talk: Talk) -> None:
        answer = talk.ask("codebattle.join", room="b")
        (asked,) = talk.said()
        talk.core.lost(talk.core.opened(0))
        talk.core.tick(REPEAT_AFTER)
        assert talk.said() == []
        talk.hear({"type": "refused", "id": asked["id"], "reason": "no"}, talk.first)
        assert answer.result()["reason"] == "no"
        talk.core.opened(0)
        assert talk.said() == []


class TestStreamChannels:
    def test_go_on_where_they_are_and_take_what_comes_anywhere(self, talk: Talk) -> None:
        talk.listen(PRIVATE, "snapshot", 3)
        newer = talk.core.opened(0)
        (asked,) = talk.said()
        assert (asked["channel"], asked["epoch"], asked["offset"]) == (PRIVATE, "e", 3)
        shown = talk.hear(message(PRIVATE, "hit", 4), talk.first)
        shown += talk.hear(subscribed(asked, 5, recovered=True), newer)
        shown += talk.hear(message(PRIVATE, "hit", 4), newer)
        shown += talk.hear(message(PRIVATE, "hit", 5), newer)
        shown += talk.hear(message(PRIVATE, "hit", 5), talk.first)
        assert [each.offset for each in shown] == [4, 5]
        assert not talk.core.awaits(talk.first)

    def test_begin_with_what_the_newest_socket_says(self, talk: Talk) -> None:
        answer = talk.ask("subscribe", channel=PRIVATE)
        (asked,) = talk.said()
        newer = talk.core.opened(0)
        assert [each["channel"] for each in talk.said()] == [PRIVATE]
        assert talk.hear(subscribed(asked, 1), talk.first) == []
        assert talk.hear(message(PRIVATE, "snapshot", 1), talk.first) == []
        assert not answer.done()
        assert talk.core.awaits(talk.first)
        talk.hear(subscribed(asked, 2), newer)
        assert answer.done()
        (shown,) = talk.hear(message(PRIVATE, "snapshot", 2), newer)
        assert shown.offset == 2


class TestValueChannels:
    def test_drop_what_an_older_socket_says_later(self, talk: Talk) -> None:
        talk.listen(BOARD, "board", 3)
        newer = talk.core.opened(0)
        (asked,) = talk.said()
        (shown,) = talk.hear(message(BOARD, "board", 4), talk.first)
        assert shown.offset == 4
        talk.hear(subscribed(asked, 1), newer)
        (shown,) = talk.hear(message(BOARD, "board", 1, epoch="later"), newer)
        assert shown.offset == 1
        assert talk.hear(message(BOARD, "board", 5), talk.first) == []

    def test_are_asked_for_again_while_their_snapshot_stays_away(self, talk: Talk) -> None:
        talk.core.ask("subscribe", 0, channel=BOARD)
        (asked,) = talk.said()
        talk.hear(subscribed(asked, 3), talk.first)
        fault = {"type": "error", "id": asked["id"], "code": "fault", "message": ""}
        assert talk.hear(fault, talk.first) == []
        for now in (1, 1 + REPEAT_AFTER):
            talk.core.tick(now)
            assert talk.said() == []
        talk.core.tick(2 + REPEAT_AFTER)
        (again,) = talk.said()
        assert again == {"type": "subscribe", "id": again["id"], "channel": BOARD}
        talk.hear(subscribed(again, 3), talk.first)
        (shown,) = talk.hear(message(BOARD, "board", 3), talk.first)
        assert shown.offset == 3
        assert not talk.core.awaits(talk.first)


class TestNotices:
    def test_are_taken_from_any_socket(self, talk: Talk) -> None:
        talk.core.ask("subscribe", 0, channel="account/p")
        newer = talk.core.opened(0)
        notice = message("account/p", "economy", 0, epoch="")
        shown = [*talk.hear(notice, newer), *talk.hear(notice, talk.first)]
        assert [each.name for each in shown] == ["economy", "economy"]


class TestLeave:
    def test_takes_back_a_subscription_that_was_put_off(self, talk: Talk) -> None:
        unasked = "codebattle/c/board"
        answer, other = talk.ask("subscribe", channel=BOARD), talk.ask("codebattle.join", room="b")
        talk.core.ask("subscribe", 0, channel=unasked)
        asked = talk.said()
        for each in asked:
            talk.hear(
                {"type": "error", "id": each["id"], "code": "busy", "message": ""}, talk.first
            )
        for channel in (BOARD, unasked):
            talk.core.leave(channel)
            talk.core.ask("unsubscribe", 0, channel=channel)
        assert [each["type"] for each in talk.said()] == ["unsubscribe", "unsubscribe"]
        error = answer.exception()
        assert isinstance(error, ProtocolError)
        assert error.code == "unsubscribed"
        talk.core.tick(REPEAT_AFTER - 1)
        assert talk.said() == [asked[1]]
        assert not other.done()

    def test_ignores_the_answer_to_a_subscription_that_was_on_its_way(self, talk: Talk) -> None:
        talk.core.ask("subscribe", 0, channel=BOARD)
        (asked,) = talk.said()
        talk.core.leave(BOARD)
        assert talk.hear(subscribed(asked, 3), talk.first) == []
        assert talk.hear(message(BOARD, "board", 3), talk.first) == []
        talk.core.tick(2 * REPEAT_AFTER)
        assert talk.said() == []


class TestShownNoMore:
    def test_forgets_the_channel_and_says_so_once(self, talk: Talk) -> None:
        stream = "duel/d@ann"
        talk.core.ask("subscribe", 0, channel=stream)
        (asked,) = talk.said()
        talk.hear(subscribed(asked, 3), talk.first)
        over = {"type": "unsubscribed", "id": "", "channel": stream}
        (event,) = talk.hear(over, talk.first)
        assert (event.channel, event.name) == (stream, "unavailable")
        assert event.data["code"] == "not_allowed"
        assert talk.hear(over, talk.first) == []
        talk.core.opened(1)
        assert talk.said() == []


class TestLater:
    @pytest.mark.parametrize("code", ["busy", "overloaded", "too_fast", "fault"])
    def test_asks_again_under_the_same_id_when_the_host_says_so(
        self, talk: Talk, code: str
    ) -> None:
        answer = talk.ask("codebattle.answer", question="q1")
        (asked,) = talk.said()
        later = {"type": "error", "id": asked["id"], "code": code, "message": "", "retry_after": 2}
        assert talk.hear(later, talk.first) == []
        talk.core.tick(1.9)
        assert talk.said() == []
        talk.core.tick(2)
        assert talk.said() == [asked]
        talk.hear({"type": "done", "id": asked["id"]}, talk.first)
        assert answer.result()["type"] == "done"
