"""The server of the HTTP API: uvicorn, with deadlines for what clients may take their time over."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from functions.http.errors import Problem, answer
from functions.http.guard import MAX_BODY, apart, with_fields

BACKLOG = 4096
"""Connections that the kernel queues: an arriving crowd waits here and needs no retries."""

GRACE_SECONDS = 20
"""Seconds for requests in progress at the end; no request takes longer on Lambda either."""

HEAD_SECONDS = 5.0
"""Seconds from the connection, or the last answer, to a complete head, however steadily it drips.

The body has a deadline of its own (functions/http/guard.py).
"""

MAX_HEAD = 32 * 1024

ANSWER_SECONDS = 20.0
"""Seconds for which a client may leave its answer unread."""


class Patient(HttpToolsProtocol):
    """Ends a connection whose head does not come, or whose answers are not read.

    It aborts the connection, since closing would wait for the client to read.
    """

    _ends: asyncio.TimerHandle | None = None
    _is_in_head = False
    _head_size = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))
        self._end_in(HEAD_SECONDS)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_in_head, self._head_size = True, 0

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_in_head:
            self._head_size += len(data)
            if self._head_size > MAX_HEAD:
                self.transport.abort()

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._go_on()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep a part of a body without waking the request, which needs the whole body.

        A body above the maximum was refused already: the class above stops reading it.
        """
        if len(self.cycle.body) + len(body) > MAX_BODY:
            super().on_body(body)
        elif not self.cycle.response_complete:
            self.cycle.body += body

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete:  # no other request is in progress
            self._end_in(HEAD_SECONDS)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._end_in(ANSWER_SECONDS)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._end_in(HEAD_SECONDS if self.cycle.response_complete else ANSWER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._go_on()

    def send_400_response(self, msg: str) -> None:
        """Answer an invalid request in the common shape of errors."""
        problem = answer(Problem(400, "bad_request", msg))
        lines = [b"HTTP/1.1 400 Bad Request", b"connection: close"]
        lines += [name + b": " + value for name, value in with_fields(problem.raw_headers)]
        self.transport.write(b"\r\n".join((*lines, b"", bytes(problem.body))))
        self.transport.close()

    def _end_in(self, seconds: float) -> None:
        self._go_on()
        self._ends = self.loop.call_later(apart(seconds), self.transport.abort)

    def _go_on(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None


class UntilTold(Server):
    """Leaves signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(app: Any, ended: Awaitable[object], **listening: Any) -> None:
    """Serve an app until `ended` completes; then answer the accepted requests."""
    server = UntilTold(_config(app, **listening))
    telling = asyncio.create_task(_tell(server, ended))
    await server.serve()
    telling.cancel()


async def _tell(server: Server, ended: Awaitable[object]) -> None:
    await ended
    server.should_exit = True


def _config(app: Any, tls: ssl.SSLContext | None = None, **listening: Any) -> Config:
    """Return the configuration: it trusts no client's forwarding headers and has no WebSockets."""
    if tls is not None:
        tls.set_alpn_protocols(["http/1.1"])
        listening["ssl_context_factory"] = lambda *_: tls
    return Config(
        app,
        **listening,
        http=Patient,
        ws="none",
        lifespan="off",
        interface="asgi3",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="error",
        backlog=BACKLOG,
        timeout_keep_alive=int(HEAD_SECONDS),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
