"""The load generator in C: who its clients are, and what it reports of a job."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from struct import pack

from msgspec import Struct
from msgspec.json import decode

from bench.gateway.processes import Process, cores, program, running

RECEIVES, SENDS, GREETS_WHEN_GREETED = 1, 2, 4
AT_ONCE = 500
"""Upgrades that are under way together."""

KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # RFC 6455's own: the server in C knows its answer by heart


class Client(Struct, frozen=True):
    """A socket: its path and fields, what it says first, and how many frames answer that."""

    does: int
    path: str
    fields: Sequence[str] = ()
    greeting: Sequence[str | bytes] = ()
    answers: int = 0


class Report(Struct, frozen=True):
    """What came of a job; percentiles are in milliseconds."""

    seconds: float
    published: int
    delivered: int
    answered: int
    bytes: int
    p50: float
    p95: float
    p99: float


class Crowd:
    """Runs one job at a time; between jobs its clients answer pings."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @property
    def waited_seconds(self) -> float:
        return self._process.waited_seconds

    def open(self, count: int, at_once: int = AT_ONCE) -> Report:
        return self._do(f"open {count} {at_once}")

    def cut(self, count: int) -> Report:
        return self._do(f"cut {count} 0")

    def fan_out(self, in_flight: int, seconds: float, frame: str) -> Report:
        return self._do(f"fanout {in_flight} {seconds} {frame}")

    def paced(self, rate: float, seconds: float, frame: str) -> Report:
        return self._do(f"paced {rate} {seconds} {frame}")

    def act(self, each: int, frame: str) -> Report:
        return self._do(f"act {each} {frame}")

    def spread(self, rate: float, seconds: float, frame: str) -> Report:
        return self._do(f"spread {rate} {seconds} {frame}")

    def _do(self, line: str) -> Report:
        self._process.tell(line)
        return decode(self._process.line(), type=Report)


@contextmanager
def crowd(port: int, clients: Iterable[Client], answer: str = "ack") -> Iterator[Crowd]:
    """Start the generator; `answer` is what the answer to a command contains."""
    load = program("load", "crowd.c", "load.c")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clients"
        path.write_bytes(_file(list(clients)))
        with running([load, str(port), str(path), answer], cores()[1]) as process:
            yield Crowd(process)


def _file(clients: Sequence[Client]) -> bytes:
    parts = [pack("<I", len(clients))]
    for each in clients:
        request, greeting = _request(each), b"".join(map(_frame, each.greeting))
        parts.append(pack("<BHI", each.does, each.answers, len(request)) + request)
        parts.append(pack("<I", len(greeting)) + greeting)
    return b"".join(parts)


def _request(client: Client) -> bytes:
    lines = [
        f"GET {client.path} HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {KEY}",
        "Sec-WebSocket-Version: 13",
        *client.fields,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _frame(message: str | bytes) -> bytes:
    """Return a client's frame; a mask of zeros masks nothing."""
    opcode, payload = (1, message.encode()) if isinstance(message, str) else (2, message)
    size = len(payload)
    length = pack("!B", 0x80 | size) if size < 126 else pack("!BH", 0x80 | 126, size)
    return bytes((0x80 | opcode,)) + length + bytes(4) + payload
