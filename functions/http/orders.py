"""Reads the inputs of routes that change the economy: an idempotency key and a body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from msgspec import DecodeError

from functions.http.caller import OPERATOR, Caller
from functions.http.documents import request_body
from functions.http.errors import Problem
from shared.application.economy.perform import KEY
from shared.kernel.players import Identity

HEADER = "Idempotency-Key"


def key_of(request: Request) -> str:
    """Return the key, which the client makes so that a repeat has no second effect."""
    key = request.headers.get(HEADER, "")
    if not key:
        raise Problem(400, "key_needed", f"say under which key: {HEADER}")
    return key


async def body_of(request: Request) -> bytes:
    return await request.body()


def player(identity: Caller) -> Identity:
    """Require a player: an operator's key has no money."""
    if identity == OPERATOR:
        raise Problem(403, "not_allowed", "only a player has money and items")
    return identity


type Key = Annotated[str, Depends(key_of)]
type RawBody = Annotated[bytes, Depends(body_of)]
type Player = Annotated[Identity, Depends(player)]


def decoded[T](decode: Callable[[bytes], T], body: bytes) -> T:
    """Decode a body, or tell what is wrong and where."""
    try:
        return decode(body)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        message, _, place = str(error).partition(" - at `$")
        where = [{"at": "body" + place.rstrip("`"), "message": message}]
        raise Problem(422, "bad_request", "the request is malformed", where=where) from None


def documented(of: Any) -> dict[str, Any]:
    """Return the document's part about the key and the body."""
    key = {
        "name": HEADER,
        "in": "header",
        "required": True,
        "description": "Chosen by the client. For 14 days a repeat returns the first results.",
        "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
    }
    return {"parameters": [key], **request_body(of)}
