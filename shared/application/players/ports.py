"""Ports of player accounts, sessions and connections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.application.channels import ports
from shared.application.players.pace import Counted
from shared.kernel.players import Identity


class NameTaken(Exception):  # noqa: N818 - a fact: another player has the name
    """The username belongs to another player."""


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
    """A refresh token, by its hash; all tokens that stem from one sign-in are a family.

    `parent` is the hash of the token that it replaced, empty for a sign-in's token.
    """

    hash: str
    family: str
    player_id: str
    expires: datetime
    parent: str = ""


class Players(Protocol):
    """Accounts, their unique usernames, and their refresh tokens."""

    def create(self, player: Player) -> None:
        """Write the account, and claim its name, in any case, and its subject; raise NameTaken.

        Raise NameTaken also if the id belongs to an account already.
        """

    def get(self, player_id: str) -> Player | None:
        """Return the account of that id."""

    def named(self, username: str) -> Player | None:
        """Return the account of that name, in any case."""

    def ids_of(self, usernames: Iterable[str]) -> Mapping[str, str]:
        """Return the player ids of those names that exist, in few requests."""

    def guests(self, player_ids: Iterable[str]) -> set[str]:
        """Return the players who have no OIDC subject, in few requests."""

    def names_of(self, player_ids: Iterable[str]) -> Mapping[str, str]:
        """Return the usernames of those ids that exist, in few requests."""

    def by_subject(self, subject: str) -> Player | None:
        """Return the account of an OIDC subject."""

    def keep_refresh(self, refresh: Refresh) -> None:
        """Store a refresh token."""

    def find_refresh(self, token_hash: str) -> Refresh | None:
        """Return the token of that hash."""

    def use_refresh(self, refresh: Refresh, until: datetime) -> bool:
        """Make a token its family's last used one, if it isn't already.

        Return False if neither it nor its parent is the last used one: the family went on without
        it. Tokens that stem from it must expire by `until`.
        """

    def revoke_family(self, family: str, until: datetime) -> None:
        """Revoke all tokens of a family; all of them expire by `until`."""


class Ticket(Struct, frozen=True):
    """A one-use right to open a socket."""

    hash: str
    identity: Identity
    expires: datetime


class TicketAhead(Struct, frozen=True):
    """A signed right to open the next socket; nothing is stored before its use.

    `until` is when the client must sign in again, however many sockets followed one another.
    """

    id: str
    identity: Identity
    expires: datetime
    until: datetime


class Tickets(Protocol):
    """Issued tickets that were not used, and signed tickets that were."""

    def issue(self, ticket: Ticket) -> None:
        """Store a ticket until it expires."""

    def redeem(self, ticket_hash: str) -> Ticket | None:
        """Remove a ticket and return it; None if it is unknown or used."""

    def use(self, ticket_id: str, expires: datetime) -> bool:
        """Note until it expires that a signed ticket was used; return False if it already was."""


class Logins(Protocol):
    """The live connection of each player."""

    def take_over(
        self, player_id: str, connection: str, is_open: Callable[[], bool] = lambda: True
    ) -> str | None:
        """Make this the live connection; return the one before it, if it is another.

        `is_open` is called before each write; if it is False, nothing is written and None returned.
        """

    def current(self, player_id: str) -> str | None:
        """Return the live connection; strongly consistent."""

    def live(self, player_ids: Iterable[str]) -> set[str]:
        """Return those of the players who have a live connection, in few requests."""

    def superseded(self, players: Mapping[str, str]) -> list[str]:
        """Return those of some connections that newer ones superseded, given their players' ids.

        Strongly consistent.
        """

    def leave(self, player_id: str, connection: str) -> None:
        """Forget the connection if it is the live one."""


class Connection(Struct, frozen=True):
    """An open socket and its player."""

    connection: str
    identity: Identity
    connected_at: datetime


class Connections(Protocol):
    """The open sockets."""

    def open(self, connection: Connection) -> None:
        """Store a socket; it is forgotten by itself after two hours and ten minutes."""

    def get(self, connection: str) -> Connection | None:
        """Return the open connection with its player."""

    def close(self, connection: str) -> Connection | None:
        """Note that a socket has ended; return its record, also if it had ended before."""


class Tokens(Protocol):
    """Signed session tokens."""

    def sign(self, identity: Identity, now: datetime, seconds: int) -> str:
        """Return a token that is valid for so many seconds."""

    def verify(self, token: str, now: datetime) -> Identity:
        """Return the identity in a token; raise EntryRefused if it is forged or expired."""

    def sign_ticket(self, ticket: TicketAhead) -> str:
        """Return a ticket as signed text, which does not pass as a session token."""

    def verify_ticket(self, text: str, now: datetime) -> TicketAhead:
        """Return the ticket in a text; raise EntryRefused if it is forged or expired."""


class SessionOver(Exception):  # noqa: N818 - a fact: the connection was superseded or has ended
    """The connection was superseded or has ended: none of its frames may be served."""


class Sessions(Protocol):
    """How fast connections send, and which are over; every method may raise CacheUnavailable.

    Frames of one connection are served concurrently, so each method is one atomic step.
    """

    def open(self, connection: str, seen_at: datetime | None = None) -> None:
        """Begin to count; a connection that is known or over stays as it is."""

    def count(self, connection: str, now: datetime, *, good: bool) -> Counted | None:
        """Count one frame, as `pace.count` does; return None for an unknown connection.

        Raise SessionOver if the connection is over.
        """

    def end(self, connection: str) -> None:
        """Mark the connection as over, so that none of its frames is served any more."""

    def is_over(self, connection: str) -> bool:
        """Whether `end` was called."""


class Ports(ports.Ports, Protocol):
    """The ports for letting players in and keeping their connections."""

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
