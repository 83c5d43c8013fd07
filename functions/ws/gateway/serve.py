"""Puts a host together on a listening socket, and takes it apart again without losing anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import socket
from ssl import SSLContext

from functions.ws.gateway.beat import Beat
from functions.ws.gateway.health import Health
from functions.ws.gateway.host import Host
from functions.ws.gateway.limits import Limits
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.service import Service
from shared.adapters.sockets.routed import RoutedSockets
from shared.runtime.bootstrap import Application

BACKLOG = 4096
"""A crowd that comes back at once waits here, not in the clients' retries."""


@asynccontextmanager
async def serving(
    parts: Application,
    name: str,
    limits: Limits,
    listener: socket,
    tls: SSLContext | None = None,
) -> AsyncIterator[Host]:
    """Serve players until the block ends; then send them elsewhere."""
    host = Host(parts, name, limits)
    service = Service(host)
    Health(host)
    if isinstance(parts.sockets, RoutedSockets):
        parts.sockets.local = host
    service.start()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: PlayerSocket(host), sock=listener, backlog=BACKLOG, ssl=tls
    )
    beat = asyncio.create_task(Beat(host, service).run())
    try:
        yield host
    finally:
        server.close()
        until = loop.time() + limits.drain_seconds + 2 * limits.linger_seconds
        await host.drain()
        beat.cancel()
        await service.commands.finish(until)
        service.stop()
        await asyncio.to_thread(host.pool.shutdown)
