"""What dead letters need of the world: where they come from, where they are kept, where they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from shared.application import ports

type State = Literal["waiting", "redriven", "discarded"]


class Letter(Struct, frozen=True):
    """What a workload could not do, after all its tries; the body is kept beside it.

    `source` says whether it was a message of a queue or a record of a stream, `group` is that of a
    queue that keeps order, `why` is what was said when it was discarded. `stream`, `player` and
    `trace` are what the body tells. `claims` counts those who took it on, the last until `held`.
    `edited_by` is who changed the body; the original is kept beside it. `edit` is the claim under
    which that was, and names the body that counts.
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
    """A letter as it is found, with its body; `receipt` ends its first place."""

    letter: Letter
    body: bytes
    receipt: tuple[str, str]


class DeadLetters(Protocol):
    """Where letters are before they are in the index."""

    def find(self) -> Sequence[Found]:
        """Return some that wait there; none when there are none left."""

    def remove(self, found: Found) -> None:
        """Remove one that is in the index."""


class Bodies(Protocol):
    """The bodies of letters, for as long as the letters are kept."""

    def keep(self, letter: str, body: bytes) -> None:
        """Keep a body; the same letter again replaces it."""

    def get(self, letter: str) -> bytes | None:
        """Return a body, or None for one whose time is over."""


class NotTakenError(Exception):
    """A workload failed again at what was redriven; the text is the reason."""


class Workers(Protocol):
    """The workloads, as whoever gives them their work sees them."""

    def give(self, letter: Letter, body: bytes) -> None:
        """Have a workload try again; raise NotTakenError if it is known at once that it fails."""


class Ports(ports.Ports, Protocol):
    """What dead letters need of the world."""

    @property
    def letter_bodies(self) -> Bodies: ...
    @property
    def dead_letters(self) -> DeadLetters: ...
    @property
    def workers(self) -> Workers: ...
    @property
    def on_fault(self) -> Callable[[Exception], object]: ...
