"""Ports of dead letters: their sources, their store, and their workloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from shared.application import ports

type State = Literal["waiting", "redriven", "discarded"]


class Letter(Struct, frozen=True):
    """A piece of work that a workload failed at in all its tries; the body is stored beside it.

    `source` says whether it was a message of a queue or a record of a stream, `group` is the
    message group of a FIFO queue, `why` is the reason given for discarding it. `stream`, `player`
    and `trace` come from the body. `claims` counts the processes that claimed it, the last until
    `held`. `edited_by` changed the body; the original is kept beside it. `edit` is the number of
    the claim for the edit, and names the body that counts.
    """

    id: str
    at: datetime
    workload: str
    source: Literal["queue", "record"]
    error: str = ""
    group: str = ""
    stream: str = ""
    player: str = ""
    trace: str = ""
    position: int = 0
    state: State = "waiting"
    why: str = ""
    claims: int = 0
    held: datetime | None = None
    edited_by: str = ""
    edit: int = 0


class Found(Struct, frozen=True):
    """A letter found at its source, with its body; `receipt` removes it there."""

    letter: Letter
    body: bytes
    receipt: tuple[str, str]


class DeadLetters(Protocol):
    """The sources of letters that are not in the index yet."""

    def find(self) -> Sequence[Found]:
        """Return some letters that wait there; none if there are none left."""

    def remove(self, found: Found) -> None:
        """Remove a letter that is in the index from its source."""


class Bodies(Protocol):
    """The bodies of letters, kept as long as the letters."""

    def keep(self, letter: str, body: bytes) -> None:
        """Store a body; the same letter again replaces it."""

    def get(self, letter: str) -> bytes | None:
        """Return a body, or None for an expired one."""


class NotTakenError(Exception):
    """A workload failed again at a redriven letter; the text is the reason."""


class Workers(Protocol):
    """The workloads, as seen by the process that gives them work."""

    def give(self, letter: Letter, body: bytes) -> None:
        """Give a letter to its workload; raise NotTakenError if its failure is known at once."""


class Ports(ports.Ports, Protocol):
    """The ports of dead letters."""

    @property
    def letter_bodies(self) -> Bodies: ...
    @property
    def dead_letters(self) -> DeadLetters: ...
    @property
    def workers(self) -> Workers: ...
    @property
    def on_fault(self) -> Callable[[Exception], object]: ...
