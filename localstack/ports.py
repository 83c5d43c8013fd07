"""The ports of a stage: fixed ones for a person, free ones for tests."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack, suppress
from dataclasses import asdict, astuple, dataclass

from localstack.child import StageError

HOST = "127.0.0.1"

_DRAWN = range(12_000, 32_000)
"""Ports to draw from: below those that Linux gives to clients."""

_CHANCE = random.SystemRandom()
"""The system's random numbers: processes forked from one must not draw the same."""


@dataclass(frozen=True)
class Ports:
    """The stage's ports, other than 6379 and 5432, where a developer's own servers listen."""

    aws: int = 4566
    valkey: int = 6390
    postgres: int = 5440
    gateway: int = 8790
    play: int = 8791
    console: int = 8792
    logs: int = 8793


def _bind(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(1)  # a port that another process has only bound would pass
    except OSError:
        listener.close()
        raise
    return listener


def free_ports() -> Ports:
    """Return ports that are free now, drawn at random.

    The system may choose the same port for two processes that ask at the same moment, and a client
    may get a port of the system's range before a server listens there.
    """
    with ExitStack() as stack:
        listeners = [stack.enter_context(_bind_any()) for _ in astuple(Ports())]
        return Ports(*(listener.getsockname()[1] for listener in listeners))


def free_port() -> int:
    """Return a port that is free now, for a program with no callers outside: see `free_ports`."""
    with _bind_any() as listener:
        port: int = listener.getsockname()[1]
        return port


def _bind_any() -> socket.socket:
    while True:
        with suppress(OSError):
            return _bind(_CHANCE.choice(_DRAWN))


def refuse_taken(ports: Ports) -> None:
    """Raise StageError naming the first port that something else listens on."""
    for name, port in asdict(ports).items():
        try:
            _bind(port).close()
        except OSError:
            raise StageError(
                f"port {port} is taken, so the stage's {name} server can't listen there;"
                f" end what uses it or choose another with --{name}-port"
            ) from None
