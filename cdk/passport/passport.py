"""Compares each quota with the need for it, and advises what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import Literal

from msgspec import Struct

from cdk.bill.month import Month
from cdk.passport.need import needs
from cdk.passport.quotas import Quota, quotas

ROOM = 1.25
"""Factor by which requested quotas exceed the need, so that a little more does not fail."""

type Verdict = Literal["enough", "ask", "too low"]


class Entry(Struct, frozen=True):
    """A line of the passport; `allowed` is the account's quota, or the default."""

    quota: Quota
    needed: float
    allowed: float

    @property
    def verdict(self) -> Verdict:
        if self.needed <= self.allowed:
            return "enough"
        return "too low" if self.quota.instead else "ask"

    @property
    def advice(self) -> str:
        """Return what to do: a command that requests more, a sentence, or empty."""
        match self.verdict:
            case "enough":
                return ""
            case "ask":
                return self.quota.command(ceil(self.needed * ROOM))
            case "too low":
                return f"Nobody can raise the {self.quota.what}: {self.quota.instead}."


def passport(
    month: Month, allowed: Callable[[Quota], float | None] = lambda _quota: None
) -> Iterator[Entry]:
    """Yield an entry for each quota in use; `allowed` returns an account's quota."""
    known = quotas()
    for key, needed in needs(month).items():
        quota = known[key]
        has = allowed(quota)
        yield Entry(quota, needed, quota.default if has is None else has)
