"""What crowds, hidden hands, values and money do is the same in both homes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from client.snapshots import patched
from functions.queues import broadcast, default, leaderboard
from shared.adapters.memory.log import InMemoryLog
from shared.application.channels.deliver import deliver
from shared.application.commands.ports import StreamMoved
from shared.games.codebattle import CODE_BATTLE
from shared.kernel.facts import Commit
from shared.kernel.games import Games
from shared.kernel.viewer import Audience
from shared.runtime.once import once
from shared.wire.bus import BusMessage
from shared.wire.stored import Codec, codec_of
from tests.codec import CODEC
from tests.functions.api_gateway import BATTLE, ApiGateway, StubbornApplication, StubbornLog
from tests.functions.battle_application import message
from tests.functions.gateway.loopback import Peer, eventually, home, schedule
from tests.functions.gateway.test_same_bytes import PLAYERS, RawSockets, ann, bo, compare, heard
from tests.functions.slow_economy import AWAY, SlowEconomy
from tests.games.duel import DUEL, Duel, Pick
from tests.gateway_host import GatewayApplication
from tests.names import board_channel, presence_channel, rank_channel
from tests.realtime.peer import sent

CHANNELS = [board_channel(BATTLE), presence_channel(BATTLE), rank_channel(BATTLE)]
WORKERS = {"default": default.work, "leaderboard": leaderboard.work, "broadcast": broadcast.work}


class ContendedLog(StubbornLog):
    """Somebody else is always faster at two streams at once."""

    def append(self, *commits: Commit) -> None:
        if len(commits) > 1:
            raise StreamMoved(*(each.stream for each in commits))
        super().append(*commits)


class ContendedGateway(GatewayApplication):
    @once
    def log(self) -> ContendedLog:
        return ContendedLog(CODEC)


class ContendedFunctions(StubbornApplication):
    @once
    def log(self) -> ContendedLog:
        return ContendedLog(CODEC)


class DuelGateway(GatewayApplication):
    @once
    def games(self) -> Games:
        return Games(CODE_BATTLE, DUEL)

    @once
    def codec(self) -> Codec:
        return codec_of(self.games)

    @once
    def log(self) -> InMemoryLog:
        return InMemoryLog(self.codec)


class DuelFunctions(StubbornApplication):
    @once
    def games(self) -> Games:
        return Games(CODE_BATTLE, DUEL)

    @once
    def codec(self) -> Codec:
        return codec_of(self.games)

    @once
    def log(self) -> StubbornLog:
        return StubbornLog(self.codec)


class TestContention:
    async def test_is_accepted_and_waits_in_the_queue_in_both_homes(self) -> None:
        script = [
            ann("codebattle.join", "1", room=BATTLE),
            bo("codebattle.join", "1", room=BATTLE),
            ann("codebattle.answer", "2", room=BATTLE, question="q9", answer="!"),
            bo("codebattle.attack", "3", room=BATTLE, target="ann"),
        ]
        gateway, functions = ContendedGateway(), ContendedFunctions()
        schedule(gateway)
        async with home(gateway) as here:
            peers = await compare(here, ApiGateway(functions), RawSockets(), script)
            assert peers["bo"].frames[-1] == {"type": "accepted", "id": "3"}
        (waiting,) = gateway.queues.take("deferred")
        assert functions.queues.take("deferred") == [waiting]


class TestHiddenViews:
    SCRIPT = (
        ann("duel.open", "1", room="d", against="bo"),
        ann("subscribe", "2", channel="duel/d@ann"),
        bo("subscribe", "2", channel="duel/d@bo"),
        bo("subscribe", "3", channel="duel/d@ann"),
        bo("subscribe", "4", channel="duel/d@$operator"),
        bo("subscribe", "5", channel="duel/d"),
        ann("duel.pick", "3", room="d", number=41),
        ann("duel.pick", "4", room="d", number=1),
    )

    async def test_are_the_same_bytes_and_hide_the_same(self) -> None:
        raw = RawSockets()
        async with home(DuelGateway()) as here:
            peers = await compare(here, ApiGateway(DuelFunctions()), raw, list(self.SCRIPT))
            assert here.parts.faults == []
        assert any(b"41" in each for each in peers["ann"].raw)
        assert not any(b"41" in each for each in peers["bo"].raw)
        codes = [each["code"] for each in peers["bo"].frames if each["type"] == "error"]
        assert codes == ["not_allowed", "not_allowed"]
        shown = [each for each in peers["bo"].frames if each.get("event") == "hidden"]
        assert {each["channel"] for each in shown} == {"duel/d@bo", "duel/d"}

    async def test_are_shown_to_both_when_both_have_picked(self) -> None:
        script = [*self.SCRIPT, bo("duel.pick", "6", room="d", number=7)]
        async with home(DuelGateway()) as here:
            there = ApiGateway(DuelFunctions())
            peers = await compare(here, there, RawSockets(), script)
        for name in PLAYERS:
            text = json.dumps(peers[name].frames[-2:])
            assert '"numbers": {"ann": 41, "bo": 7}' in text


class TestClosedViews:
    async def test_are_not_resumed_from_what_is_here(self) -> None:
        """The first pick closes the audience; the channels that were followed are still here."""
        parts = DuelGateway()
        parts.games = Games(replace(DUEL, audience=_open_until_picked))
        async with home(parts) as here:
            ann, bo = await here.open("ann"), await here.open("bo")
            await ann.ask("duel.open", room="d", against="bo")
            opened = await ann.ask("subscribe", channel="duel/d@ann")
            await ann.ask("subscribe", channel="duel/d")
            await eventually(lambda: here.service.streams.rooms.is_active("duel/d"))
            resume = {"epoch": opened["epoch"], "offset": opened["offset"]}
            again = await bo.ask("subscribe", channel="duel/d", **resume)
            assert again["recovered"]
            await bo.ask("duel.pick", room="d", number=7)
            for peer, channel in ((ann, "duel/d@ann"), (ann, "duel/d"), (bo, "duel/d")):
                await peer.ask("unsubscribe", channel=channel)
                refused = await peer.ask("subscribe", channel=channel, **resume)
                assert refused.get("code") == "not_allowed"


def _open_until_picked(duel: Duel) -> Audience:
    return Audience() if duel.numbers else Audience(duel.players, public=True)


class TestLeftAudiences:
    """A game hides a duel while one of two has picked, and shows it again after both have."""

    LISTENING = (
        ann("duel.open", "1", room="d", against="bo"),
        ann("subscribe", "2", channel="duel/d@ann"),
        ann("subscribe", "3", channel="duel/d"),
        bo("subscribe", "2", channel="duel/d@bo"),
    )

    async def test_are_sent_nothing_of_the_commit_that_leaves_them_out(self) -> None:
        script = [*self.LISTENING, ann("duel.pick", "4", room="d", number=7)]
        gateway, there = _hidden_while_one_has_picked()
        raw = there.app.sockets = RawSockets()
        async with home(gateway) as here:
            peers = {name: await here.open(name) for name in PLAYERS}
            for name in PLAYERS:
                there.open(name)
            for name, text in script:
                await both(peers, there, raw, name, text)
            assert sorted(_ended(peers["ann"])) == ["duel/d", "duel/d@ann"]
            assert _ended(peers["bo"]) == ["duel/d@bo"]
            assert there.app.subscriptions.channels("ann") == []
            (epoch,) = {each["epoch"] for each in peers["ann"].frames if "epoch" in each}
            again = {"channel": "duel/d@ann", "epoch": epoch, "offset": 1}
            await both(peers, there, raw, *ann("subscribe", "5", **again))
            assert peers["ann"].frames[-1]["code"] == "not_allowed"
            await both(peers, there, raw, *bo("duel.pick", "3", room="d", number=4))
            assert peers["bo"].frames[-1]["type"] == "done"
            await both(peers, there, raw, *ann("subscribe", "6", **again))
            subscribed, *missed = peers["ann"].frames[-3:]
            assert subscribed["recovered"]
            assert [each["event"] for each in missed] == ["picked", "revealed"]
            assert gateway.faults == there.app.faults == []

    async def test_are_sent_no_later_commit_that_comes_with_it(self) -> None:
        gateway, there = _hidden_while_one_has_picked()
        raw = there.app.sockets = RawSockets()
        async with home(gateway) as here:
            peers = {name: await here.open(name) for name in PLAYERS}
            for name in PLAYERS:
                there.open(name)
            for name, text in self.LISTENING:
                await both(peers, there, raw, name, text)
            there.app.fast_path = False
            for app in (gateway, there.app):
                for name in PLAYERS:
                    pick = Pick(app.clock(), "d", name, 7)
                    app.handle(DUEL, pick, by=f"p-{name}", command_id="pick")
            here.service.streams.publish([BusMessage("duel/d", "", 3)])
            deliver(there.app, "duel/d", list(there.app.log.latest("duel/d", 2)), sure=True)
            for name, peer in peers.items():
                await heard(peer, len(raw.raw[name]))
                assert sorted(peer.raw) == sorted(raw.raw[name])
            assert sorted(_ended(peers["ann"])) == ["duel/d", "duel/d@ann"]
            assert _ended(peers["bo"]) == ["duel/d@bo"]


async def both(
    peers: dict[str, Peer], there: ApiGateway, raw: RawSockets, name: str, text: str
) -> None:
    """Send a frame in both runtimes; what answers it may come before or after messages."""
    there.send_text(name, text)
    peers[name].send(sent(text))
    for other, peer in peers.items():
        await heard(peer, len(raw.raw[other]))
        assert sorted(peer.raw) == sorted(raw.raw[other]), (name, text)


def _ended(peer: Peer) -> list[str]:
    frames = [each for each in peer.frames if each["type"] == "unsubscribed"]
    assert all(each["id"] == "" for each in frames)
    return [each["channel"] for each in frames]


def _hidden_while_one_has_picked() -> tuple[DuelGateway, ApiGateway]:
    game = replace(
        DUEL,
        audience=lambda duel: (
            Audience() if len(duel.numbers) == 1 else Audience(duel.players, public=True)
        ),
    )
    gateway, functions = DuelGateway(), DuelFunctions()
    for app in (gateway, functions):
        app.games = Games(CODE_BATTLE, game)
    return gateway, ApiGateway(functions)


class TestMalformedCommands:
    async def test_are_answered_in_both_homes(self) -> None:
        script = [
            ann("duel.open", "1", room="d", against="bo"),
            ann("duel.pick", "2", room="d", number=-1),
            ann("ping", "3"),
        ]
        async with home(DuelGateway()) as here:
            there = ApiGateway(DuelFunctions())
            peers = await compare(here, there, RawSockets(), script)
            assert here.parts.faults == []
        _, refused, alive = peers["ann"].frames
        assert (refused["code"], refused["id"]) == ("bad_frame", "2")
        assert alive["type"] == "pong"


class TestEconomy:
    async def test_orders_are_answered_with_the_same_bytes(self) -> None:
        script = [
            ann("economy", "1", command={"do": "cancel", "listing": 1}),
            ann("economy", "2", command={"do": "cancel", "listing": AWAY}),
            ann("economy", "3", command={"do": "cancel", "listing": "x"}),
        ]
        functions = StubbornApplication()
        async with home() as here:
            for parts in (here.parts, functions):
                parts.economy = economy = SlowEconomy()
                economy.answers.set()
                economy.fails.set()
            peers = await compare(here, ApiGateway(functions), RawSockets(), script)
        assert [each["type"] for each in peers["ann"].frames] == ["done", "error", "error"]


class TestMatchmaking:
    async def test_wishes_are_answered_with_the_same_bytes(self) -> None:
        join = {"do": "join", "queue": "duel"}
        script = [
            ann("matchmaking", "1", game="match", command=join),
            ann("matchmaking", "2", game="match", command={"do": "accept", "offer": "ab12"}),
            ann("matchmaking", "3", game="match", command=join | {"party": ["bo"]}),
            ann("matchmaking", "4", game="match", command=join | {"rating": 9000}),
            ann("matchmaking", "5", game="chess", command=join),
            ann("matchmaking", "6", game="match", command={"do": "leave"}),
        ]
        async with home() as here:
            peers = await compare(here, ApiGateway(), RawSockets(), script)
            assert here.parts.faults == []
        told = [each.get("reason", each["type"]) for each in peers["ann"].frames]
        assert told == [
            *("done", "no_such_offer", "party_too_large"),
            *("error", "unknown_game", "done"),
        ]
        assert [peers["ann"].frames[place]["waits"] for place in (0, -1)] == [True, False]


class TestValues:
    async def test_come_to_the_same_snapshots(self) -> None:
        there = ApiGateway()
        async with home() as here:
            here.parts.rebuild(f"codebattle/{BATTLE}")
            there.app.rebuild(f"codebattle/{BATTLE}")
            peers = {name: await here.player(name) for name in PLAYERS}
            for name in PLAYERS:
                there.open(name)
                there.ask(name, "codebattle.join", room=BATTLE)
            answer = {"room": BATTLE, "question": "q5", "answer": "!"}
            await peers["bo"].ask("codebattle.answer", **answer)
            there.ask("bo", "codebattle.answer", **answer)
            for name in PLAYERS:
                for channel in CHANNELS:
                    await peers[name].ask("subscribe", channel=channel)
                    there.ask(name, "subscribe", channel=channel)
            drain(there)
            wanted = {name: snapshots(there.frames(name)) for name in PLAYERS}
            assert wanted["ann"][CHANNELS[2]] == {"rank": 2, "points": 0, "size": 2}
            assert wanted["ann"][CHANNELS[1]] == {"count": 2, "names": ["ann", "bo"]}
            for name in PLAYERS:
                await reaches(peers[name], wanted[name])


async def reaches(peer: Peer, wanted: dict[str, Any]) -> None:
    while snapshots(peer.frames) != wanted:
        assert await peer.next() is not None, (snapshots(peer.frames), wanted)


def snapshots(frames: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the last snapshot of each channel, as a client makes it."""
    shown: dict[str, Any] = {}
    for each in frames:
        if each["type"] == "message":
            name, data = each["channel"], each["data"]
            shown[name] = patched(shown[name], data) if "base" in each else data
    return shown


def drain(there: ApiGateway) -> None:
    """Let the workers do what the queues hold, until all are empty."""
    queues = there.app.queues
    while any(queues.waiting(name) for name in WORKERS):
        there.app.time.pass_seconds(1)
        for name, work in WORKERS.items():
            for body in queues.take(name):
                assert work(there.app, message(body)) == {"batchItemFailures": []}
