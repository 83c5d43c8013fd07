"""The events of API Gateway's WebSocket APIs, as far as they are used."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from shared.kernel.players import Identity


class Context(TypedDict):
    """`authorizer` is what the authorizer of `$connect` said, repeated in every event."""

    connectionId: str
    eventType: str
    routeKey: NotRequired[str]
    authorizer: dict[str, Any]


class Event(TypedDict):
    """A proxy event; `body` is base 64 when it says so."""

    requestContext: Context
    body: NotRequired[str | None]
    isBase64Encoded: NotRequired[bool]


def identity_of(event: Event) -> Identity:
    """Return who is at the connection; scopes travel as words of one string."""
    context = event["requestContext"]["authorizer"]
    scopes = tuple(str(context.get("scopes") or "").split())
    return Identity(context["player_id"], context["username"], scopes)
