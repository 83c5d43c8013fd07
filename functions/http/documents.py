"""What the API's document says of bodies and answers that come from the games' manifests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.json import schema_components

from shared.kernel.games import Games


def schema_of(types: Iterable[type[Struct]]) -> dict[str, Any]:
    """Return one schema for values of any of the types, complete in itself."""
    schemas, parts = schema_components(tuple(types), ref_template="#/$defs/{name}")
    return {"oneOf": list(schemas), "$defs": parts} if parts else {"oneOf": list(schemas)}


def views_of(games: Games) -> dict[int | str, dict[str, Any]]:
    """Return what a route's document says of an answer that is a view of some game."""
    schema = schema_of(view for game in games for view in game.views)
    return {200: {"content": {"application/json": {"schema": schema}}}}
