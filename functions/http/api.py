"""The HTTP API: the same app under Lambda and, for steady load, in a server."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from mangum import Mangum

from functions.http import (
    audits,
    battles,
    boards,
    economy,
    economy_operations,
    entry,
    health,
    streams,
)
from functions.http.errors import Problem, answer, install, problem_of
from shared.duties import CROSS_ORIGIN
from shared.runtime.bootstrap import Application, application
from shared.runtime.once import once_each
from shared.runtime.settings import on_lambda
from shared.wire.http import ErrorAnswer

MAX_BODY = 512 * 1024
"""A pack of questions has at most 256 KB; the rest of a body is small."""

LENGTH = re.compile("[0-9]{1,9}")

ERRORS = {
    status: {"model": ErrorAnswer}
    for status in (400, 401, 403, 404, 405, 409, 411, 413, 422, 429, 500, 503)
}


def create_app(parts: Application, *, answers_preflights: bool = True) -> FastAPI:
    """Return the API over the given application.

    Behind API Gateway it doesn't answer preflights: the gateway does, without a function, and adds
    the headers for pages to its own refusals too.
    """
    app = FastAPI(
        title="Rumpus",
        version="1",
        description="Entry, battles, boards, replay, money, things. Play over the WebSocket API.",
        responses={status: dict(model) for status, model in ERRORS.items()},
    )
    app.state.application = parts
    for module in (health, entry, battles, boards, streams, economy, economy_operations, audits):
        app.include_router(module.router)
    install(app)
    app.middleware("http")(guard)
    if answers_preflights:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=CROSS_ORIGIN.methods,
            allow_headers=CROSS_ORIGIN.request_headers,
            expose_headers=CROSS_ORIGIN.response_headers,
            max_age=CROSS_ORIGIN.preflight_seconds,
        )
    return app


async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Turn large bodies away, and answer faults in the shape of all errors."""
    if "transfer-encoding" in request.headers:
        return answer(Problem(411, "length_required", "say how long the body is: Content-Length"))
    length = request.headers.get("content-length", "0")
    if not LENGTH.fullmatch(length) or int(length) > MAX_BODY:
        return answer(Problem(413, "too_large", f"a body has at most {MAX_BODY} bytes"))
    try:
        return await call_next(request)
    except Exception as fault:  # noqa: BLE001 - the edge: logged once, told as a fault
        parts: Application = request.app.state.application
        parts.on_fault(fault)
        return answer(problem_of(fault))


@once_each
def server() -> Mangum:
    """Return the process's server."""
    return Mangum(create_app(application(), answers_preflights=False), lifespan="off")


def handler(event: dict[str, object], context: object) -> dict[str, object]:
    """Serve one request of API Gateway's HTTP API."""
    return dict(server()(event, context))  # type: ignore[arg-type] # Mangum's own types


if on_lambda():  # building the routes takes a cold start's full processor, not a player's time
    server()
