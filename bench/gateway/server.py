"""Runs the deployed gateway on stores in memory, so that only the process itself is measured.

Three things differ from a deployed one. Neither a player's frames nor the pace of a match are
limited, unless asked for. Any player may listen to a private channel, so that a channel can have
many listeners. A `ping` whose id begins with "t:" publishes a message of 200 bytes to the channel
of the player "crowd".
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from math import inf
from pathlib import Path

import uvloop
from msgspec.structs import replace

from bench.codec import CODEC
from bench.gateway.scene import (
    BATTLE,
    CROWD,
    EIGHT,
    EPOCH,
    QUESTIONS,
    ROOM,
    START,
    match_of,
    player,
    player_id,
)
from bench.gateway.store import ForgetfulLog, ModelledLog, by_botocore, by_own_client
from bench.names import private_channel
from functions.ws.gateway.__main__ import calm
from functions.ws.gateway.limits import Bounds, Limits
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.serve import serving
from functions.ws.gateway.service import Service
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import Log
from shared.application.players import pace
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import JoinBattle, ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.match import MATCH
from shared.games.match.commands import JoinMatch, OpenMatch
from shared.games.match.plan import Plan
from shared.kernel.facts import Command
from shared.kernel.game import Game
from shared.kernel.names import StreamChannel, match_channel
from shared.kernel.players import Identity
from shared.realtime.session import Session
from shared.runtime import clock
from shared.runtime.once import once
from shared.wire import frames as f
from shared.wire.bus import BusMessage
from tests.gateway_host import GatewayApplication
from tests.memory import Clock

MESSAGE_BYTES = 200
LOGS: Mapping[str, Callable[[], Log]] = {
    "memory": partial(InMemoryLog, CODEC),
    "modelled": ModelledLog,
    "forgetful": ForgetfulLog,
    "dynamodb": by_own_client,
    "botocore": by_botocore,
}


class RealClock(Clock):
    """The clock of the machine."""

    def __call__(self) -> datetime:
        return clock.now()

    def monotonic(self) -> float:
        return clock.monotonic()


class BenchApplication(GatewayApplication):
    """Everything is real but the stores."""

    def __init__(self, log: str) -> None:
        super().__init__()
        self.time = RealClock()
        self._log = LOGS[log]

    @once
    def log(self) -> Log:
        return self._log()

    def on_fault(self, fault: Exception) -> None:
        print(f"a fault: {fault!r}", file=sys.stderr, flush=True)


class Listening(Service):
    """Publishes for a certain frame besides, and lets everybody listen."""

    _published = 1

    def take(self, socket: PlayerSocket, session: Session, frame: f.ClientFrame) -> None:
        match frame:
            case f.Ping() if frame.id.startswith("t:"):
                self._publish(frame.id)
            case _:
                super().take(socket, session, frame)

    def _subscribe(self, socket: PlayerSocket, session: Session, frame: f.Subscribe) -> None:
        """Listen to a stream as its owner; to other channels as who one is."""
        match match_channel(frame.channel):
            case StreamChannel(viewer=viewer):
                owner = Identity(player_id(viewer.username), viewer.username)
                session = replace(session, identity=owner)
            case _:
                pass
        super()._subscribe(socket, session, frame)

    def _publish(self, stamp: str) -> None:
        """Take the way of a command's message, from the moment that it is in the log."""
        self._published += 1
        text = f'{{"type":"message","event":"noise","offset":{self._published},"data":"{stamp}'
        padded = text + "x" * (MESSAGE_BYTES - len(text) - 2) + '"}'
        channel = private_channel(BATTLE, CROWD)
        self.streams.publish([BusMessage(channel, EPOCH, self._published, padded.encode())])


def prepared(parts: BenchApplication, players: int) -> None:
    """Schedule a battle that runs now, and let everybody join."""
    questions = tuple(Question(f"q{n}", "?", ("1",)) for n in range(QUESTIONS))
    rules = Rules(tries_per_question=100)
    end = datetime.now(UTC) + timedelta(days=1)
    _handle(parts, ScheduleBattle(START, BATTLE, "bench", START, end, questions, rules))
    for name in (*map(player, range(players)), CROWD):
        _handle(parts, JoinBattle(START, BATTLE, name, player_id(name)))
    board = parts.leaderboard
    if (claim := board.claim_rebuild(ROOM)) is not None:
        board.mark_complete(ROOM, claim)


def open_matches(parts: BenchApplication, players: int) -> None:
    """Begin matches at once, of eight who are each for themselves."""
    for first in range(0, players, EIGHT):
        room, names = match_of(first), [player(first + each) for each in range(EIGHT)]
        plan = Plan("at_once", EIGHT, tuple((who,) for who in names))
        _handle(parts, OpenMatch(parts.clock(), room, first, plan), MATCH)
        for who in names:
            _handle(parts, JoinMatch(parts.clock(), room, who), MATCH)


def _handle(parts: BenchApplication, command: Command, game: Game = CODE_BATTLE) -> None:
    parts.handle(game, command, by="bench", command_id=parts.new_id())


async def _serve(parts: BenchApplication, limits: Limits) -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    limits = replace(limits, sockets=20_000, drain_seconds=0.1, linger_seconds=0.1)
    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    loop.add_reader(sys.stdin, until_end(ended))
    async with serving(parts, "bench", limits, listener, make=Listening):
        announce(listener.getsockname()[1])
        await ended


def announce(port: int) -> None:
    """Tell who started this program its port; nobody reads on, and a full pipe stops a loop."""
    print(port, flush=True)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def until_end(ended: asyncio.Future[None]) -> Callable[[], None]:
    """Return what ends a server when its input is closed."""

    def read() -> None:
        if not sys.stdin.readline() and not ended.done():
            ended.set_result(None)

    return read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=0)
    parser.add_argument("--matches", action="store_true", help="open matches, not a battle")
    parser.add_argument("--log", choices=LOGS, default="memory")
    parser.add_argument("--limited", action="store_true", help="limit players as a stage does")
    arguments = parser.parse_args()
    limits = Limits()
    if not arguments.limited:
        limits = Limits(
            frames_of_tick=sys.maxsize,
            bytes_of_tick=sys.maxsize,
            subscriptions=Bounds(12, sys.maxsize, inf),  # the crowd repeats none
        )
        pace.BURST = 10**9
        vars(import_module("shared.games.match.decide"))["PACE"] = timedelta(0)
    parts = BenchApplication(arguments.log)
    (open_matches if arguments.matches else prepared)(parts, arguments.players)
    if isinstance(parts.log, ModelledLog):
        parts.log.waits = True
    calm()
    uvloop.run(_serve(parts, limits))


if __name__ == "__main__":
    main()
