"""In-memory twins of the entry ports' adapters. Thread-safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Lock

from shared.application.players.names import folded
from shared.application.players.ports import Connection, NameTaken, Player, Refresh, Ticket


class InMemoryPlayers:
    def __init__(self) -> None:
        self._players: dict[str, Player] = {}
        self._claims: dict[str, str] = {}
        self._refreshes: dict[str, Refresh] = {}
        self._last_used: dict[str, str] = {}
        self._lock = Lock()

    def create(self, player: Player) -> None:
        claims = [f"name#{player.username}", f"folded#{folded(player.username)}"]
        if player.subject:
            claims.append(f"subject#{player.subject}")
        with self._lock:
            if player.player_id in self._players or any(each in self._claims for each in claims):
                raise NameTaken(player.username)
            self._claims |= dict.fromkeys(claims, player.player_id)
            self._players[player.player_id] = player

    def get(self, player_id: str) -> Player | None:
        return self._players.get(player_id)

    def named(self, username: str) -> Player | None:
        return self._players.get(self._claims.get(f"folded#{folded(username)}", ""))

    def ids_of(self, usernames: Iterable[str]) -> dict[str, str]:
        found = {name: self._claims.get(f"name#{name}") for name in usernames}
        return {name: player_id for name, player_id in found.items() if player_id is not None}

    def guests(self, player_ids: Iterable[str]) -> set[str]:
        found = (self._players.get(player_id) for player_id in player_ids)
        return {player.player_id for player in found if player and not player.subject}

    def names_of(self, player_ids: Iterable[str]) -> dict[str, str]:
        found = (self._players.get(player_id) for player_id in player_ids)
        return {player.player_id: player.username for player in found if player}

    def by_subject(self, subject: str) -> Player | None:
        return self._players.get(self._claims.get(f"subject#{subject}", ""))

    def keep_refresh(self, refresh: Refresh) -> None:
        self._refreshes[refresh.hash] = refresh

    def find_refresh(self, token_hash: str) -> Refresh | None:
        return self._refreshes.get(token_hash)

    def use_refresh(self, refresh: Refresh, until: datetime) -> bool:
        del until
        with self._lock:
            if self._last_used.get(refresh.family, "") not in {refresh.hash, refresh.parent}:
                return False
            self._last_used[refresh.family] = refresh.hash
            return True

    def revoke_family(self, family: str, until: datetime) -> None:
        del until
        with self._lock:
            self._last_used[family] = "revoked"


class InMemoryTickets:
    def __init__(self) -> None:
        self._tickets: dict[str, Ticket] = {}
        self._used: set[str] = set()
        self._lock = Lock()

    def issue(self, ticket: Ticket) -> None:
        self._tickets[ticket.hash] = ticket

    def redeem(self, ticket_hash: str) -> Ticket | None:
        return self._tickets.pop(ticket_hash, None)

    def use(self, ticket_id: str, expires: datetime) -> bool:
        del expires  # the process of a test ends before that
        with self._lock:
            is_new = ticket_id not in self._used
            self._used.add(ticket_id)
        return is_new


class InMemoryLogins:
    def __init__(self) -> None:
        self._live: dict[str, str] = {}
        self._lock = Lock()

    def take_over(
        self, player_id: str, connection: str, is_open: Callable[[], bool] = lambda: True
    ) -> str | None:
        if not is_open():
            return None
        with self._lock:
            previous = self._live.get(player_id)
            self._live[player_id] = connection
            return None if previous == connection else previous

    def current(self, player_id: str) -> str | None:
        return self._live.get(player_id)

    def live(self, player_ids: Iterable[str]) -> set[str]:
        return {each for each in player_ids if each in self._live}

    def superseded(self, players: Mapping[str, str]) -> list[str]:
        return [
            connection
            for connection, player_id in players.items()
            if self._live.get(player_id, connection) != connection
        ]

    def leave(self, player_id: str, connection: str) -> None:
        with self._lock:
            if self._live.get(player_id) == connection:
                del self._live[player_id]


class InMemoryConnections:
    def __init__(self) -> None:
        self._open: dict[str, Connection] = {}
        self._ended: dict[str, Connection] = {}

    def open(self, connection: Connection) -> None:
        self._open[connection.connection] = connection

    def get(self, connection: str) -> Connection | None:
        return self._open.get(connection)

    def close(self, connection: str) -> Connection | None:
        known = self._open.pop(connection, None)
        if known is not None:
            self._ended[connection] = known
        return self._ended.get(connection)
