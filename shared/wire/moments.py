"""Reads times from all inputs: text with an offset, converted to UTC at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta, ValidationError, convert

YEARS = range(1970, 9999)


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; a store takes offsets of less than 16 hours.

    Raise ValueError if that is outside the calendar.
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the time is out of range") from None


def read_moment(value: object) -> datetime:
    """Read RFC 3339 as frames do; raise ValueError for anything else, such as a number.

    The range of accepted years leaves room for arithmetic on either side.
    """
    if not isinstance(value, str):
        raise ValueError("a time is a text such as 2026-01-31T12:00:00Z")  # noqa: TRY004 - pydantic's
    try:
        return checked_moment(convert(value, Annotated[datetime, Meta(tz=True)]))
    except ValidationError as error:
        raise ValueError(str(error)) from None


def checked_moment(moment: datetime) -> datetime:
    """Return a time in UTC.

    Raise ValueError if it has no offset, or if its year is out of range.
    """
    if moment.tzinfo is None:
        raise ValueError("a time has an offset, such as 2026-01-31T12:00:00Z")
    moment = in_utc(moment)
    if moment.year not in YEARS:
        raise ValueError(f"a year is from {YEARS.start} to {YEARS.stop - 1}")
    return moment
