"""Declares the events of API Gateway's WebSocket APIs, with the fields that Rumpus uses."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from shared.kernel.players import Identity


class Context(TypedDict):
    """`authorizer` holds the answer of `$connect`'s authorizer, repeated in every event."""

    connectionId: str
    eventType: str
    routeKey: NotRequired[str]
    authorizer: dict[str, Any]


class Event(TypedDict):
    """A proxy event; `body` is in base 64 if `isBase64Encoded`."""

    requestContext: Context
    body: NotRequired[str | None]
    isBase64Encoded: NotRequired[bool]


def identity_of(event: Event) -> Identity:
    """Return the identity behind the connection; scopes travel as words of one string."""
    context = event["requestContext"]["authorizer"]
    scopes = tuple(str(context.get("scopes") or "").split())
    return Identity(context["player_id"], context["username"], scopes)
