"""The HTTP API's entry on Fargate: `python -m functions.http` starts one process."""

from __future__ import annotations

import asyncio
import signal

import uvloop

from functions.http.api import create_app
from functions.http.bounded import bounded
from functions.http.measured import Measured
from functions.http.prepaid import Prepaid
from functions.http.server import serve
from functions.http.together import Together
from shared.runtime.bootstrap import Application, application
from shared.runtime.foreign_logs import take_foreign_logs
from shared.runtime.garbage import collect_rarely
from shared.runtime.tls import server_context
from shared.runtime.warm import WEB, prepare


def main() -> None:
    """Serve until SIGTERM; then answer the accepted requests and end."""
    take_foreign_logs()
    parts = application()
    prepare(parts, WEB)  # before it listens: a crowd comes at once
    collect_rarely()
    uvloop.run(_run(parts))


async def _run(parts: Application) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)
    settings = parts.settings
    handle, check_rate = Together(parts).handle, Prepaid().check
    app = Measured(create_app(parts, within=bounded, check_rate=check_rate, handle=handle))
    telling = asyncio.create_task(app.run())
    await serve(
        app,
        ended.wait(),
        tls=server_context(settings.gateway_certificate),
        host=settings.gateway_address or "0.0.0.0",  # noqa: S104 - a server's own network
        port=settings.gateway_port,
    )
    telling.cancel()
    app.tell()


if __name__ == "__main__":
    main()
