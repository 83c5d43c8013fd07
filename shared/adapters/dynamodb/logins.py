"""Which connection is a player's live one, in the table `sockets`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from shared.adapters.dynamodb.models import Row, answering_rows, find, write

LOGIN_LIVES = timedelta(days=1)


class DynamoDbLogins:
    """One row a player; it is replaced only on condition that it is still the one that was read."""

    def __init__(self, rows: type[Row], clock: Callable[[], datetime]) -> None:
        self._rows = rows
        self._clock = clock

    def take_over(
        self, player_id: str, connection: str, is_open: Callable[[], bool] = lambda: True
    ) -> str | None:
        """A write whose answer is lost is sent again and fails: then the row names us already."""
        previous = None
        while (found := self.current(player_id)) != connection:
            if not is_open():
                return None
            previous = found
            body = self._rows.body
            unchanged = body.does_not_exist() if previous is None else body == previous
            expires = int((self._clock() + LOGIN_LIVES).timestamp())
            row = self._rows(_key(player_id), body=connection, expires=expires)
            if write(partial(row.save, condition=unchanged)):
                break
        return previous

    def current(self, player_id: str) -> str | None:
        row = find(self._rows, _key(player_id))
        return None if row is None else row.body

    def superseded(self, players: Mapping[str, str]) -> list[str]:
        keys = {(_key(each), "-") for each in players.values()}
        with answering_rows():
            live = {row.pk: row.body for row in self._rows.batch_get(keys, consistent_read=True)}
        return [each for each, who in players.items() if live.get(_key(who), each) != each]

    def leave(self, player_id: str, connection: str) -> None:
        row = self._rows(_key(player_id))
        write(partial(row.delete, condition=self._rows.body == connection))


def _key(player_id: str) -> str:
    return f"login#{player_id}"
