"""CORS: what pages of other origins may request and read."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.workloads import CROSS_ORIGIN

_ANY = (b"vary", b"Origin")
_READABLE = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(CROSS_ORIGIN.response_headers).encode()),
    _ANY,
)


class CrossOrigin:
    """Lets any page read answers, and leaves preflights to the framework.

    The framework's middleware would parse all headers of both sides for a result that is always the
    same here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._preflights = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=CROSS_ORIGIN.methods,
            allow_headers=CROSS_ORIGIN.request_headers,
            expose_headers=CROSS_ORIGIN.response_headers,
            max_age=CROSS_ORIGIN.preflight_seconds,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "OPTIONS":
            await self._preflights(scope, receive, send)
            return
        is_page = any(name == b"origin" for name, _ in scope["headers"])
        fields = _READABLE if is_page else (_ANY,)

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *fields]
            await send(message)

        await self._app(scope, receive, add)
