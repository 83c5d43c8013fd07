"""Opens AWS's price lists for reading by lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from cdk.bill.refresh import RefusedPrices

TIMEOUT_SECONDS = 30.0


@contextmanager
def opened(address: str) -> Iterator[Iterable[str]]:
    """Yield the lines of an address; raises RefusedPrices when it can't be read."""
    import httpx  # noqa: PLC0415 - --help must not wait for it

    try:
        with httpx.stream("GET", address, timeout=TIMEOUT_SECONDS) as answer:
            answer.raise_for_status()
            yield answer.iter_lines()
    except httpx.HTTPError as error:
        raise RefusedPrices(f"{address} can't be read: {error}.") from error
