"""Peers that send without end: how long another player's ping takes beside them."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from threading import Event, Thread

from bench.gateway.crowd import KEY
from bench.gateway.processes import cores, python, running
from bench.gateway.scene import field_of, player
from bench.rows import Row
from shared.realtime.websocket import CONTINUATION, FIN, MASKED, PING, PONG, TEXT

NAME = "Gateway: another player's ping while 1 and 20 peers send without end"
CROWDS = (0, 1, 20)
PINGS = 50
EVERY_SECONDS = 0.12
"""A player may send ten frames a second."""

BUFFER_BYTES = 1 << 20
REACH_MS = 100


def _masked(first: int, payload: bytes = b"") -> bytes:
    """Return a client's frame; a mask of zeros masks nothing."""
    return bytes((first, MASKED | len(payload))) + bytes(4) + payload


OPENING = _masked(TEXT)
FLOODS = (
    _masked(FIN | PONG),
    _masked(CONTINUATION),
    _masked(FIN | PING, b"x" * 125),
    _masked(PONG | FIN, b"x" * 125),
)
"""What each of the peers repeats, in turn."""

ASKED = _masked(FIN | TEXT, b'{"type":"ping","id":"p"}')


def run() -> list[Row]:
    rows: list[Row] = []
    for attackers in CROWDS:
        argv = python("bench.gateway.server", "--players", str(attackers + 1), "--limited")
        with running(argv, cores()[0]) as server:
            port = int(server.line())
            with _attack(port, attackers):
                waits = _pings(port, attackers)
        label = f"{attackers} beside it"
        rows.append((f"{label}, p50", median(waits), "ms"))
        rows.append((f"{label}, worst", max(waits), f"ms (to reach: {REACH_MS})"))
    return rows


def _pings(port: int, number: int) -> list[float]:
    """Ask again and again; return how long each answer took, in milliseconds."""
    waits = []
    with _opened(port, number) as wire:
        for _ in range(PINGS + 1):
            began = time.perf_counter()
            wire.sendall(ASKED)
            answer = b""
            while b"pong" not in answer:
                answer += wire.recv(4096)
            waits.append((time.perf_counter() - began) * 1000)
            time.sleep(EVERY_SECONDS)
    return waits[1:]  # the first ping finds the process cold


@contextmanager
def _opened(port: int, number: int) -> Iterator[socket.socket]:
    """A player's socket."""
    head = [
        "GET / HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {KEY}",
        "Sec-WebSocket-Version: 13",
        field_of(player(number)),
    ]
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall("\r\n".join([*head, "", ""]).encode())
        if b" 101 " not in wire.recv(4096):
            raise RuntimeError("a player was not let in")
        yield wire


@contextmanager
def _attack(port: int, count: int) -> Iterator[None]:
    """Let so many peers send as fast as the kernel takes it."""
    ended = Event()
    with ExitStack() as kept:
        wires = [kept.enter_context(_opened(port, number)) for number in range(count)]
        thread = Thread(target=_flood, args=(wires, ended))
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _flood(wires: list[socket.socket], ended: Event) -> None:
    with selectors.DefaultSelector() as ready:
        for number, wire in enumerate(wires):
            frame = FLOODS[number % len(FLOODS)]
            wire.sendall(OPENING if frame[0] == CONTINUATION else b"")
            wire.setblocking(False)
            data = frame * (BUFFER_BYTES // len(frame))
            ready.register(wire, selectors.EVENT_WRITE, [data, 0])
        while not ended.is_set():
            for key, _ in ready.select(0.1):
                assert isinstance(key.fileobj, socket.socket)
                data, sent = key.data
                try:
                    sent += key.fileobj.send(memoryview(data)[sent:])
                except OSError:  # it was closed for what it sent
                    ready.unregister(key.fileobj)
                    continue
                key.data[1] = sent if sent < len(data) else 0
