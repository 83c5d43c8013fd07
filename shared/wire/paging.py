"""Cuts one page from a list, and tells whether another follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice


def page_of[Row, Cursor](
    rows: Iterable[Row], limit: int, cursor_of: Callable[[Row], Cursor]
) -> tuple[list[Row], Cursor | None]:
    """Return the first `limit` rows, and the cursor of the last one if there are more.

    So the caller has to read one row more than the page has.
    """
    found = list(islice(rows, limit + 1))
    shown = found[:limit]
    return shown, cursor_of(shown[-1]) if len(found) > limit else None
