"""Holds a socket to a process that owns slots: kept open, with many calls at once. Thread-safe."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from itertools import count
from struct import pack
from threading import Condition, Thread
from time import monotonic

from msgspec import DecodeError

from shared.application.commands.ports import LogUnavailable
from shared.wire.owner_calls import AnyAnswer, AnyCall, Frames, NotACall, decode_answer, framed
from shared.wire.tunnel import Tunnel, client_context

CONNECT_SECONDS = 1.0
READ_BYTES = 256 * 1024

SILENCE = 2.0
"""Seconds without a byte after which a caller gives up an owner: an owner sends a heartbeat twice
a second on each connection."""

_SEND_TIMEOUT = pack("ll", int(SILENCE), 0)

MOST_CALLS = 10_000
"""Maximum calls in flight on a connection; more are refused, so a stalled owner fills no memory."""


class ConnectionLost(LogUnavailable):
    """The owner is gone, or does not answer; the outcome of the call is unknown."""


class Connection:
    """Raises ConnectionLost if no process listens at the address; ends if the peer lacks the key.

    One thread writes and one reads until the socket ends, so no caller waits for the peer to read.
    """

    def __init__(self, address: str, key: bytes) -> None:
        host, _, port = address.rpartition(":")
        try:
            self._socket = socket.create_connection((host, int(port)), CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise ConnectionLost(f"nobody listens at {address}: {error}") from error
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _SEND_TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._numbers = count(1)
        self._waiting: dict[int, tuple[Future[AnyAnswer], float]] = {}
        self._tunnel = Tunnel(client_context(key), serves=False)
        self._unsent = bytearray()
        self._heard_at = 0.0
        self._changed = Condition()
        self.is_open = True
        for work in (self._read, self._write):
            Thread(target=work, daemon=True, name=f"owner {address}").start()

    def call(self, make: Callable[[int], AnyCall]) -> Future[AnyAnswer]:
        """Send a call; the owner begins calls in the order in which they were sent."""
        answer: Future[AnyAnswer] = Future()
        with self._changed:
            if self.is_open and len(self._waiting) < MOST_CALLS:
                number = next(self._numbers)
                self._waiting[number] = answer, monotonic()
                self._unsent += framed(make(number))
                self._changed.notify()
                return answer
        answer.set_exception(ConnectionLost("the connection takes no more calls"))
        return answer

    def close(self) -> None:
        """Close the connection; waiting callers get ConnectionLost."""
        with self._changed:
            if not self.is_open:
                return
            self.is_open = False
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            waiting, self._waiting = self._waiting, {}
            self._changed.notify()
        for answer, _ in waiting.values():
            answer.set_exception(ConnectionLost("the owner has hung up, or says nothing"))

    def _read(self) -> None:
        frames = Frames()
        with suppress(OSError, NotACall, DecodeError):
            while data := self._socket.recv(READ_BYTES):
                self._heard_at = monotonic()
                for each in frames.take(self._opened(data)):
                    self._take(decode_answer(each))
        self.close()

    def _opened(self, data: bytes) -> bytes:
        with self._changed:
            said = self._tunnel.take(data)
            if self._tunnel.pending:
                self._changed.notify()
        return said

    def _take(self, answer: AnyAnswer) -> None:
        with self._changed:
            asked = self._waiting.pop(answer.call, None)
        if asked is not None:
            asked[0].set_result(answer)

    def _write(self) -> None:
        with suppress(OSError):
            while self.is_open and not self._is_silent():
                with self._changed:
                    if self.is_open and not self._unsent and not self._tunnel.pending:
                        self._changed.wait(SILENCE / 4 if self._waiting else None)
                    data, self._unsent = self._tunnel.give(self._unsent), bytearray()
                if data:
                    self._socket.sendall(data)
        self.close()

    def _is_silent(self) -> bool:
        """Whether a caller waits, and no byte has come for too long since the oldest call."""
        with self._changed:
            oldest = next(iter(self._waiting.values()), None)
        return oldest is not None and monotonic() - max(oldest[1], self._heard_at) > SILENCE
