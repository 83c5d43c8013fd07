"""Writes a game's commands and events as TypeScript, from its manifest."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec.json import schema_components
from msgspec.structs import fields

from shared.kernel.facts import PlayerCommand
from shared.kernel.game import Game
from shared.wire.commands import FILLED_IN, wire_name

type Schema = dict[str, Any]

PLAIN = {
    "integer": "number",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "null": "null",
}

HEAD = """/** The game `{name}` as its players call it. Generated: `make format` writes it anew. */

import {{ ownChannel, roomChannel, valueChannel, type ChannelName }} from "../channels.ts";
import type {{ Connection }} from "../connection.ts";
import type {{ Event }} from "../events.ts";
import type {{ Outcome }} from "../requests.ts";
"""

ROOM = """
/** What comes on a stream of the game, each name with its data. */
export type {title}Told =
{union};

/** A room of the game, over a connection; `room` is its id, such as `b1`. */
export class {title} {{
  readonly room: string;
  readonly name: string;
  readonly stream: ChannelName<{title}Told>;
  readonly board;
  readonly presence;
  readonly rank;
  readonly #connection: Connection;

  constructor(connection: Connection, room: string) {{
    this.room = room;
    this.name = `{name}/${{room}}`;
    this.stream = roomChannel(this.name);
    this.board = valueChannel(this.name, "board");
    this.presence = valueChannel(this.name, "presence");
    this.rank = valueChannel(this.name, "rank");
    this.#connection = connection;
  }}

  /** Name the channel of a player's stream, which only that player may listen to. */
  own(username: string): ChannelName<{title}Told> {{
    return ownChannel(this.name, username);
  }}

  /** Name the channel of the room's stream as a player sees it. */
  seenBy(username: string): ChannelName<{title}Told> {{
    return roomChannel(this.name, username);
  }}
{methods}}}
"""

METHOD = """
  /** {doc} */
  {tag}({parameters}): Promise<Outcome> {{
    return this.#connection.command("{wire}", {{ {arguments} }});
  }}
"""


def game_module(game: Game, title: str) -> str:
    """Return the module of a game; `title` is the name of its class."""
    shown = {each.name: each for each in game.events}
    found, schemas = schema_components((*game.events, *game.views), ref_template="{name}")
    refs = [_name(each["$ref"]) for each in found]
    names = [*shown, *("snapshot" for _ in game.views)]
    told = [
        *(f'  | Event<"{name}", {ref}>' for name, ref in zip(names, refs, strict=True)),
        '  | Event<"batch", { events: { event: string; data: unknown }[] }>',
        '  | Event<"command.refused", { id: string; reason: string; details: unknown }>',
    ]
    methods = "".join(_method(game, each) for each in game.player_commands)
    parts = [HEAD.format(name=game.name), *(_interface(*each) for each in schemas.items())]
    room = ROOM.format(name=game.name, title=title, union="\n".join(told), methods=methods)
    return "".join([*parts, room])


def _name(of: str) -> str:
    """Return a name that needs its module's because another one bears it too."""
    module, _, own = of.rpartition(".")
    return module.rpartition(".")[2].title() + own


def _interface(of: str, schema: Schema) -> str:
    """Return the type of a schema, which may be of a part of an event."""
    name = _name(of)
    doc = _doc(schema.get("description", ""))
    if schema.get("type") != "object":
        return f"\n{doc}export type {name} = {_written(schema)};\n"
    lines = "".join(f"  {each};\n" for each in _properties(schema))
    return f"\n{doc}export interface {name} {{\n{lines}}}\n"


def _doc(text: str) -> str:
    return f"/** {text.splitlines()[0]} */\n" if text else ""


def _properties(schema: Schema) -> Iterator[str]:
    required = set(schema.get("required", ()))
    for name, each in schema.get("properties", {}).items():
        key = name if re.fullmatch(r"\w+", name) else f'"{name}"'
        yield f"{key}{'' if name in required else '?'}: {_written(each)}"


def _written(schema: Schema) -> str:
    """Return a JSON Schema as a type."""
    match schema:
        case {"$ref": name}:
            return _name(name)
        case {"anyOf": several}:
            return " | ".join(map(_written, several))
        case {"enum": values}:
            return " | ".join(map(json.dumps, values))
        case {"type": "array" | "object"}:
            return _composed(schema)
        case _:
            return PLAIN.get(schema.get("type", ""), "unknown")


def _composed(schema: Schema) -> str:
    match schema:
        case {"prefixItems": items}:
            return f"[{', '.join(map(_written, items))}]"
        case {"items": dict(each)}:
            return f"Array<{_written(each)}>"
        case {"properties": _}:
            return f"{{ {'; '.join(_properties(schema))} }}"
        case {"additionalProperties": dict(each)}:
            return f"Record<string, {_written(each)}>"
        case _:
            return "unknown"


def _method(game: Game, command: type[PlayerCommand]) -> str:
    own = [each for each in fields(command) if each.name not in FILLED_IN]
    _, schemas = schema_components((command,), ref_template="{name}")
    schema = schemas[command.__name__]["properties"]
    parameters = [
        f"{each.name}{'' if each.required else '?'}: {_written(schema[each.encode_name])}"
        for each in own
    ]
    return METHOD.format(
        tag=command.__struct_config__.tag,
        doc=(inspect.getdoc(command) or "").splitlines()[0],
        wire=wire_name(game, command),
        parameters=", ".join(parameters),
        arguments=", ".join(["room: this.room", *(each.name for each in own)]),
    )
