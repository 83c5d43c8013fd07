"""Starts a host on a listening socket, and stops it again without losing anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from socket import socket
from ssl import SSLContext
from typing import NamedTuple

from functions.ws.gateway.beat import Beat
from functions.ws.gateway.host import Host
from functions.ws.gateway.limits import Limits
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.service import Service
from functions.ws.gateway.socket_server import SocketServer
from shared.adapters.sockets.routed import RoutedSockets
from shared.runtime.bootstrap import Application

BACKLOG = 4096
"""Connections that the kernel queues: a crowd that reconnects waits here and needs no retries."""


class Gateway(NamedTuple):
    """A serving process."""

    host: Host
    service: Service
    server: SocketServer


@asynccontextmanager
async def serving(
    parts: Application,
    name: str,
    limits: Limits,
    listener: socket,
    tls: SSLContext | None = None,
    make: Callable[[Host], Service] = Service,
) -> AsyncIterator[Gateway]:
    """Serve players until the block ends; then move them elsewhere."""
    host = Host(parts, name, limits)
    service = make(host)
    sockets = SocketServer(host, service)
    if isinstance(parts.sockets, RoutedSockets):
        parts.sockets.local = host
    service.start()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: PlayerSocket(sockets), sock=listener, backlog=BACKLOG, ssl=tls
    )
    beat = asyncio.create_task(Beat(host, sockets, service).run())
    try:
        yield Gateway(host, service, sockets)
    finally:
        server.close()
        until = loop.time() + limits.drain_seconds + 2 * limits.linger_seconds
        await host.drain()
        beat.cancel()
        await service.commands.finish(until)
        service.stop()
        await asyncio.to_thread(host.pool.shutdown)
