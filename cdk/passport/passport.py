"""Each quota beside what is needed of it, and what is to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import Literal

from msgspec import Struct

from cdk.bill.month import Month
from cdk.passport.need import needs
from cdk.passport.quotas import Quota, quotas

ROOM = 1.25
"""What is asked for beyond the need, so that a little more does not fail."""

type Verdict = Literal["enough", "ask", "too low"]


class Entry(Struct, frozen=True):
    """A line of the passport; `allowed` is what the account has, or the default."""

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
        """What is to be done, or nothing: a command that asks for more, or a sentence."""
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
    """Yield an entry for each quota that is touched; `allowed` tells what an account has."""
    known = quotas()
    for key, needed in needs(month).items():
        quota = known[key]
        has = allowed(quota)
        yield Entry(quota, needed, quota.default if has is None else has)
