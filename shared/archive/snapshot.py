"""Packs a player's object for the archive: canonical JSON with a schema version, gzip, SHA-256."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder, Encoder

SCHEMA = 4
"""The schema of new objects; `UPCASTERS` convert older ones on reading."""

MOST_BYTES = 64 * 1024 * 1024
"""Maximum bytes of an unpacked object: a small object that inflates to more is not ours."""

NAMES = frozenset({"wallet", "inventory", "profile", "ratings", "friends"})

type Sections = dict[str, Any]


class BadObject(Exception):  # noqa: N818 - a fact: the stored object is corrupt
    """An object differs from the one that was stored; `reason` says how. Nothing was changed."""

    def __init__(self, reason: str, player: str) -> None:
        super().__init__(f"{reason}: the object of {player}")
        self.reason = reason


class Snapshot(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of an object: its player, schema and sections."""

    player: str
    schema: int
    sections: Sections


_ENCODER = Encoder(order="deterministic")
_DECODER = Decoder(Snapshot)


def canonical(player: str, sections: Sections, schema: int = SCHEMA) -> bytes:
    """Return the canonical text of the sections: sorted keys, no blanks."""
    return _ENCODER.encode(Snapshot(player, schema, sections))


def packed(player: str, sections: Sections) -> bytes:
    """Return the object; equal sections give equal bytes."""
    return gzip.compress(canonical(player, sections), mtime=0)


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def unpacked(player: str, body: bytes, expected: str) -> Sections:
    """Return the sections in today's schema, or raise BadObject.

    It verifies the hash of the bytes before it reads them.
    """
    if digest(body) != expected:
        raise BadObject("bad_checksum", player)
    try:
        found = _DECODER.decode(_inflated(body))
    except (OSError, EOFError, zlib.error, DecodeError, ValidationError, ValueError) as error:
        raise BadObject("unreadable", player) from error
    if found.player != player:
        raise BadObject("foreign", player)
    if not 1 <= found.schema <= SCHEMA:
        raise BadObject("newer_schema", player)
    sections = lifted(found.sections, found.schema)
    if sections.keys() != NAMES:
        raise BadObject("unreadable", player)
    return sections


def lifted(sections: Sections, schema: int) -> Sections:
    """Convert sections of an older schema to today's."""
    for version in range(schema, SCHEMA):
        sections = UPCASTERS[version](sections)
    return sections


def _inflated(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    text = unpacker.decompress(body, MOST_BYTES)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("cut off, or more than was allowed")
    return text


def _with_holds(sections: Sections) -> Sections:
    """Convert from schema 1: no closed holds, and a pair had `blocked`, which of the two blocks."""
    friends = [
        {name: each[name] for name in each if name != "blocked"}
        | {
            "low_blocks": each["low"] in each["blocked"],
            "high_blocks": each["high"] in each["blocked"],
        }
        for each in sections["friends"]
    ]
    return sections | {"wallet": sections["wallet"] | {"holds": []}, "friends": friends}


def _with_profile(sections: Sections) -> Sections:
    """Convert from schema 2, which had the parts of `profile` as sections of their own."""
    rest = {name: sections[name] for name in sections if name not in {"stats", "games"}}
    return rest | {"profile": {"stats": sections["stats"], "games": sections["games"]}}


def _with_ratings(sections: Sections) -> Sections:
    """Convert from schema 3, which left ratings to the log."""
    return sections | {"ratings": []}


UPCASTERS: Mapping[int, Callable[[Sections], Sections]] = {
    1: _with_holds,
    2: _with_profile,
    3: _with_ratings,
}
"""Functions that convert a schema to the next one."""
