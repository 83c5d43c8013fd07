"""What a hostile client gets: a named error each time, and never a word about our insides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.e2e.driver import Frame, Player, Site, Socket, unique
from tests.e2e.homes import SERVERLESS

pytestmark = pytest.mark.stage

INSIDES = re.compile(r"Traceback|\.py\b|Exception|Error\(|site-packages|botocore|line \d+|/tmp/")


def reads_clean(text: str) -> bool:
    return INSIDES.search(text) is None


@pytest.fixture(scope="module")
def battle(site: Site) -> str:
    return site.schedule()


@pytest.fixture
def player(site: Site, battle: str) -> Player:
    player = site.sign_up()
    assert player.command("codebattle.join", battle).is_success
    return player


@pytest.fixture
def socket(player: Player) -> Iterator[Socket]:
    """A connection that still answers at the end, and was told nothing of our insides."""
    with player.connect() as socket:
        yield socket
        assert socket.ask("ping")["type"] == "pong"
        assert reads_clean(json.dumps(socket.frames))


def frame(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, "id": "x", **fields})


def error(socket: Socket) -> Frame:
    return socket.wait(lambda each: each.get("type") == "error")


class TestFrames:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "not_json"),
            ("[" * 4_000, "bad_frame"),
            ('{"type":"ping","id":' + '{"a":' * 5_000, "bad_frame"),
            ('{"type":"ping","id":"x","id2":' + "[" * 9_000 + "]" * 9_000 + "}", "bad_frame"),
            (
                '{"type":"codebattle.answer","id":"x","room":"b","question":"q","answer":"\\ud800"}',
                "not_json",
            ),
            ('{"type":{"type":"ping"},"id":"x"}', "bad_frame"),
            ('{"type":"ping","id":"\\u0000"}', "bad_frame"),
            ('{"type":"ping","id":"x\\n"}', "bad_frame"),
            ('{"type":"__proto__","id":"x"}', "unknown_type"),
            (frame("ping", extra=1), "bad_frame"),
            (frame("codebattle.join", room="a/b"), "bad_frame"),
            (frame("codebattle.join", room="a#b"), "bad_frame"),
            (frame("codebattle.join", room="b\n"), "bad_frame"),
            (frame("codebattle.attack", room="b", target="x" * 51), "bad_frame"),
            (frame("codebattle.attack", room="b", target=""), "bad_frame"),
            (frame("codebattle.answer", room="b", question="q1", answer="x" * 4097), "bad_frame"),
            (frame("subscribe", channel="c" * 201), "bad_frame"),
            (frame("subscribe", channel="codebattle/b/board", offset=-1), "bad_frame"),
            (frame("subscribe", channel="codebattle/b/board", offset=10**400), "bad_frame"),
            (frame("subscribe", channel="codebattle/b/board", offset=1.5), "bad_frame"),
            (frame("codebattle.attack", room="b", target="\u0000"), "bad_frame"),
            (frame("codebattle.attack", room="b", target="../x/player/y"), "bad_frame"),
            (frame("subscribe", channel="c" * 200), "unknown_channel"),
            (frame("subscribe", channel="\u0000"), "unknown_channel"),
            (frame("subscribe", channel="codebattle/a/b"), "unknown_channel"),
            (frame("subscribe", channel="codebattle//board"), "unknown_channel"),
            (frame("subscribe", channel="codebattle/a@b@c"), "unknown_channel"),
            (frame("subscribe", channel="codebattle/a#0/board"), "unknown_room"),
            (frame("subscribe", channel="codebattle/\u0000/presence"), "unknown_room"),
            (frame("subscribe", channel="chess/a/board"), "unknown_room"),
            (
                frame("subscribe", channel="codebattle/b/player/constructor@constructor"),
                "not_allowed",
            ),
        ],
    )
    def test_each_gets_a_named_error(self, socket: Socket, text: str, code: str) -> None:
        socket.send_text(text)
        assert error(socket)["code"] == code

    def test_bytes_that_are_no_text_get_a_named_error(self, socket: Socket) -> None:
        socket.connection.send(b'\xff\xfe\x00{"type":"ping"}')
        assert error(socket)["code"] == "not_json"

    def test_a_burst_is_slowed_down_then_cut_off_and_the_player_may_return(
        self, site: Site, player: Player
    ) -> None:
        """Of four frames three are bad, for a slow host forgives as many pings as it refills."""
        with player.connect() as flood:
            with suppress(ConnectionClosed):
                for _ in range(60):
                    flood.send("ping")
                    for _ in range(3):
                        flood.send_text("{")
            flood.wait_closed()
            told = [each for each in flood.frames if each["type"] == "error"]
            assert {each["code"] for each in told} <= {"too_fast", "not_json"}
            assert len(told) >= 99
            slowed = [each for each in told if each["code"] == "too_fast"]
            assert slowed or site.home == SERVERLESS  # functions may be too slow for that
            assert all(0 < each["retry_after"] <= 1 for each in slowed)
            last = [each for each in flood.frames if each["type"] == "closing"]
            assert last == [{"type": "closing", "code": 1008, "reason": "policy"}]
        with player.connect() as again:
            assert again.ask("ping")["type"] == "pong"


class TestCommands:
    @pytest.mark.parametrize(
        ("kind", "fields", "reason"),
        [
            ("codebattle.join", {}, "already_joined"),
            ("codebattle.join", {"room": "constructor"}, "unknown_battle"),
            ("codebattle.attack", {"target": "nobody"}, "no_target"),
            ("codebattle.answer", {"question": "\u0000", "answer": ""}, "unknown_question"),
            ("codebattle.answer", {"question": "__class__", "answer": ""}, "unknown_question"),
        ],
    )
    def test_the_game_says_no(
        self, socket: Socket, battle: str, kind: str, fields: dict[str, str], reason: str
    ) -> None:
        refused = socket.ask(kind, **({"room": battle} | fields))
        assert (refused["type"], refused["reason"]) == ("refused", reason)

    def test_control_characters_are_just_a_wrong_answer(self, socket: Socket, battle: str) -> None:
        done = socket.ask(
            "codebattle.answer", room=battle, question="q1", answer="\u0000\u202e\x1b[2J\n"
        )
        assert (done["type"], done["correct"]) == ("done", False)

    def test_nobody_shoots_themselves_or_who_has_left(
        self, site: Site, socket: Socket, player: Player, battle: str
    ) -> None:
        own = socket.ask("codebattle.attack", room=battle, target=player.name)
        assert own["reason"] == "own_target"
        with site.sign_up("constructor-" + unique("p")).connect() as other:
            name = other.ask("codebattle.join", room=battle)["username"]
            other.ask("codebattle.answer", room=battle, question="q1", answer="2")
            assert other.ask("codebattle.leave", room=battle)["type"] == "done"
            assert other.ask("codebattle.leave", room=battle)["reason"] == "not_joined"
            away = socket.ask("codebattle.attack", room=battle, target=name)
            assert away["reason"] == "no_target"
            assert (
                other.ask("codebattle.answer", room=battle, question="q2", answer="4")["type"]
                == "refused"
            )
            assert other.ask("codebattle.join", room=battle)["type"] == "done"
            assert socket.ask("codebattle.attack", room=battle, target=name)["type"] == "done"


class TestChannels:
    def test_offsets_that_cannot_be_get_a_snapshot(
        self, socket: Socket, player: Player, battle: str
    ) -> None:
        channel = player.private_channel(battle)
        epoch = socket.ask("subscribe", channel=channel)["epoch"]
        for held in ({"epoch": epoch, "offset": 2**53}, {"epoch": "else", "offset": 1}):
            heard = len(socket.frames)
            again = socket.ask("subscribe", channel=channel, **held)
            assert again["recovered"] is False
            snapshot = socket.wait(lambda each: each.get("event") == "snapshot", after=heard)
            assert snapshot["offset"] == again["offset"] == 1

    def test_subscribing_twice_brings_each_message_once(
        self, site: Site, socket: Socket, player: Player, battle: str
    ) -> None:
        channel = player.private_channel(battle)
        for _ in range(2):
            socket.ask("subscribe", channel=channel)
        for question in ("q1", "q2"):
            socket.ask("codebattle.answer", room=battle, question=question, answer="?")
        socket.wait(lambda each: each.get("offset") == 3 and each["type"] == "message")
        missed = [each for each in socket.messages(channel) if each["event"] == "answer.missed"]
        offsets = [each["offset"] for each in missed]
        if site.home == SERVERLESS:  # functions send again what they may not have sent
            offsets = list(dict.fromkeys(offsets))
        assert offsets == [2, 3]

    @pytest.mark.parametrize(
        "channel",
        ["codebattle/nowhere/board", "codebattle", "codebattle/x/presence#y", "\u0000"],
    )
    def test_unsubscribing_what_was_never_subscribed_changes_nothing(
        self, socket: Socket, channel: str
    ) -> None:
        assert socket.ask("unsubscribe", channel=channel)["type"] == "unsubscribed"
