"""A number that a player may not know is in no byte that leaves the platform before its time."""

from __future__ import annotations

import json
from itertools import chain
from traceback import format_exception
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.http.api import create_app
from shared.kernel.names import value_channel
from shared.kernel.players import Identity
from shared.runtime.once import once
from tests.functions.api_gateway import ApiGateway, StubbornLog
from tests.functions.gateway.loopback import home, told
from tests.functions.gateway.test_same_bytes import RawSockets, compare, frame, heard
from tests.functions.gateway.test_same_games import DuelFunctions, DuelGateway
from tests.games.duel import duel_stream
from tests.memory import MemoryApplication
from tests.realtime.peer import sent

SECRET = 9182736450918273
ANN, BO = "ann", "bo"
STREAM = duel_stream("d")
CHANNELS = (
    *(STREAM, f"{STREAM}@ann", f"{STREAM}@bo", f"{STREAM}@$operator", f"{STREAM}/player/ann@bo"),
    *(value_channel(STREAM, "board"), value_channel(STREAM, "presence")),
)
PATHS = (
    "/v1/rooms/duel",
    "/v1/rooms/duel/d",
    "/v1/rooms/duel/d/players/ann",
    "/v1/rooms/duel/d/board/top",
    "/v1/rooms/duel/d/board/neighbours/ann",
    f"/v1/streams/{STREAM}",
    *(f"/v1/streams/{STREAM}?position={position}" for position in (1, 2, 3)),
    f"/v1/streams/{STREAM}/player/ann",
)

type Line = tuple[str, str]

PICKS: list[Line] = [
    (ANN, frame("duel.open", "1", room="d", against=BO)),
    *((BO, frame("subscribe", f"s{n}", channel=each)) for n, each in enumerate(CHANNELS[1:])),
    (ANN, frame("duel.pick", "2", room="d", number=SECRET)),
    (ANN, frame("duel.pick", "3", room="d", number=SECRET)),  # refused: no second pick
    (ANN, frame("duel.pick", "4", room="d", number=SECRET, more=SECRET)),
    (ANN, frame("duel.pick", "5", room="d", number=str(SECRET))),
    (BO, frame("duel.pick", "2", room="d", number="none")),
]

RESUMED: list[Line] = [
    (BO, frame("subscribe", f"r{n}", channel=each, epoch="x", offset=0))
    for n, each in enumerate(CHANNELS)
]


def resumes(text: bytes) -> list[Line]:
    """Ask for everything that was missed, in the epoch that the stream has."""
    epoch = next(each["epoch"] for each in map(json.loads, text.splitlines()) if "epoch" in each)
    return [(who, line.replace('"x"', json.dumps(epoch))) for who, line in RESUMED]


class Stubborn(DuelFunctions):
    @once
    def log(self) -> StubbornLog:
        return StubbornLog(self.codec)


class TestSecret:
    def test_reaches_its_player_alone_in_both_homes(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async def story() -> None:
            there, raw = ApiGateway(DuelFunctions()), RawSockets()
            async with home(DuelGateway()) as here:
                peers = await compare(here, there, raw, PICKS)
                assert is_in(b"".join(await own(peers[ANN]))), "it was never sent to its player"
                for who, text in resumes(b"\n".join(peers[BO].raw)):
                    there.send_text(who, text)
                    peers[who].send(sent(text))
                    await heard(peers[who], len(raw.raw[who]))
                assert peers[BO].raw == raw.raw[BO]
                assert not is_in(b"".join(peers[BO].raw))

        told(story)
        assert not is_in(capsys.readouterr().out.encode())

    def test_is_in_no_answer_that_others_are_given(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        there = ApiGateway(DuelFunctions())
        for name in (ANN, BO):
            there.open(name)
        for who, text in PICKS:
            there.send_text(who, text)
        app = there.app
        app.time.pass_seconds(1)
        http = TestClient(create_app(app))
        for who in ("", BO, "cy"):
            for path in PATHS:
                answer = http.get(path, headers=headers(app, who))
                assert answer.status_code in {200, 401, 403, 404}, (path, answer.text)
                assert not is_in(answer.content), (path, who)
                assert not is_in(str(answer.headers).encode()), (path, who)
        assert is_in(http.get(f"/v1/streams/{STREAM}", headers=headers(app, ANN)).content)
        assert not is_in(capsys.readouterr().out.encode())

    def test_stands_in_nothing_that_is_logged_of_a_fault(self) -> None:
        there = ApiGateway(Stubborn())
        there.open(ANN)
        there.send_text(*PICKS[0])
        for number, fault in enumerate((RuntimeError("a bug"), ConnectionError("the store"))):
            there.app.log.fault = fault
            there.send_text(ANN, frame("duel.pick", f"f{number}", room="d", number=SECRET))
        there.app.log.fault = None
        there.down(down=True)
        there.send_text(ANN, frame("duel.pick", "9", room="d", number=SECRET))
        said = "".join(chain(*map(format_exception, there.app.faults)))
        assert "RuntimeError: a bug" in said
        assert not is_in(said.encode())


async def own(peer: Any) -> list[bytes]:
    """Let the player ask for its own view too."""
    await peer.ask("subscribe", channel=f"{STREAM}@ann")
    await peer.ask("ping")
    raw: list[bytes] = peer.raw
    return raw


def is_in(data: bytes) -> bool:
    return str(SECRET).encode() in data


def headers(app: MemoryApplication, who: str) -> dict[str, str]:
    token = app.tokens.sign(Identity(f"p-{who}", who), app.time.now, 60)
    return {"Authorization": f"Bearer {token}"} if who else {}
