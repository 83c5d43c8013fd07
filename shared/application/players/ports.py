"""What letting players in needs from the world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.application.channels import ports
from shared.application.players.pace import Counted
from shared.kernel.players import Identity


class NameTaken(Exception):  # noqa: N818 - a fact: another player has the name
    """A username belongs to one player."""


class EntryRefused(Exception):  # noqa: N818 - a fact: this caller is not let in
    """A token, a ticket or a key is forged, expired or used; `code` is part of the contract."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Player(Struct, frozen=True):
    """An account; `subject` is `issuer|subject` of an OIDC player, empty for a guest."""

    player_id: str
    username: str
    created_at: datetime
    subject: str = ""


class Refresh(Struct, frozen=True):
    """A refresh token, by its hash; all that come of one sign-in are a family.

    `parent` is the hash of the token that it was had for, empty for a sign-in's.
    """

    hash: str
    family: str
    player_id: str
    expires: datetime
    parent: str = ""


class Players(Protocol):
    """Accounts, the names that they claim, and their refresh tokens."""

    def create(self, player: Player) -> None:
        """Write the account, claim its name in any case and its subject; raise NameTaken.

        So it does if the id is an account's already.
        """

    def get(self, player_id: str) -> Player | None:
        """The account of that id."""

    def named(self, username: str) -> Player | None:
        """The account of that name, in any case."""

    def ids_of(self, usernames: Iterable[str]) -> Mapping[str, str]:
        """The ids of those of the names that a player has, in few requests."""

    def guests(self, player_ids: Iterable[str]) -> set[str]:
        """Those of the players who have no OIDC subject, in few requests."""

    def names_of(self, player_ids: Iterable[str]) -> Mapping[str, str]:
        """The usernames of those of the ids that a player has, in few requests."""

    def by_subject(self, subject: str) -> Player | None:
        """The account of an OIDC subject."""

    def keep_refresh(self, refresh: Refresh) -> None:
        """Remember a refresh token."""

    def find_refresh(self, token_hash: str) -> Refresh | None:
        """The token of that hash."""

    def use_refresh(self, refresh: Refresh, until: datetime) -> bool:
        """Make a token its family's last used one, as it may be already.

        False if neither it nor its parent is that: the family went on without it. What comes of
        it has to expire by `until`.
        """

    def revoke_family(self, family: str, until: datetime) -> None:
        """Let no token of a family be used any more; all of them expire by `until`."""


class Ticket(Struct, frozen=True):
    """A one-use right to open a socket."""

    hash: str
    identity: Identity
    expires: datetime


class TicketAhead(Struct, frozen=True):
    """A signed right to open the next socket: nothing is stored before it is used.

    `until` is when a sign-in has to be shown again, however many sockets follow one another.
    """

    id: str
    identity: Identity
    expires: datetime
    until: datetime


class Tickets(Protocol):
    """Tickets that were issued and not used, and those of signed ones that were used."""

    def issue(self, ticket: Ticket) -> None:
        """Remember a ticket until it expires."""

    def redeem(self, ticket_hash: str) -> Ticket | None:
        """Take a ticket away and return it; None for one that is unknown or used."""

    def use(self, ticket_id: str, expires: datetime) -> bool:
        """Remember until then that a signed ticket was used; False for one that was already."""


class Logins(Protocol):
    """Which connection is a player's live one."""

    def take_over(
        self, player_id: str, connection: str, is_open: Callable[[], bool] = lambda: True
    ) -> str | None:
        """Make this the live connection; return the one before it, if it is another.

        `is_open` is asked before each write; nothing is written, and None returned, if it is not.
        """

    def current(self, player_id: str) -> str | None:
        """The live connection; strongly consistent."""

    def live(self, player_ids: Iterable[str]) -> set[str]:
        """Return those of the players who have a live connection, in few requests."""

    def superseded(self, players: Mapping[str, str]) -> list[str]:
        """Return those of some connections, told with their players' ids, that newer ones replaced.

        Strongly consistent.
        """

    def leave(self, player_id: str, connection: str) -> None:
        """Forget the connection if it is the live one."""


class Connection(Struct, frozen=True):
    """An open socket and who is at it."""

    connection: str
    identity: Identity
    connected_at: datetime


class Connections(Protocol):
    """The open sockets."""

    def open(self, connection: Connection) -> None:
        """Remember a socket; forgotten by itself after two hours and ten minutes."""

    def get(self, connection: str) -> Connection | None:
        """Who is at an open connection."""

    def close(self, connection: str) -> Connection | None:
        """Say that a socket has ended; return who was at it, also if it had ended before."""


class Tokens(Protocol):
    """Signed session tokens."""

    def sign(self, identity: Identity, now: datetime, seconds: int) -> str:
        """Return a token that is good for so many seconds."""

    def verify(self, token: str, now: datetime) -> Identity:
        """Return who signed in; raise EntryRefused for a forged or an expired token."""

    def sign_ticket(self, ticket: TicketAhead) -> str:
        """Return a ticket as text, which is no token."""

    def verify_ticket(self, text: str, now: datetime) -> TicketAhead:
        """Return what a text says; raise EntryRefused for a forged or an expired ticket."""


class SessionOver(Exception):  # noqa: N818 - a fact: the connection was superseded or has ended
    """No frame of the connection may be served any more."""


class Sessions(Protocol):
    """How fast connections send, and which are over; every method may raise CacheUnavailable.

    Frames of one connection are served side by side: each method is one atomic step.
    """

    def open(self, connection: str, seen_at: datetime | None = None) -> None:
        """Begin to count; one that is known, or over, stays as it is."""

    def count(self, connection: str, now: datetime, *, good: bool) -> Counted | None:
        """Count one more frame, as `pace.count` does; None for a connection that is not known.

        Raise SessionOver.
        """

    def end(self, connection: str) -> None:
        """Let no frame of the connection be served any more."""

    def is_over(self, connection: str) -> bool:
        """Whether `end` was called."""


class Ports(ports.Ports, Protocol):
    """What letting players in and keeping their connections takes."""

    @property
    def players(self) -> Players: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def connections(self) -> Connections: ...
    @property
    def logins(self) -> Logins: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def on_fault(self) -> Callable[[Exception], object]: ...
