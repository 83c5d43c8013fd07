"""The bodies of the routes of players and their tiers."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class StoredAnswer(BaseModel):
    """The latest object of a player in the archive. `sha256` is the hash of its bytes."""

    url: str
    sha256: str
    bytes: int
    schema_version: int = Field(validation_alias="schema")
    at: datetime


class PlayerAnswer(BaseModel):
    """A player's tier. `due` is when the archiver next checks the player.

    `reason` is why the last move to another tier failed, if it did.
    """

    player: str
    tier: str
    version: int
    seen: datetime
    due: datetime | None
    thaws: int
    reason: str
    object: StoredAnswer | None


class MovedAnswer(BaseModel):
    """The outcome of a move: `result` is the tier reached, or the reason why it was not."""

    result: str
    player: PlayerAnswer


class DeletedAnswer(BaseModel):
    """`result` is `deleted`, or why not. `sha256` is the hash of the player's exported data."""

    result: str
    sha256: str


class TierAnswer(BaseModel):
    """A tier: bytes of its objects in S3, and dollars a month for its rows and objects."""

    tier: str
    players: int
    bytes: int
    dollars: float


class SeenAnswer(BaseModel):
    """Players outside the archive who were last seen `days` days ago."""

    days: int
    players: int


class WhatIfAnswer(BaseModel):
    """How many of the `here` players outside the archive a policy would archive.

    It would cost `once` dollars once, and save `saved` dollars a month.
    """

    cold_after_days: float
    here: int
    archived: int
    once: float
    saved: float


class TiersAnswer(BaseModel):
    """All tiers. `seen` and `what_if` are estimated from a sample.

    Archiving a player who comes back pays off if the player was away for `break_even_months`.
    """

    idle_days: float
    cold_after_days: float
    break_even_months: float
    tiers: list[TierAnswer]
    seen: list[SeenAnswer]
    what_if: WhatIfAnswer | None
