"""Generates the wire protocol's AsyncAPI 3.0 document from types alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, get_args

from msgspec import Struct
from msgspec.json import encode, schema_components

from shared.kernel.facts import Event
from shared.kernel.games import Games
from shared.wire import frames
from shared.wire.channel_events import VALUES, WHOLE
from shared.wire.commands import CommandFrame
from shared.wire.stream_messages import OWN_EVENTS, SNAPSHOT

type Schema = dict[str, Any]

VERSION = "1"

SERVER_FRAMES: tuple[type[Struct], ...] = get_args(frames.ServerFrame.__value__)

BESIDE: Mapping[type[Struct], str] = {frames.Done: "outcome", frames.Refused: "details"}
"""Fields that are flattened on the wire: their own fields stand beside the frame's."""

REPLIES = ("done", "accepted", "refused", "error", "subscribed", "unsubscribed", "pong")

DESCRIPTION = (
    "A player's connection. One JSON object a text message, at most 32 KB. Each frame of the "
    "client has an id, and its answer bears it; a repeat under the same id has one effect. "
    "See docs/protocol.md for channels, resuming and closing."
)


class EventMessage(Struct, frozen=True):
    """A message of a channel, whose data has one of the types.

    `delta` says whether the message has a base; None if it may or may not.
    """

    event: str
    data: tuple[type[Struct], ...]
    delta: bool | None = None


def document(games: Games, commands: Iterable[type[CommandFrame]]) -> str:
    """Return the document of some games as JSON; the order of its keys never changes.

    `commands` are the frames of the games' commands that players may send.
    """
    sent = (*commands, *frames.OWN_FRAMES)
    events = _event_messages(games, taken={_tag(each) for each in (*sent, *SERVER_FRAMES)})
    types = (*sent, *SERVER_FRAMES, *(data for each in events.values() for data in each.data))
    schemas, refs = _schemas(types)
    client = {_tag(each): _frame(each, schemas, refs) for each in sent}
    server = {_tag(each): _frame(each, schemas, refs) for each in SERVER_FRAMES}
    messages = {name: _message(name, each, refs) for name, each in events.items()}
    named = [*server, *messages]
    return encode(
        {
            "asyncapi": "3.0.0",
            "info": {"title": "Rumpus", "version": VERSION, "description": DESCRIPTION},
            "defaultContentType": "application/json",
            "channels": {"socket": _socket([*client, *named])},
            "operations": _operations(list(client), named),
            "components": {"messages": client | server | messages, "schemas": schemas},
        }
    ).decode()


def _event_messages(games: Games, taken: Collection[str]) -> dict[str, EventMessage]:
    """Return the messages of channels by name.

    A game's messages are prefixed with its name. A message named like a frame gets another name.
    """
    found = {each.name: EventMessage(each.name, (each,)) for each in OWN_EVENTS}
    for game in games:
        found |= {f"{game.name}.{name}": each for name, each in _of_game(game.events, game.views)}
    for event, (snapshot, delta) in VALUES.items():
        found[event] = EventMessage(event, (snapshot,), delta=False)
        found[f"{event}.delta"] = EventMessage(event, (delta,), delta=True)
    found |= {event: EventMessage(event, (data,)) for event, data in WHOLE.items()}
    return {f"{name}.message" if name in taken else name: each for name, each in found.items()}


def _of_game(
    events: Iterable[type[Event]], views: tuple[type[Struct], ...]
) -> Iterator[tuple[str, EventMessage]]:
    for each in events:
        yield each.name, EventMessage(each.name, (each,))
    yield SNAPSHOT, EventMessage(SNAPSHOT, views)


def _schemas(
    types: tuple[type[Struct], ...],
) -> tuple[dict[str, Schema], dict[type[Struct], Schema]]:
    """Return the schemas by name, and for each type the reference to its own."""
    found, schemas = schema_components(types, ref_template="#/components/schemas/{name}")
    refs = dict(zip(types, map(_plain, found), strict=True))
    for frame, field in BESIDE.items():
        schema = schemas[_name(refs[frame])]
        del schema["properties"][field]
        schema["additionalProperties"] = True
    return {name: _plain(schema) for name, schema in schemas.items()}, refs


def _plain(schema: Any) -> Any:
    """Return a schema in AsyncAPI's dialect, JSON Schema draft 7.

    Draft 7 has no discriminators; tags with one value tell as much. It lists the types of an
    array's elements in `items`.
    """
    match schema:
        case dict():
            plain = {name: _plain(each) for name, each in schema.items()}
            if "anyOf" in plain:
                plain.pop("discriminator", None)
            if "prefixItems" in plain:
                plain["items"] = plain.pop("prefixItems")
            return plain
        case list():
            return [_plain(each) for each in schema]
        case _:
            return schema


def _name(ref: Schema) -> str:
    return str(ref["$ref"]).rpartition("/")[2]


def _tag(frame: type[Struct]) -> str:
    return str(frame.__struct_config__.tag)


def _frame(
    frame: type[Struct], schemas: Mapping[str, Schema], refs: Mapping[type[Struct], Schema]
) -> Schema:
    ref = refs[frame]
    summary = schemas[_name(ref)].get("description", "")
    return {"name": _tag(frame), "summary": summary, "payload": ref}


def _message(name: str, event: EventMessage, refs: Mapping[type[Struct], Schema]) -> Schema:
    data = [refs[each] for each in event.data]
    payload: Schema = {
        "allOf": [refs[frames.Message]],
        "properties": {
            "event": {"const": event.event},
            "data": data[0] if len(data) == 1 else {"anyOf": data},
        },
    }
    if event.delta is not None:
        payload |= {"required": ["base"]} if event.delta else {"not": {"required": ["base"]}}
    return {"name": name, "payload": payload}


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
    published = [name for name in server if name not in REPLIES]
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
            "summary": "The host sends events, requests to move, and a last frame before a close.",
            "messages": refs(published),
        },
    }


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
