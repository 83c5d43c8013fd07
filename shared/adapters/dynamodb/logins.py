"""Stores each player's login, the one live connection, in the table `sockets`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from shared.adapters.dynamodb.rows import Row, Rows, When

LOGIN_LIVES = timedelta(days=1)

_NOBODY = When("attribute_not_exists(#body)")


class DynamoDbLogins:
    """One row for each player, replaced by compare-and-set."""

    def __init__(self, rows: Rows, clock: Callable[[], datetime]) -> None:
        self._rows = rows
        self._clock = clock

    def take_over(
        self, player_id: str, connection: str, is_open: Callable[[], bool] = lambda: True
    ) -> str | None:
        """Make a connection the login; return the one before.

        If the answer to a write is lost, its retry fails and finds this connection in the row.
        """
        previous = None
        while (found := self.current(player_id)) != connection:
            if not is_open():
                return None
            previous = found
            expires = int((self._clock() + LOGIN_LIVES).timestamp())
            row = Row(_key(player_id), body=connection, expires=expires)
            if self._rows.put(row, _NOBODY if previous is None else _live(previous)):
                break
        return previous

    def current(self, player_id: str) -> str | None:
        row = self._rows.find(_key(player_id))
        return None if row is None else row.body

    def live(self, player_ids: Iterable[str]) -> set[str]:
        rows = self._rows.find_all(map(_key, player_ids))
        return {row.pk.removeprefix(_key("")) for row in rows if row.body}

    def superseded(self, players: Mapping[str, str]) -> list[str]:
        live = {row.pk: row.body for row in self._rows.find_all(map(_key, players.values()))}
        return [each for each, who in players.items() if live.get(_key(who), each) != each]

    def leave(self, player_id: str, connection: str) -> None:
        self._rows.remove(_key(player_id), _live(connection))


def _live(connection: str) -> When:
    return When("#body = :live", {"live": connection})


def _key(player_id: str) -> str:
    return f"login#{player_id}"
