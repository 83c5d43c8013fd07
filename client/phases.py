"""The phases of a player's connection, over as many sockets as it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from client.errors import RumpusError


@dataclass(frozen=True)
class Link:
    """The state of the connection; `superseded` and `closed` are final."""

    state: Literal["connected", "reconnecting", "resumed", "superseded", "closed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """There is no socket; the client tries to open one after a pause."""

    failures: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Connecting:
    """There is no socket; one is being opened, after a number of failures in a row."""

    failures: int = 0


@dataclass(frozen=True, slots=True)
class Connected:
    """The socket of this number serves; `asked` says whether the host wants it to be left.

    Without a break there has been a socket since then.
    """

    number: int
    since: float
    failures: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Moving:
    """Another socket is being opened beside the one that serves, which may end meanwhile."""

    older: Connected
    since: float


@dataclass(frozen=True, slots=True)
class Over:
    """The connection is over for good."""

    error: RumpusError
    link: Link


type Phase = Waiting | Connecting | Connected | Moving | Over
