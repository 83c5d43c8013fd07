"""One frame about money or things, on API Gateway: only here is a frame led to PostgreSQL."""

from __future__ import annotations

from functions.ws.frame import Response, serve
from shared.runtime.bootstrap import application
from shared.wire.api_gateway import Event


def handler(event: Event, _context: object) -> Response:
    return serve(application(), event)
