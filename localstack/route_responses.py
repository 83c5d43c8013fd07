"""Correction of MiniStack: a function's answer is sent only if its route has a response.

Stock MiniStack sends every body, and nothing without one. On AWS a route without a response sends
nothing, and a route with one may send an empty message for an empty answer: here it does.
"""

# ruff: noqa: SLF001 - the corrected code is inside the package

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from ministack.services import apigateway

from shared.workload_kinds import WebSocket
from shared.workloads import WORKLOADS

SILENT = {
    route
    for each in WORKLOADS
    if isinstance(each.trigger, WebSocket)
    for route in each.trigger.silent
}
"""Routes without a response, by the table of workloads: MiniStack's CloudFormation lacks them."""

_invoke = apigateway._invoke_ws_lambda


class _Empty:
    """An empty text that is true, as MiniStack only sends true values."""

    def __str__(self) -> str:
        return ""


async def invoke(*arguments: Any, **named: Any) -> dict[str, Any] | None:
    """Invoke a route's function; return the part of its response to send."""
    _, _, _, route, _, connection, event_type, *_ = arguments
    response: dict[str, Any] | None = await _invoke(*arguments, **named)
    if event_type != "MESSAGE" or response is None or response.get("statusCode") != HTTPStatus.OK:
        return response
    if route["routeKey"] in SILENT:
        return None
    return response if response.get("body") or _closed(connection) else {"body": _Empty()}


def _closed(connection: str) -> bool:
    known = apigateway._ws_connections.get(connection)
    return known is None or known["close_event"].is_set()


def correct() -> None:
    apigateway._invoke_ws_lambda = invoke
