"""Handles one frame of a player, on API Gateway."""

from __future__ import annotations

from functions.ws.frame import Response, serve
from shared.runtime.bootstrap import application
from shared.runtime.observed import observed
from shared.runtime.warm import warm_up
from shared.wire.api_gateway import Event

__all__ = ["handler", "serve"]

warm_up()


@observed
def handler(event: Event, _context: object) -> Response:
    return serve(application(), event)
