"""The wire protocol as an AsyncAPI 3.0 document, made from the types of the frames."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, get_args

from msgspec import Struct
from msgspec.json import encode, schema_components

from shared.wire import frames
from shared.wire.channel_events import OWN_PLACE, PLAYER, PRIVATE, VALUES, Schema

VERSION = "1"

OUTCOMES = {"Done": "outcome", "Refused": "details"}
"""Fields whose own fields stand beside the others on the wire."""

REPLIES = ("done", "accepted", "refused", "error", "subscribed", "unsubscribed", "pong")

DESCRIPTION = (
    "A player's connection. One JSON object a text message, at most 32 KB. Each frame of the "
    "client has an id, and its answer bears it; a repeat under the same id has one effect. "
    "See docs/protocol.md for channels, resuming and closing."
)


def document() -> str:
    """Return the document as JSON; the order of its keys never changes."""
    schemas = _schemas()
    client = _messages(frames.ClientFrame, schemas)
    server = _messages(frames.ServerFrame, schemas)
    told = _told(taken={*client, *server})
    names = {"client": list(client), "server": [*server, *told]}
    return encode(
        {
            "asyncapi": "3.0.0",
            "info": {"title": "Rumpus", "version": VERSION, "description": DESCRIPTION},
            "defaultContentType": "application/json",
            "channels": {"socket": _socket([*names["client"], *names["server"]])},
            "operations": _operations(names["client"], names["server"]),
            "components": {"messages": client | server | told, "schemas": schemas},
        }
    ).decode()


def _schemas() -> dict[str, Schema]:
    types = (*_members(frames.ClientFrame), *_members(frames.ServerFrame))
    _, schemas = schema_components(types, ref_template="#/components/schemas/{name}")
    for name, field in OUTCOMES.items():
        del schemas[name]["properties"][field]
        schemas[name]["additionalProperties"] = True
    return {name: _told_by_tag(schema) for name, schema in schemas.items()}


def _told_by_tag(schema: Any) -> Any:
    """Leave OpenAPI's discriminators out: AsyncAPI has none, and tags of one value tell as much."""
    match schema:
        case dict():
            told = {name: _told_by_tag(each) for name, each in schema.items()}
            if "anyOf" in told:
                told.pop("discriminator", None)
            return told
        case list():
            return [_told_by_tag(each) for each in schema]
        case _:
            return schema


def _members(union: Any) -> tuple[type[Struct], ...]:
    return get_args(union.__value__)


def _messages(union: Any, schemas: dict[str, Schema]) -> dict[str, Any]:
    return {
        str(each.__struct_config__.tag): {
            "name": each.__struct_config__.tag,
            "summary": schemas[each.__name__].get("description", ""),
            "payload": {"$ref": f"#/components/schemas/{each.__name__}"},
        }
        for each in _members(union)
    }


def _told(taken: Container[str]) -> dict[str, Any]:
    """The messages of channels, one an event; a delta is told from a picture by its `base`.

    An event that is called like a frame has a name of its own here.
    """
    told = {
        event: _message(event, data) for event, data in {**PRIVATE, **PLAYER, **OWN_PLACE}.items()
    }
    for event, (picture, delta) in VALUES.items():
        told[event] = _message(event, picture, base=False)
        told[f"{event}.delta"] = _message(event, delta, base=True)
    named = {f"{name}.told" if name in taken else name: told[name] for name in told}
    return {name: {"name": name, "payload": payload} for name, payload in named.items()}


def _message(event: str, data: Schema, *, base: bool | None = None) -> Schema:
    payload: Schema = {
        "allOf": [{"$ref": "#/components/schemas/Message"}],
        "properties": {"event": {"const": event}, "data": data},
    }
    if base is not None:
        payload |= {"required": ["base"]} if base else {"not": {"required": ["base"]}}
    return payload


def _socket(names: list[str]) -> dict[str, Any]:
    return {
        "address": "/",
        "description": "The URL of `POST /v1/tickets`, with its one-use ticket in the query.",
        "bindings": {
            "ws": {"query": {"type": "object", "properties": {"ticket": {"type": "string"}}}}
        },
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _operations(client: list[str], server: list[str]) -> dict[str, Any]:
    def refs(names: list[str]) -> list[Schema]:
        return [{"$ref": f"#/channels/socket/messages/{_escaped(name)}"} for name in names]

    socket = {"$ref": "#/channels/socket"}
    told = [name for name in server if name not in REPLIES]
    return {
        "act": {
            "action": "receive",
            "channel": socket,
            "summary": "A player acts; the answer has the id of the frame.",
            "messages": refs(client),
            "reply": {"channel": socket, "messages": refs(list(REPLIES))},
        },
        "tell": {
            "action": "send",
            "channel": socket,
            "summary": "What happens on channels, when to move, and the last frame before a close.",
            "messages": refs(told),
        },
    }


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
