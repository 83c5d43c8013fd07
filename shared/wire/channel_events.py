"""What the messages of channels carry: a JSON schema for the `data` of each event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

type Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
YES_NO: Schema = {"type": "boolean"}
TIME: Schema = {"type": "string", "format": "date-time"}
NAMES: Schema = {"type": "array", "items": TEXT}


def record(**properties: Schema) -> Schema:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def cells(*columns: Schema) -> Schema:
    """A row of a table: an array with one item a column."""
    return {
        "type": "array",
        "items": list(columns),
        "minItems": len(columns),
        "maxItems": len(columns),
    }


PRIVATE: Mapping[str, Schema] = {
    "attack.received": record(attacker=TEXT, blocked=YES_NO, points_lost=NUMBER, timestamp=TIME),
    "attack.sent": record(target=TEXT, blocked=YES_NO, points_deducted=NUMBER, timestamp=TIME),
    "attack.failed": record(target=TEXT, reason=TEXT, attack_id=TEXT, timestamp=TIME),
    "answer.solved": record(
        question=TEXT, points=NUMBER, total=NUMBER, arrows=NUMBER, shields=NUMBER, timestamp=TIME
    ),
    "answer.missed": record(question=TEXT, tries_left=NUMBER, timestamp=TIME),
    "participant.joined": record(arrows=NUMBER, shields=NUMBER, timestamp=TIME),
    "participant.returned": record(timestamp=TIME),
    "participant.left": record(timestamp=TIME),
    "award.reversed": record(
        question=TEXT,
        points=NUMBER,
        arrows=NUMBER,
        shields=NUMBER,
        total=NUMBER,
        reason=TEXT,
        timestamp=TIME,
    ),
    "attack.reversed": record(
        attacker=TEXT, points=NUMBER, shields=NUMBER, total=NUMBER, reason=TEXT, timestamp=TIME
    ),
    "arrow.returned": record(target=TEXT, reason=TEXT, timestamp=TIME),
    "command.refused": record(id=TEXT, reason=TEXT, details={"type": "object"}, timestamp=TIME),
    "batch": record(events={"type": "array", "items": record(event=TEXT, data={"type": "object"})}),
    "snapshot": record(
        battle=TEXT,
        username=TEXT,
        joined_at=TIME,
        points=NUMBER,
        arrows=NUMBER,
        shields=NUMBER,
        active=YES_NO,
        solved=NAMES,
        tries={"type": "object", "additionalProperties": NUMBER},
    ),
}
"""Events of a participant's private channel."""

PLAYER: Mapping[str, Schema] = {
    "economy": record(
        id=TEXT,
        service=TEXT,
        kind=TEXT,
        at=TIME,
        effects={"type": "array", "items": {"type": "object"}},
    ),
}
"""Notices on a player's own channel; a repeat has the same id."""

OWN_PLACE: Mapping[str, Schema] = {"rank": record(rank=NUMBER, points=NUMBER, size=NUMBER)}
"""The event of a battle's channel `rank`: always the whole."""

VALUES: Mapping[str, tuple[Schema, Schema]] = {
    "board": (
        {
            **record(size=NUMBER, rows={"type": "array", "items": cells(TEXT, NUMBER)}),
            "properties": {
                "size": NUMBER,
                "rows": {"type": "array", "items": cells(TEXT, NUMBER)},
                "stale": YES_NO,
            },
        },
        record(
            size=NUMBER,
            changed={"type": "array", "items": cells(NUMBER, TEXT, NUMBER)},
            removed=NAMES,
        ),
    ),
    "presence": (
        record(count=NUMBER, names=NAMES),
        record(count=NUMBER, joined=NAMES, left=NAMES),
    ),
}
"""Events of value channels: the schema of a picture, and of a delta on the one before it."""
