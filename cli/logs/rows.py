"""The columns of a line as it was printed, whichever store keeps the line."""

from __future__ import annotations

import json
from typing import Any

from msgspec import DecodeError
from msgspec.json import Decoder

from cli.logs.columns import COLUMNS
from shared.runtime.envelope import LONGEST, clean

MOST_NUMBER = 1 << 53
"""Maximum time in milliseconds: a number too large for its column would fail every search."""

_HEAD = {"at", "kind", "_aws", "stage"}
_KINDS = {"log", "span", "metric"}

_decode = Decoder(dict[str, Any]).decode


def row_of(line: bytes, source: str, now: int) -> dict[str, Any]:
    """Return the columns of a line; one that is not of our form is a text of its program."""
    try:
        found = _decode(line)
    except (DecodeError, UnicodeDecodeError):
        found = {}
    if str(found.get("kind")) not in _KINDS:
        text = line.decode(errors="replace")
        return {"at": now, "kind": "text", "workload": source, "message": clean(text)}
    row = {key: found[key] for key in COLUMNS if key in found and _fits(key, found[key])}
    row.setdefault("at", now)
    if "message" in row:
        row["message"] = clean(row["message"])
    if isinstance(place := found.get("place"), list):
        row["place"] = " < ".join(clean(str(each)) for each in reversed(place))
    if "player" not in row:
        row["player"] = str(row.get("stream", "")).partition("/player/")[2]
    if found["kind"] == "metric":
        row["metrics"] = _metrics(found)
    return row


def _fits(column: str, value: object) -> bool:
    match column:
        case "at" | "ms":
            return isinstance(value, int | float) and 0 <= value < MOST_NUMBER
        case "place" | "metrics":
            return False
        case _:
            return isinstance(value, str) and len(value) <= LONGEST


def _metrics(found: dict[str, Any]) -> str:
    values = {
        key: value
        for key, value in found.items()
        if key not in _HEAD and key.isalpha() and isinstance(value, int | float | list)
    }
    return json.dumps(values)[: 4 * LONGEST]
