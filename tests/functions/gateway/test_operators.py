"""An operator, and a spectator, watch streams on a gateway."""

from __future__ import annotations

from typing import Any

from shared.application.players.tickets import issue_ticket
from shared.kernel.names import stream_channel
from shared.kernel.players import OPERATOR_SCOPE, Identity
from shared.kernel.viewer import OPERATOR
from shared.realtime.publisher import send_position
from tests.functions.api_gateway import BATTLE, private
from tests.functions.gateway.loopback import Home, Peer, beside, home
from tests.functions.gateway.test_same_games import DuelGateway

STREAM = f"codebattle/{BATTLE}/player/ann"
WATCHED = stream_channel(STREAM, OPERATOR)


async def operator(host: Home) -> Peer:
    peer = await host.call()
    identity = Identity("p-op", "op", (OPERATOR_SCOPE,))
    await peer.upgrade(f"/?ticket={issue_ticket(host.parts, identity)}")
    return peer


def offset(number: int) -> Any:
    return lambda frame: frame.get("offset") == number and frame["type"] == "message"


class TestOperator:
    async def test_follows_a_player_s_stream_by_what_consumers_tell_of_it(self) -> None:
        async with home() as first, beside(first) as second:
            ann, op = await first.player("ann"), await operator(second)
            held = await op.ask("subscribe", channel=WATCHED)
            assert (held["type"], held["offset"]) == ("subscribed", 1)
            for number, question in ((2, "q1"), (3, "q2")):
                answer = {"room": BATTLE, "question": question, "answer": "!"}
                await ann.ask("codebattle.answer", **answer)
                send_position(first.parts.bus, STREAM, number)
                shown = await op.wait(offset(number))
                assert (shown["channel"], shown["event"]) == (WATCHED, "answer.solved")
            assert op.offsets() == [1, 2, 3]
            assert first.parts.faults == second.parts.faults == []

    async def test_is_sent_once_what_is_told_twice(self) -> None:
        async with home() as host:
            ann, op = await host.player("ann"), await operator(host)
            await op.ask("subscribe", channel=WATCHED)
            await ann.ask("codebattle.leave", room=BATTLE)
            for _ in range(3):
                send_position(host.parts.bus, STREAM, 2)
            await op.wait(offset(2))
            await ann.ask("codebattle.join", room=BATTLE)
            send_position(host.parts.bus, STREAM, 3)
            await op.wait(offset(3))
            assert op.offsets() == [1, 2, 3]

    async def test_is_who_a_player_cannot_be(self) -> None:
        async with home() as host:
            ann, op = await host.player("ann"), await operator(host)
            await op.ask("subscribe", channel=WATCHED)
            await ann.ask("subscribe", channel=private("ann"))
            for name in ("ann", "bo"):
                peer = ann if name == "ann" else await host.player("bo")
                for _ in range(2):
                    resume = {"epoch": op.frames[-1]["epoch"], "offset": 1}
                    refused = await peer.ask("subscribe", channel=WATCHED, **resume)
                    assert refused["code"] == "not_allowed"


class TestSpectator:
    async def test_sees_what_is_hidden_as_hidden_and_what_is_public_as_it_comes(self) -> None:
        async with home(DuelGateway()) as host:
            ann, cy = await host.open("ann"), await host.open("cy")
            await ann.ask("duel.open", room="d", against="bo")
            held = await cy.ask("subscribe", channel="duel/d")
            await ann.ask("duel.pick", room="d", number=41)
            assert (await cy.wait(offset(2)))["event"] == "hidden"
            bo = await host.open("bo")
            await bo.ask("duel.pick", room="d", number=7)
            shown = await cy.wait(offset(3))
            assert shown["event"] == "revealed"
            assert shown["data"]["numbers"] == {"ann": 41, "bo": 7}
            again = await host.open("di")
            resume = {"epoch": held["epoch"], "offset": held["offset"]}
            answer = await again.ask("subscribe", channel="duel/d", **resume)
            assert (answer["recovered"], answer["offset"]) == (True, 3)
            await again.wait(offset(3))
            assert again.offsets() == [2, 3]
            assert host.parts.faults == []
