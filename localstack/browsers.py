"""Keeps web pages away from the emulated AWS API.

The emulator checks no signatures: any client may create and run functions. A page in a developer's
browser reaches loopback too. So a request is refused unless it names the emulator as its host and
comes from no page; only the players' API answers pages, and only known ones.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from localstack.ports import HOST

type Scope = dict[str, Any]
type Headers = dict[bytes, bytes]

PLAYERS_API = "/_aws/execute-api/"
LOOPBACK = frozenset({HOST, "localhost", "::1"})
FORBIDDEN = 403


class BrowserGuard:
    """An ASGI application in front of the emulator's, which listens on loopback at `port`.

    `origins` may call the players' API, besides the pages of this machine.
    """

    def __init__(self, emulator: Any, port: int, origins: Collection[str] = ()) -> None:
        self._emulator = emulator
        self._hosts = {f"{HOST}:{port}", f"localhost:{port}"}
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._emulator(scope, receive, send)
        elif reason := self._refusal(scope["path"], dict(scope["headers"])):
            await _refuse(scope, receive, send, reason)
        elif scope["path"].startswith(PLAYERS_API):
            await self._emulator(scope, receive, send)
        else:
            await self._emulator(scope, receive, _without_cors(send))

    def _refusal(self, path: str, headers: Headers) -> str | None:
        """Return why a request is refused, or None.

        The host reveals a page whose name was made to resolve to loopback (DNS rebinding). For any
        other page the browser sends the origin, or at least that the request is cross-site.
        """
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if host not in self._hosts:
            return f"this stage is {' or '.join(sorted(self._hosts))}, not {host!r}"
        origin = headers.get(b"origin")
        if path.startswith(PLAYERS_API):
            known = origin is None or self._knows(origin.decode("latin-1"))
            return None if known else "this origin is not listed in RUMPUS_ORIGINS"
        site = headers.get(b"sec-fetch-site", b"none")
        if origin is not None or site not in {b"none", b"same-origin"}:
            return "web pages may not call the AWS API"
        return None

    def _knows(self, origin: str) -> bool:
        return origin in self._origins or _hostname(origin) in LOOPBACK


def _hostname(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:  # an invalid address in brackets
        return None


def _without_cors(send: Any) -> Any:
    """Remove the emulator's permissions for pages (`Access-Control-Allow-Origin: *`)."""

    async def passing(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = message.get("headers", [])
            kept = [each for each in headers if not _is_cors(bytes(each[0]))]
            message = {**message, "headers": kept}
        await send(message)

    return passing


def _is_cors(name: bytes) -> bool:
    return name.lower().startswith(b"access-control-")


async def _refuse(scope: Scope, receive: Any, send: Any, reason: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason})
        return
    body = json.dumps({"message": reason}).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": FORBIDDEN, "headers": headers})
    await send({"type": "http.response.body", "body": body})
