"""The bodies of the routes of players and their tiers."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class StoredAnswer(BaseModel):
    """The last object of a player in the archive; `sha256` is of its bytes."""

    url: str
    sha256: str
    bytes: int
    schema_version: int = Field(validation_alias="schema")
    at: datetime


class PlayerAnswer(BaseModel):
    """In which tier a player is; `due` is when it is looked at, `reason` what was in the way."""

    player: str
    tier: str
    version: int
    seen: datetime
    due: datetime | None
    thaws: int
    reason: str
    object: StoredAnswer | None


class MovedAnswer(BaseModel):
    """What came of it: the tier that was reached, or what is in the way."""

    result: str
    player: PlayerAnswer


class DeletedAnswer(BaseModel):
    """`deleted`, or what is in the way; the hash is of all that was kept, as it was exported."""

    result: str
    sha256: str


class TierAnswer(BaseModel):
    """Bytes are those of objects in S3; dollars are a month's, of rows and objects."""

    tier: str
    players: int
    bytes: int
    dollars: float


class SeenAnswer(BaseModel):
    """So many players, of those who are here, were seen last so many days ago."""

    days: int
    players: int


class WhatIfAnswer(BaseModel):
    """How many of those who are `here` a policy would archive.

    That would cost so many dollars `once`, and `saved` dollars less a month.
    """

    cold_after_days: float
    here: int
    archived: int
    once: float
    saved: float


class TiersAnswer(BaseModel):
    """`seen` and `what_if` are from a sample.

    A player who comes back from the archive has paid for the way after `break_even_months`.
    """

    idle_days: float
    cold_after_days: float
    break_even_months: float
    tiers: list[TierAnswer]
    seen: list[SeenAnswer]
    what_if: WhatIfAnswer | None
