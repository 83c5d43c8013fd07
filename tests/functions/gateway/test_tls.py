"""Players' sockets under TLS, which the load balancer passes through to the process."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from socket import create_server

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from functions.ws.gateway.serve import serving
from shared.application.players.tickets import issue_ticket
from shared.kernel.players import Identity
from shared.runtime.tls import server_context
from tests.certificate import NAME, self_signed
from tests.functions.api_gateway import BATTLE
from tests.functions.gateway.loopback import SMALL, schedule
from tests.gateway_host import GatewayApplication

GOING_AWAY = 1012


async def to_the_end(player: ClientConnection) -> None:
    """Hear all that comes; raise ConnectionClosed in the end."""
    while True:
        await player.recv()


class TestTls:
    async def test_a_player_plays_and_is_sent_away_under_tls(self, tmp_path: Path) -> None:
        pem = self_signed()
        (tmp_path / "server.pem").write_text(pem)
        context = server_context(str(tmp_path / "server.pem"))
        trusting = ssl.create_default_context(cadata=pem[pem.index("-----BEGIN CERT") :])
        parts = GatewayApplication()
        schedule(parts)
        listener = create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        ticket = issue_ticket(parts, Identity("p-ann", "ann"))
        url = f"wss://{NAME}:{port}/?ticket={ticket}"
        async with serving(parts, "a", SMALL, listener, context):
            ann = await connect(url, ssl=trusting, host="127.0.0.1", proxy=None)
            await ann.send(json.dumps({"type": "codebattle.join", "id": "1", "room": BATTLE}))
            assert json.loads(await ann.recv())["type"] == "done"
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            assert b"HTTP" not in await reader.read()
            writer.close()
        with pytest.raises(ConnectionClosed) as closed:
            await to_the_end(ann)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == GOING_AWAY
