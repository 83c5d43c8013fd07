"""Correction of MiniStack: what a function returns is sent only where its route has a response.

Stock MiniStack sends whatever body there is and nothing where there is none. On AWS a route without
a response sends nothing, and one with a response may send an empty message for an empty answer:
here it does.
"""

# ruff: noqa: SLF001 - what is corrected is placement the package

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
"""Its CloudFormation fails on route responses, so the table of workloads says which have none."""

_invoke = apigateway._invoke_ws_lambda


class _Empty:
    """True, for MiniStack sends only what is true; and yet an empty text."""

    def __str__(self) -> str:
        return ""


async def invoke(*arguments: Any, **named: Any) -> dict[str, Any] | None:
    """Invoke a route's function; return what is to be sent of its response."""
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
