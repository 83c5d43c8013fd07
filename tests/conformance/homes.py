"""The example of a game as frames, over API Gateway's path and over a gateway's host."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.load import load
from shared.application.commands.stream_cache import StreamCache
from shared.games.codebattle import CODE_BATTLE
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, PlayerCommand
from shared.kernel.games import Games
from shared.kernel.names import parse_stream, stream_channel, viewer_of
from shared.kernel.viewer import OPERATOR
from shared.runtime.once import once
from shared.wire.commands import CommandFrames, wire_name
from shared.wire.stored import Codec, codec_of
from tests.conformance.played import NOON, Played
from tests.conformance.plays import Play
from tests.conformance.promises import STRANGER
from tests.functions.api_gateway import ApiGateway, StubbornApplication, StubbornLog
from tests.functions.gateway.loopback import Home, Peer
from tests.functions.gateway.test_same_bytes import RawSockets, heard
from tests.gateway_host import GatewayApplication
from tests.memory import MemoryApplication
from tests.realtime.peer import sent

type Shown = tuple[str, dict[str, Any], datetime]
"""A player, a frame that it received, and when."""


def frame_of(play: Play, command: PlayerCommand, ident: str) -> dict[str, Any]:
    """Return the frame that comes to this command, once the dice show its chance."""
    play.dice.number = getattr(command, "chance", 0)
    kinds = play.frames.kinds.items()
    (frame,) = [each for each, kind in kinds if kind.kind is type(command)]
    names = [name for name in frame.__struct_fields__ if name not in {"id", "trace"}]
    own = {name: getattr(command, name) for name in names}
    fields: dict[str, Any] = to_builtins(own)
    return {"type": wire_name(play.game, type(command)), "id": ident} | fields


def by_channel(raw: Iterable[bytes]) -> dict[str, list[bytes]]:
    """Sort what a player received: the order within a channel is promised, and among answers."""
    found: dict[str, list[bytes]] = {}
    for each in raw:
        frame = json.loads(each)
        channel = frame["channel"] if frame["type"] == "message" else ""
        found.setdefault(channel, []).append(each)
    return found


class OfGame(MemoryApplication):
    """An application that knows the game of a play, and has the play's chance."""

    play: Play

    @once
    def games(self) -> Games:
        others = () if self.play.game.name == CODE_BATTLE.name else (CODE_BATTLE,)
        return Games(self.play.game, *others)

    @once
    def codec(self) -> Codec:
        return codec_of(self.games)

    @once
    def frames(self) -> CommandFrames:
        return CommandFrames(self.games, self.play.dice)


class Gateway(OfGame, GatewayApplication):
    """Its other processes carry out the commands of operators and of timers."""

    def __init__(self, play: Play) -> None:
        super().__init__()
        self.play = play
        self.settings = replace(self.settings, gateway_url="ws://gateway.invalid/ws")

    @once
    def log(self) -> InMemoryLog:
        return InMemoryLog(self.codec)


class Functions(OfGame, StubbornApplication):
    def __init__(self, play: Play) -> None:
        super().__init__()
        self.play = play

    @once
    def log(self) -> StubbornLog:
        return StubbornLog(self.codec)


class Homes:
    """Both homes; all bytes that each player received were the same in both so far."""

    def __init__(self, play: Play, here: Home) -> None:
        self.play, self.here = play, here
        self.there = ApiGateway(Functions(play))
        self.raw = RawSockets()
        self.there.app.sockets = self.raw
        played = Played(play)
        self.streams, self.names = played.streams, [*played.players, STRANGER]
        self.raw.raw = {name: [] for name in self.names}
        self.peers: dict[str, Peer] = {}
        self.shown: list[Shown] = []
        self.asked: set[tuple[str, str]] = set()

    async def play_all(self) -> None:
        for name in self.names:
            self.peers[name] = await self.here.open(name)
            self.there.open(name)
        for number, (by, command) in enumerate(self.play.sent(NOON)):
            for app in self.apps:
                app.time.now = command.now
            if isinstance(command, PlayerCommand):
                await self.say(by, f"c{number}", command)
            else:
                await self.do(by, f"c{number}", command)
            for each in list(self.channels()):
                if each not in self.asked:
                    await self.subscribe(*each)

    @property
    def apps(self) -> tuple[MemoryApplication, MemoryApplication]:
        return self.here.parts, self.there.app

    async def say(self, by: str, ident: str, command: PlayerCommand) -> None:
        await self.send(by, frame_of(self.play, command, ident))

    async def do(self, by: str, ident: str, command: Command) -> None:
        for app in self.apps:
            with suppress(CommandRefused):
                app.handle(self.play.game, command, by=by, command_id=ident)
        await self.compare(f"{command!r}")

    async def subscribe(self, name: str, channel: str) -> None:
        self.asked.add((name, channel))
        frame = {"type": "subscribe", "id": f"s{len(self.asked)}", "channel": channel}
        await self.send(name, frame)

    def channels(self) -> Iterator[tuple[str, str]]:
        """Name who asks for what, once it is there: players for their own views of each stream.

        A stranger asks for everybody's.
        """
        for stream in self.streams:
            state = load(self.there.app.log, self.fresh(), self.play.game, stream).state
            if state is not None:
                name = parse_stream(stream)
                players = self.play.game.audience(state).players
                views = {who: stream_channel(stream, viewer_of(name, who)) for who in self.names}
                yield from ((who, views[who]) for who in players if who in views)
                yield from ((STRANGER, each) for each in views.values())
                yield from ((STRANGER, each) for each in (stream, stream_channel(stream, OPERATOR)))

    def fresh(self) -> StreamCache:
        return StreamCache(lambda: 0.0)

    async def send(self, name: str, frame: dict[str, Any]) -> None:
        text = json.dumps(frame)
        self.there.send_text(name, text)
        self.peers[name].send(sent(text))
        await self.compare(text)

    async def compare(self, after: str) -> None:
        for name, peer in self.peers.items():
            expected = self.raw.raw[name]
            had = len(peer.raw)
            await heard(peer, len(expected))
            assert by_channel(peer.raw) == by_channel(expected), (
                f"{name} is sent other bytes by the two homes after {after}: {peer.raw[had:]} and "
                f"{expected[had:]}. A game must come to the same wherever it runs."
            )
            self.shown += [(name, each, self.there.app.time.now) for each in peer.frames[had:]]
