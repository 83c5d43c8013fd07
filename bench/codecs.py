"""The gateway's reader and frames beside the cores of `websockets` and `wsproto`, all without I/O.

Rounds are interleaved; a figure is per second of processor time.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from statistics import median
from typing import Any

from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.protocol import Event, State
from websockets.server import ServerProtocol
from wsproto import extensions
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from bench.rows import Row
from shared.realtime.reader import Reader
from shared.realtime.websocket import frame, shared

NAME = "Codecs without I/O: 100 B in, 5 KB out to many (per second of processor time)"
ROUNDS = 9
MESSAGES = 4_000
RECEIVERS = 2_000
COMPRESSED_RECEIVERS = 100
CONNECTIONS = 2_000

SMALL = (
    b'{"type": "codebattle.answer","id":"c-0001","battle":"b1","question":"q1",'
    b'"answer":"' + b"x" * 27 + b'"}'
)
BOARD = b",".join(b'["player-%d",%d]' % (n, n * 7919 % 1000) for n in range(280))
TEXT = BOARD.decode()

type Work = Callable[[], int]
"""Does so many messages."""


def run() -> list[Row]:
    assert len(SMALL) == 100
    rows: list[Row] = []
    for job, works in _jobs().items():
        rates = _rates(works)
        rows += [(f"{job}: {name}", rate, "/s") for name, rate in rates.items()]
    return rows + [
        (f"memory of a connection: {name}", size, "B") for name, size in _sizes().items()
    ]


def _jobs() -> dict[str, dict[str, Work]]:
    return {
        "receive, a frame a read": {"own": _own, "websockets": _websockets, "wsproto": _wsproto},
        "send to many": {
            "own": _own_to_many,
            "websockets": lambda: _websockets_to_many(RECEIVERS),
            "wsproto": lambda: _wsproto_to_many(RECEIVERS),
        },
        "send to many, compressed": {
            "own": lambda: _own_to_many(compressed=True),
            "websockets": lambda: _websockets_to_many(COMPRESSED_RECEIVERS, _deflate()),
            "wsproto": lambda: _wsproto_to_many(COMPRESSED_RECEIVERS, _wsproto_deflate()),
        },
    }


def _rates(works: dict[str, Work]) -> dict[str, float]:
    seen: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            before = time.process_time()
            done = work()
            seen[name].append(done / (time.process_time() - before))
    return {name: median(rates) for name, rates in seen.items()}


MASKED = Frame(Opcode.TEXT, SMALL).serialize(mask=True)


def _own() -> int:
    reader = Reader(65_536)
    return sum(len(list(reader.feed(MASKED))) for _ in range(MESSAGES))


def _websockets() -> int:
    protocol, done = ServerProtocol(state=State.OPEN), 0
    for _ in range(MESSAGES):
        protocol.receive_data(MASKED)
        done += len([_text(each) for each in protocol.events_received()])
    return done


def _text(event: Event) -> str:
    assert isinstance(event, Frame)
    return bytes(event.data).decode()


def _wsproto() -> int:
    connection, done = Connection(ConnectionType.SERVER), 0
    for _ in range(MESSAGES):
        connection.receive_data(MASKED)
        done += len([each for each in connection.events() if isinstance(each, TextMessage)])
    return done


def _own_to_many(*, compressed: bool = False) -> int:
    """A frame is made once; each socket appends the same bytes to what it writes."""
    made = shared(BOARD)[1] if compressed else frame(BOARD)
    sockets: list[list[bytes]] = [[] for _ in range(RECEIVERS)]
    for each in sockets:
        each.append(made)
    return len(sockets)


def _websockets_to_many(receivers: int, *extension: PerMessageDeflate) -> int:
    protocol = ServerProtocol(state=State.OPEN)
    protocol.extensions = list(extension)
    for _ in range(receivers):
        protocol.send_text(BOARD)
        protocol.data_to_send()
    return receivers


def _wsproto_to_many(receivers: int, *extension: extensions.Extension) -> int:
    connection = Connection(ConnectionType.SERVER, list(extension))
    for _ in range(receivers):
        connection.send(TextMessage(TEXT))
    return receivers


def _deflate() -> PerMessageDeflate:
    """Without context, as the gateway agrees to it."""
    return PerMessageDeflate(True, True, 15, 15)


def _wsproto_deflate() -> extensions.PerMessageDeflate:
    made = extensions.PerMessageDeflate(True, 15, True, 15)
    made._enabled = True  # noqa: SLF001 - as after its handshake
    return made


def _sizes() -> dict[str, float]:
    makers: dict[str, Callable[[], Any]] = {
        "own": lambda: Reader(65_536, supports_deflate=True),
        "websockets": lambda: _opened(ServerProtocol(state=State.OPEN)),
        "wsproto": lambda: Connection(ConnectionType.SERVER, [_wsproto_deflate()]),
    }
    return {name: _size(make) for name, make in makers.items()}


def _opened(protocol: ServerProtocol) -> ServerProtocol:
    protocol.extensions = [_deflate()]
    return protocol


def _size(make: Callable[[], Any]) -> float:
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    held = [make() for _ in range(CONNECTIONS)]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(held)
