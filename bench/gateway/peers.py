"""The same fan-out from other servers for live games, if they are installed: they are optional."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from statistics import median

from msgspec.json import decode

from bench.gateway.crowd import GREETS_WHEN_GREETED, RECEIVES, SENDS, Client, crowd
from bench.gateway.fan_out import SUBSCRIBERS, WINDOWS, in_turn
from bench.gateway.processes import ROOT, cores, running
from bench.gateway.stacks import Stack, gateway_with_crowd
from bench.rows import Row, Skipped

NAME = "Gateway beside its peers: fan-out of a 200-byte frame to 1,000 subscribers"
FOLDER = ROOT / "bench/peers"
CONFIRM = bytes((10,))
"""Colyseus: the client has understood that it has joined."""


def run() -> list[Row]:
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").exists():
        raise Skipped("the peers are not installed: run `npm ci` in bench/peers")
    with ExitStack() as kept:
        stacks = [
            kept.enter_context(gateway_with_crowd(SUBSCRIBERS)),
            kept.enter_context(_socket_io(node)),
            kept.enter_context(_colyseus(node)),
        ]
        return [row for window in WINDOWS for row in _rows(stacks, window)]


def _rows(stacks: Sequence[Stack], window: int) -> Iterator[Row]:
    figures = in_turn(stacks, window)
    ours = figures["gateway"]
    for name, values in figures.items():
        yield (f"{name}, {window} in flight", median(values), "deliveries per CPU second")
        if name != "gateway":
            ratio = median(mine / theirs for mine, theirs in zip(ours, values, strict=True))
            yield (f"gateway / {name}, {window} in flight", ratio, "(to reach: 4)")


@contextmanager
def _socket_io(node: str) -> Iterator[Stack]:
    path = "/socket.io/?EIO=4&transport=websocket&does="
    clients = [Client(RECEIVES, f"{path}r", greeting=["40"], answers=2)] * SUBSCRIBERS
    clients.append(Client(SENDS, f"{path}s", greeting=["40"], answers=2))
    frame = f'42["say","{"x" * 186}"]'
    argv = [node, str(FOLDER / "socketio.mjs")]
    with running(argv, cores()[0]) as server, crowd(int(server.line()), clients) as load:
        load.open(len(clients))
        yield Stack("Socket.IO", server, load, frame)


@contextmanager
def _colyseus(node: str) -> Iterator[Stack]:
    """The frame is of the protocol's kind 13, a message to the room, and of type 65."""
    with running([node, str(FOLDER / "colyseus.mjs")], cores()[0]) as server:
        port = int(server.line())
        clients = list(_seats(port))
        with crowd(port, clients) as load:
            load.open(len(clients))
            yield Stack("Colyseus", server, load, "#RA")


def _seats(port: int) -> Iterator[Client]:
    connection = HTTPConnection("127.0.0.1", port)
    for number in range(SUBSCRIBERS + 1):
        does = (RECEIVES if number < SUBSCRIBERS else SENDS) | GREETS_WHEN_GREETED
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/matchmake/joinOrCreate/crowd", "{}", headers)
        seat = decode(connection.getresponse().read())
        path = f"/{seat['processId']}/{seat['roomId']}?sessionId={seat['sessionId']}"
        yield Client(does, path, greeting=[CONFIRM], answers=1)
    connection.close()
