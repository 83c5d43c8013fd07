"""Handles one frame about money or items, on API Gateway: the only frames that need PostgreSQL."""

from __future__ import annotations

from functions.ws.frame import Response, serve
from shared.runtime.bootstrap import application
from shared.runtime.observed import observed
from shared.runtime.settings import on_lambda
from shared.wire.api_gateway import Event

if on_lambda():  # what an order needs is built while a cold start has its full processor
    _ = (application().economy, application().players, application().coordination)


@observed
def handler(event: Event, _context: object) -> Response:
    return serve(application(), event)
