"""Times as they come in, by whichever way: text with an offset, kept in UTC from there on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta, ValidationError, convert

YEARS = range(1970, 9999)


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; a store takes offsets of less than 16 hours.

    Raises ValueError for one that is out of the calendar there.
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the time is out of range") from None


def read_moment(value: object) -> datetime:
    """Read RFC 3339 as a frame is read; raise ValueError for anything else, such as a number.

    There is room for arithmetic on either side of the years that are taken.
    """
    if not isinstance(value, str):
        raise ValueError("a time is a text such as 2026-01-31T12:00:00Z")  # noqa: TRY004 - pydantic's
    try:
        return checked_moment(convert(value, Annotated[datetime, Meta(tz=True)]))
    except ValidationError as error:
        raise ValueError(str(error)) from None


def checked_moment(moment: datetime) -> datetime:
    """Return a time in UTC.

    Raises ValueError for one without an offset, or of a year that is out of range.
    """
    if moment.tzinfo is None:
        raise ValueError("a time has an offset, such as 2026-01-31T12:00:00Z")
    moment = in_utc(moment)
    if moment.year not in YEARS:
        raise ValueError(f"a year is from {YEARS.start} to {YEARS.stop - 1}")
    return moment
