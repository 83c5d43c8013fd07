"""What the API's document says of JSON that msgspec reads and writes."""

from __future__ import annotations

from typing import Any

from msgspec.json import schema_components


def request_body(*types: Any) -> dict[str, Any]:
    """Return the part of a route's document about a body that is of one of the types."""
    return {"requestBody": {"required": True, "content": content_of(*types)}}


def content_of(*types: Any) -> dict[str, Any]:
    """Return what a document says of JSON that is of one of the types.

    A type must not be among its own parts.
    """
    described, definitions = schema_components(types)
    schemas = [_inlined(each, definitions) for each in described]
    return {"application/json": {"schema": {"anyOf": schemas} if len(types) > 1 else schemas[0]}}


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    """Put definitions where they are named: none of them names itself."""
    match part:
        case {"$ref": str(name)}:
            return _inlined(definitions[name.rpartition("/")[2]], definitions)
        case dict():
            return {
                key: _inlined(value, definitions)
                for key, value in part.items()
                if key != "discriminator"
            }
        case list():
            return [_inlined(each, definitions) for each in part]
        case _:
            return part
