"""Schemas in the API's document for JSON that msgspec reads and writes."""

from __future__ import annotations

from typing import Any

from msgspec.json import schema_components


def request_body(*types: Any) -> dict[str, Any]:
    """Return the document's part for a request body of one of the types."""
    return {"requestBody": {"required": True, "content": content_of(*types)}}


def content_of(*types: Any) -> dict[str, Any]:
    """Return the document's part for JSON of one of the types.

    A type must not contain itself.
    """
    described, definitions = schema_components(types)
    schemas = [_inlined(each, definitions) for each in described]
    return {"application/json": {"schema": {"anyOf": schemas} if len(types) > 1 else schemas[0]}}


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    """Replace references by their definitions, none of which refers to itself."""
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
