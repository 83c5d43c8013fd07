"""Records acts of operators and their reasons: a fact before each act, and one with its outcome.

The facts are listed in order of time. None is written twice, as each has a key of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from shared.application.players.ports import Ports
from shared.application.ports import FIRST, LAST, Listed
from shared.kernel.players import Identity, OperatorRole, operator_name, role_of
from shared.kernel.typed import converter
from shared.wire.paging import page_of

KIND, GROUP = "act", "acts"

KEPT = timedelta(days=400)
"""Time for which acts are kept and can be searched."""

MOST_LOOKED_AT = 2_000
"""Maximum facts that one search reads."""

DONE = "done"


class ActFact(Struct, frozen=True):
    """A step of an act. `what` names the act, `about` its subject.

    The outcome of a finished act is `done`, or the error code that its sender was told. An act
    without an end was interrupted: its outcome is unknown.
    """

    act: str
    step: Literal["asked", "ended"]
    at: datetime
    by: str
    role: OperatorRole
    what: str
    about: str
    why: str
    outcome: str = ""

    @property
    def order(self) -> str:
        """The sort key among all facts; no two facts of one act have the same time."""
        return f"{self.at:%Y-%m-%dT%H:%M:%S.%f}:{self.act}:{self.step}"


_read_fact = converter(ActFact)


class Search(Struct, frozen=True):
    """A search for facts: of an operator, with a text in `about`, before a place."""

    by: str = ""
    text: str = ""
    before: str = ""

    def has(self, fact: ActFact) -> bool:
        """Whether the search matches a fact."""
        text = f"{fact.what} {fact.about} {fact.why} {fact.outcome}"
        return (not self.by or fact.by == self.by) and self.text in text


@contextmanager
def acting(
    ports: Ports,
    by: Identity,
    what: str,
    about: str,
    why: str,
    outcome_of: Callable[[Exception], str],
) -> Iterator[None]:
    """Record an act before it is done, and its outcome afterwards.

    An act that can't be recorded is not done. If only the end can't be recorded, the act is done
    all the same: that is logged as a fault, and the operator is told the act's own outcome.
    """
    role = role_of(by)
    assert role is not None, "only operators act"
    asked = ActFact(
        ports.new_id(), "asked", ports.clock(), operator_name(by), role, what, about, why
    )
    _put(ports, asked)
    try:
        yield
    except Exception as error:
        _end(ports, asked, outcome_of(error))
        raise
    _end(ports, asked, DONE)


def acts(
    ports: Ports, search: Search, limit: int, most: int = MOST_LOOKED_AT
) -> tuple[list[ActFact], str | None]:
    """Return a page of facts, newest first, and the place before which the next page begins.

    A search reads at most `most` facts: then the page is short, and the next one continues.
    """
    found: list[ActFact] = []
    looked_at, last = 0, ""
    for view in ports.views.listed(GROUP, FIRST, search.before or LAST, newest=True):
        fact = _read_fact(view)
        if looked_at == most:
            return found, last
        looked_at, last = looked_at + 1, fact.order
        if search.has(fact):
            found.append(fact)
        if len(found) > limit:
            break
    return page_of(found, limit, lambda fact: fact.order)


def _end(ports: Ports, asked: ActFact, outcome: str) -> None:
    try:
        _put(ports, replace(asked, step="ended", at=ports.clock(), outcome=outcome))
    except Exception as error:  # noqa: BLE001 - the act is done; its sender must hear of that
        ports.on_fault(error)


def _put(ports: Ports, fact: ActFact) -> None:
    listed = Listed(GROUP, fact.order)
    ports.views.put(KIND, f"{fact.act}:{fact.step}", fact, listed=listed, until=fact.at + KEPT)
