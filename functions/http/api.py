"""The HTTP API: the same app under Lambda and, for steady load, in a server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from mangum import Mangum
from mangum.types import LambdaContext, LambdaEvent
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.http import (
    audits,
    boards,
    commands,
    economy,
    economy_operations,
    entry,
    friends,
    health,
    letters,
    looking,
    matchmaking,
    operators,
    overview,
    players,
    rooms,
    streams,
)
from functions.http.bounded import Alone
from functions.http.cross_origin import CrossOrigin
from functions.http.errors import install
from functions.http.guard import BODY_SECONDS, Guard, WithFields
from functions.http.limits import limit_address
from functions.http.routes import Routes
from shared.application.commands.handle_command import Handle
from shared.application.players.limit import CheckRate, check_rate
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.runtime.once import once_each
from shared.runtime.settings import on_lambda
from shared.wire.http import ErrorAnswer

MODULES = (
    *(health, entry, boards, matchmaking, streams),
    *(economy, economy_operations, audits, letters),
    *(operators, looking, overview, players, friends),
)

ERRORS = {
    status: {"model": ErrorAnswer}
    for status in (400, 401, 403, 404, 405, 408, 409, 411, 413, 422, 429, 500, 503)
}


class Api(FastAPI):
    """An app whose routes are answered by `front`, and all else by the framework."""

    front: ASGIApp
    routers: Sequence[APIRouter]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        await self.front(scope, receive, send)

    async def framework(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests for documents and for unknown routes."""
        await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, made once.

        From then on the framework knows the routes. Joining them takes most of a second, and it
        needs none to answer unknown routes.
        """
        from functions.http.components import share  # noqa: PLC0415 - few ask for it

        if self.openapi_schema is None:
            for router in self.routers:
                self.include_router(router)
            self.openapi_schema = share(super().openapi())
        return self.openapi_schema


def create_app(
    parts: Application,
    *,
    answers_preflights: bool = True,
    body_seconds: float = BODY_SECONDS,
    within: Callable[[ASGIApp, Routes], ASGIApp] = Alone,
    check_rate: CheckRate = check_rate,
    handle: Handle | None = None,
) -> FastAPI:
    """Return the API over the given application; a body must arrive within `body_seconds`.

    `within` wraps the routes: it gets requests with their bodies, and its answers get all common
    fields. `check_rate` counts callers, `handle` carries out players' commands.

    Behind API Gateway the app doesn't answer preflights: the gateway does, without a function, and
    adds the CORS headers to its own refusals too.
    """
    app = Api(
        title="Rumpus",
        version="1",
        description="Sign-in, rooms, boards, replay, money, items. Play over the WebSocket API.",
        responses={status: dict(model) for status, model in ERRORS.items()},
        redirect_slashes=False,  # the target would be the client's Host header
        openapi_url="/openapi.json" if parts.settings.api_docs else None,
    )
    app.state.application, app.state.check_rate = parts, check_rate
    app.state.handle = handle or parts.handle
    app.routers = [
        *(commands.router(parts.frames), rooms.router(parts.games)),
        *(module.router for module in MODULES),
        *(letters.operations, players.tiers),
    ]
    install(app)
    routes = Routes((route for each in app.routers for route in each.routes), limit_address)
    front: ASGIApp = Guard(within(app.framework, routes), parts, body_seconds)
    app.front = WithFields(CrossOrigin(front) if answers_preflights else front)
    return app


@once_each
def server() -> Mangum:
    """Return the process's server."""
    return Mangum(create_app(application(), answers_preflights=False), lifespan="off")


@observed
def handler(event: LambdaEvent, context: LambdaContext) -> dict[str, object]:
    """Serve one request of API Gateway's HTTP API."""
    return dict(server()(event, context))


if on_lambda():  # building the routes takes a cold start's full processor, not a player's time
    server()
