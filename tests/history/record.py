"""A history: what players sent and heard, in order of time, and what the stores held in the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.json import decode, encode

type Frame = dict[str, Any]

HTTP = 0
"""In place of a socket's number: the order was sent over HTTP."""

OUTCOMES = frozenset({"done", "refused"})
"""Answers that are final; all others ask to be asked again, or say that it is under way."""

COMMANDS = frozenset(f"codebattle.{command}" for command in ("join", "answer", "attack", "leave"))
ORDERS = frozenset({"economy"})


class Opened(Struct, frozen=True, tag=True):
    """A player has another socket; `at` is seconds since the history began, as everywhere."""

    at: float
    player: str
    socket: int
    home: str


class Closed(Struct, frozen=True, tag=True):
    at: float
    player: str
    socket: int


class Sent(Struct, frozen=True, tag=True):
    at: float
    player: str
    socket: int
    frame: Frame


class Heard(Struct, frozen=True, tag=True):
    at: float
    player: str
    socket: int
    frame: Frame


class Shown(Struct, frozen=True, tag=True):
    """What the client's half of the protocol gave to the application."""

    at: float
    player: str
    channel: str
    offset: int
    event: str
    data: Frame


class Fault(Struct, frozen=True, tag=True):
    """A fault begins, or is over: the store or the process answers again."""

    at: float
    name: str
    over: bool = False


type Record = Opened | Closed | Sent | Heard | Shown | Fault


class Commit(Struct, frozen=True):
    """A commit of a participant's stream; `message` is what it is on the private channel.

    `outcome` is None on the stream of a player who was only touched by the command.
    """

    position: int
    command_id: str
    facts: tuple[Frame, ...]
    outcome: Frame | None = None
    message: Frame = {}


class Entry(Struct, frozen=True):
    """One line of the ledger: what a transaction did to a player's account."""

    transaction: int
    key: str
    player: str
    amount: int


class Ledger(Struct, frozen=True):
    """`differences` is what the audit found; `minted` is what all players were given at first."""

    differences: tuple[str, ...] = ()
    minted: int = 0
    balances: dict[str, int] = {}
    entries: tuple[Entry, ...] = ()


class History(Struct, frozen=True):
    """All that the rules look at; `board` is what HTTP answered in the end."""

    seed: int
    battle: str
    ends_at: datetime
    players: tuple[str, ...]
    records: tuple[Record, ...]
    logs: dict[str, tuple[Commit, ...]]
    board: dict[str, int]
    ledger: Ledger = Ledger()

    def of[T: Record](self, kind: type[T], player: str = "") -> Iterator[T]:
        """Yield the records of a kind, of one player if named."""
        for each in self.records:
            if isinstance(each, kind) and player in {"", getattr(each, "player", "")}:
                yield each

    def private_channel(self, player: str) -> str:
        return f"codebattle/{self.battle}/player/{player}@{player}"

    @property
    def board_channel(self) -> str:
        return f"codebattle/{self.battle}/board"


def save(history: History, path: Path) -> None:
    path.write_bytes(encode(history))


def read(path: Path) -> History:
    return decode(path.read_bytes(), type=History)
