"""The gateway sends the bytes that API Gateway's path sends, for whatever a player sends."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import pytest
from msgspec.structs import replace

from shared.adapters.memory.sockets import InMemorySockets
from shared.application.channels.channel_request import MOST_CHANNELS
from shared.application.ports import CacheUnavailable
from shared.games.hunt import HUNT
from shared.games.hunt.commands import PlanHunt
from shared.runtime.once import once
from tests.functions.api_gateway import (
    BATTLE,
    ApiGateway,
    StubbornApplication,
    private,
)
from tests.functions.gateway.loopback import Frame, Home, Peer, eventually, home, schedule
from tests.games.hunt.hunting import RULES
from tests.gateway_host import GatewayApplication
from tests.memory import START, MemoryApplication
from tests.realtime.peer import sent
from tests.realtime.published import Boards, Bus

PLAYERS = ("ann", "bo")

type Line = tuple[str, str]


class RawSockets(InMemorySockets):
    """Keeps the bytes too."""

    def __init__(self) -> None:
        super().__init__()
        self.raw: dict[str, list[bytes]] = {name: [] for name in PLAYERS}

    def send(self, connection: str, frame: bytes) -> None:
        super().send(connection, frame)
        self.raw[connection].append(frame)


def ann(kind: str, frame_id: str, **fields: Any) -> Line:
    return "ann", frame(kind, frame_id, **fields)


def bo(kind: str, frame_id: str, **fields: Any) -> Line:
    return "bo", frame(kind, frame_id, **fields)


def frame(kind: str, frame_id: str = "x", **fields: Any) -> str:
    return json.dumps({"type": kind, "id": frame_id, **fields})


GAME = [
    ann("codebattle.join", "1", room=BATTLE),
    ann("codebattle.join", "1", room=BATTLE),
    ann("codebattle.join", "2", room=BATTLE),
    ann("codebattle.join", "3", room="nowhere"),
    ann("subscribe", "s", channel=private("ann")),
    bo("codebattle.join", "1", room=BATTLE),
    ann("codebattle.answer", "4", room=BATTLE, question="q3", answer="!"),
    ann("codebattle.answer", "4", room=BATTLE, question="q3", answer="!"),
    ann("codebattle.answer", "4", room=BATTLE, question="q4", answer="!"),
    ann("codebattle.answer", "5", room=BATTLE, question="q4", answer="wrong"),
    ann("codebattle.answer", "6", room=BATTLE, question="none", answer="!"),
    bo("codebattle.attack", "2", room=BATTLE, target="ann"),
    bo("codebattle.attack", "2", room=BATTLE, target="ann"),
    bo("codebattle.attack", "3", room=BATTLE, target="bo"),
    bo("codebattle.attack", "4", room=BATTLE, target="nobody"),
    ann("unsubscribe", "u", channel=private("ann")),
    bo("codebattle.attack", "5", room=BATTLE, target="ann"),
    ann("codebattle.leave", "7", room=BATTLE),
    bo("codebattle.attack", "6", room=BATTLE, target="ann"),
    ann("codebattle.leave", "8", room=BATTLE),
]

CHANNELS = [
    ann("codebattle.join", "1", room=BATTLE),
    ann("codebattle.answer", "2", room=BATTLE, question="q1", answer="!"),
    ann("subscribe", "3", channel=private("ann"), epoch="else", offset=1),
    ann("subscribe", "4", channel=private("ann"), offset=2**53),
    ann("subscribe", "5", channel=private("bo")),
    bo("subscribe", "6", channel=private("ann")),
    bo("subscribe", "7", channel=private("bo")),
    bo("subscribe", "8", channel="codebattle/nowhere/player/bo@bo"),
    bo("subscribe", "9", channel="codebattle/nowhere/board"),
    bo("subscribe", "10", channel="battle."),
    bo("subscribe", "11", channel="presence-battle.\u0000"),
    bo("subscribe", "12", channel="nothing.b"),
    bo("subscribe", "13", channel="account/p-ann"),
    bo("subscribe", "14", channel="account/p-bo"),
    bo("unsubscribe", "15", channel="account/p-bo"),
    bo("unsubscribe", "16", channel="codebattle/nowhere/board"),
]

HOSTILE = [
    ("ann", text)
    for text in (
        "",
        "{",
        "[]",
        "null",
        "[" * 4_000,
        '{"type":"fly","id":"1"}',
        '{"type":{"type":"ping"},"id":"x"}',
        '{"type":"ping","id":"x\\n"}',
        '{"type":"ping","id":' + '{"a":' * 5_000,
        '{"type": "codebattle.answer","id":"x","battle":"b","question":"q","answer":"\\ud800"}',
        frame("ping", extra=1),
        frame("codebattle.join", room="a/b"),
        *(
            frame("codebattle.attack", room="b", target=name)
            for name in ("x" * 51, "", "a/b", "ann@bo", "$operator", "Zoë", "ann\n", "ann\0", 7)
        ),
        frame("codebattle.answer", room="b", question="q1", answer="x" * 4097),
        frame("subscribe", channel="c" * 201),
        frame("subscribe", channel="codebattle/b/board", offset=-1),
        frame("subscribe", channel="codebattle/b/board", offset=1.5),
        frame("economy", command={"type": "fly"}),
    )
]

FLOOD = [ann("ping", f"p{number}") for number in range(140)]


class Gateway(GatewayApplication):
    """Keeps what it publishes."""

    @once
    def bus(self) -> Bus:
        return Bus()

    @once
    def leaderboard(self) -> Boards:
        return Boards()


class Functions(StubbornApplication):
    """Keeps what it publishes, on a stage with gateways."""

    def __init__(self) -> None:
        super().__init__()
        self.settings = replace(self.settings, gateway_url="ws://gateway.invalid/ws")

    @once
    def bus(self) -> Bus:
        return Bus()

    @once
    def leaderboard(self) -> Boards:
        return Boards()


async def heard(peer: Peer, count: int) -> None:
    while len(peer.raw) < count:
        assert await peer.next() is not None, peer.raw


async def compare(
    here: Home,
    there: ApiGateway,
    raw: RawSockets,
    script: list[Line],
    each_second: Iterable[MemoryApplication] = (),
) -> dict[str, Peer]:
    """Send a script to both; for the applications a second passes with each frame."""
    there.app.sockets = raw
    peers = {name: await here.open(name) for name in PLAYERS}
    for name in PLAYERS:
        there.open(name)
    for name, text in script:
        for app in each_second:
            app.time.pass_seconds(1)
        there.send_text(name, text)
        peers[name].send(sent(text))
        for other in PLAYERS:
            await heard(peers[other], len(raw.raw[other]))
            assert peers[other].raw == raw.raw[other], (name, text)
    return peers


class TestFrames:
    @pytest.mark.parametrize("script", [GAME, CHANNELS, HOSTILE], ids=["game", "channels", "bad"])
    async def test_are_answered_with_the_same_bytes(self, script: list[Line]) -> None:
        async with home() as here:
            peers = await compare(here, ApiGateway(), RawSockets(), script)
            for peer in peers.values():
                had = len(peer.raw)
                assert (await peer.ask("ping"))["type"] == "pong"
                assert len(peer.raw) == had + 1
            assert here.parts.faults == []

    @pytest.mark.parametrize(
        ("script", "code"),
        [(FLOOD, 1008), ([("ann", "x" * 33 * 1024)], 1009), ([("ann", "ü" * 20_000)], 1009)],
        ids=["flood", "33 kb", "40 kb of two-byte characters"],
    )
    async def test_that_end_the_socket_do_so_with_the_same_code(
        self, script: list[Line], code: int
    ) -> None:
        async with home() as here:
            there, raw = ApiGateway(), RawSockets()
            peers = await compare(here, there, raw, script[:-1])
            name, text = script[-1]
            there.send_text(name, text)
            peers[name].send(sent(text))
            assert await peers[name].end() == code
            assert (peers[name].frames[-1]["type"], peers[name].code) == ("closing", code)
            assert raw.closed[name] == (code, peers[name].frames[-1]["reason"])
            assert peers[name].raw[:-1] == raw.raw[name]


def plan_many(*apps: MemoryApplication) -> None:
    """Plan hunts 0 to 69, to which anybody may listen."""
    times = (START.replace(hour=13), START.replace(hour=14))
    for app in apps:
        for number in range(70):
            plan = PlanHunt(START, str(number), "Island", *times, RULES)
            app.handle(HUNT, plan, by="op", command_id="plan")


def listen(number: int) -> Line:
    return ann("subscribe", f"s{number}", channel=f"hunt/{number}")


def answers(peer: Peer) -> list[Frame]:
    return [each for each in peer.frames if "id" in each]


class TestManyChannels:
    async def test_are_refused_alike_beyond_the_most(self) -> None:
        most = list(map(listen, range(MOST_CHANNELS)))
        then = [
            listen(65),
            listen(1),
            ann("unsubscribe", "u", channel="hunt/2"),
            listen(66),
            listen(2),
        ]
        async with home() as here:
            there, raw = ApiGateway(), RawSockets()
            plan_many(here.parts, there.app)
            pace = (here.parts, there.app)
            peers = await compare(here, there, raw, [*most, *then], each_second=pace)
            codes = {each["id"]: each.get("code") for each in answers(peers["ann"])}
            refused = {name for name, code in codes.items() if code == "too_many_channels"}
            assert refused == {"s65", "s2"}
            assert {"s63", "s1", "s66"} <= codes.keys()

    async def test_that_are_asked_for_at_once_are_no_more_on_a_gateway(self) -> None:
        async with home() as here:
            plan_many(here.parts)
            peer = await here.open("ann")
            for some in (range(35), range(35, 70)):
                here.parts.time.pass_seconds(10)
                peer.send(b"".join(sent(listen(number)[1]) for number in some))
                while len(answers(peer)) < some.stop:
                    assert await peer.next() is not None
            refused = [each for each in peer.frames if each.get("code") == "too_many_channels"]
            assert len(refused) == 70 - MOST_CHANNELS


class TestPublished:
    async def test_are_the_same_messages_and_points(self) -> None:
        gateway, functions = Gateway(), Functions()
        schedule(gateway)
        async with home(gateway) as here:
            await compare(here, ApiGateway(functions), RawSockets(), GAME)
            sent, points = functions.bus.sent, functions.leaderboard.recorded
            del sent[0]  # the schedule, which no gateway carries out
            await eventually(lambda: len(gateway.leaderboard.recorded) >= len(points))
            await eventually(lambda: len(gateway.bus.sent) >= len(sent))
        key = attrgetter("channel", "position")
        assert sorted(gateway.bus.sent, key=key) == sorted(sent, key=key)
        assert Counter(gateway.leaderboard.recorded) == Counter(points)
        assert len(sent) > len(points) > 0
        assert gateway.faults == functions.faults == []

    @pytest.mark.parametrize("away", ["bus", "boards"])
    async def test_are_the_points_or_messages_when_the_other_cannot_be(self, away: str) -> None:
        parts = Gateway()
        schedule(parts)
        async with home(parts) as host:
            ann = await host.player("ann")
            await eventually(lambda: bool(parts.leaderboard.recorded))
            parts.bus.down = away == "bus"
            parts.leaderboard.down = away == "boards"
            answer = await ann.ask("codebattle.answer", room=BATTLE, question="q3", answer="!")
            assert answer["type"] == "done"
        offsets = [each.position for each in parts.bus.sent]
        points = [each.points for each in parts.leaderboard.recorded]
        assert (offsets, points) == (([1], [0, 3]) if away == "bus" else ([1, 2], [0]))
        assert [type(each) for each in parts.faults] == [CacheUnavailable]
