"""The HTTP API's entry on Fargate: `python -m functions.http`, one process of its own."""

from __future__ import annotations

import asyncio
import signal
import ssl
from typing import cast

import uvloop
from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.typing import ASGIFramework

from functions.http.api import create_app
from functions.http.bounded import bounded
from shared.runtime.bootstrap import Application, application
from shared.runtime.settings import Settings
from shared.runtime.tls import server_context
from shared.runtime.warm import WEB, prepare

BACKLOG = 4096
"""A crowd that comes at once waits here, not in the clients' retries."""

GRACE_SECONDS = 20
"""What is under way at the end; no request takes longer on Lambda either."""

HEAD_SECONDS = 5
"""From the connection, or the answer before, to a whole head, however steadily it drips.

The body has a time of its own (functions/http/guard.py).
"""

READ_SECONDS = 20
"""A client that sends nothing for so long has gone, whatever it began."""


class Listening(Config):
    """Where and how a process listens."""

    backlog = BACKLOG
    graceful_timeout = GRACE_SECONDS
    include_server_header = False
    read_timeout = READ_SECONDS
    keep_alive_timeout = HEAD_SECONDS

    def __init__(self, settings: Settings) -> None:
        self._tls = server_context(settings.gateway_certificate)
        self.bind = f"{settings.gateway_address or '0.0.0.0'}:{settings.gateway_port}"  # noqa: S104 - a server's own network
        if self._tls is not None:
            self._tls.set_alpn_protocols(["http/1.1"])

    def create_ssl_context(self) -> ssl.SSLContext | None:
        return self._tls

    @property
    def ssl_enabled(self) -> bool:
        return self._tls is not None

    @property
    def h2_max_inbound_frame_size(self) -> int:  # type: ignore[override] # asked for to end it
        """End a connection that speaks HTTP/2, before anything of it is read.

        The library has no switch for it, and asks for this first: a connection's task ends without
        a word in the log when it is cancelled.
        """
        raise asyncio.CancelledError


def main() -> None:
    """Serve until SIGTERM; then answer what was asked and end."""
    parts = application()
    prepare(parts, WEB)  # before it listens: a crowd comes at once
    uvloop.run(_run(parts))


async def _run(parts: Application) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)
    app = cast("ASGIFramework", create_app(parts, within=bounded))
    await serve(app, Listening(parts.settings), shutdown_trigger=ended.wait)


if __name__ == "__main__":
    main()
