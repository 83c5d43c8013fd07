"""Players, the names they claim and their refresh tokens, in the table `players`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from msgspec.json import decode, encode
from msgspec.structs import replace
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from shared.adapters.dynamodb.models import Place, answering_rows, bind, connect, find, write
from shared.application.players.names import folded
from shared.application.players.ports import NameTaken, Player, Refresh

NAME = "name#"

USED = "used"
"""Parent of a token that has a `position`: it was used when tokens were good once alone."""


class DynamoDbPlayers:
    """An account, its name and its subject are rows of their own, written in one transaction."""

    def __init__(self, place: Place) -> None:
        self._rows = bind(place)
        self._connection = connect(place)

    def create(self, player: Player) -> None:
        claims = [f"{NAME}{player.username}", f"folded#{folded(player.username)}"]
        if player.subject:
            claims.append(f"subject#{player.subject}")
        free = self._rows.pk.does_not_exist()
        try:
            with answering_rows(), self._transaction(player) as transaction:
                body = encode(player).decode()
                transaction.save(self._rows(_player(player.player_id), body=body), condition=free)
                for claim in claims:
                    transaction.save(self._rows(claim, body=player.player_id), condition=free)
        except TransactWriteError as error:
            reasons = [reason.code for reason in error.cancellation_reasons if reason]
            if reasons and set(reasons) <= {"ConditionalCheckFailed", "TransactionConflict"}:
                raise NameTaken(player.username) from error
            raise

    def get(self, player_id: str) -> Player | None:
        body = self._body(_player(player_id))
        return None if body is None else decode(body, type=Player)

    def ids_of(self, usernames: Iterable[str]) -> dict[str, str]:
        bodies = self._bodies(f"{NAME}{username}" for username in usernames)
        return {key.removeprefix(NAME): player_id for key, player_id in bodies.items()}

    def guests(self, player_ids: Iterable[str]) -> set[str]:
        bodies = self._bodies(map(_player, player_ids)).values()
        players = (decode(body, type=Player) for body in bodies)
        return {player.player_id for player in players if not player.subject}

    def by_subject(self, subject: str) -> Player | None:
        player_id = self._body(f"subject#{subject}")
        return None if player_id is None else self.get(player_id)

    def keep_refresh(self, refresh: Refresh) -> None:
        expires = int(refresh.expires.timestamp())
        body = encode(refresh).decode()
        with answering_rows():
            self._rows(f"refresh#{refresh.hash}", body=body, expires=expires).save()

    def find_refresh(self, token_hash: str) -> Refresh | None:
        row = find(self._rows, f"refresh#{token_hash}")
        if row is None:
            return None
        refresh = decode(row.body or "", type=Refresh)
        return refresh if row.position is None else replace(refresh, parent=USED)

    def use_refresh(self, refresh: Refresh, until: datetime) -> bool:
        """One write that may be repeated: after a lost answer it finds the token itself."""
        last, expires = self._rows.body, self._rows.expires
        parent = last == refresh.parent if refresh.parent else self._rows.pk.does_not_exist()
        return write(
            partial(
                self._rows(_revoked(refresh.family)).update,
                actions=[last.set(refresh.hash), expires.set(int(until.timestamp()))],
                condition=parent | (last == refresh.hash),
            )
        )

    def revoke_family(self, family: str, until: datetime) -> None:
        with answering_rows():
            self._rows(_revoked(family), expires=int(until.timestamp())).save()

    def _transaction(self, player: Player) -> TransactWrite:
        """One that a retry after a lost answer does not take for somebody else's."""
        return TransactWrite(client_request_token=player.player_id, connection=self._connection)

    def _bodies(self, keys: Iterable[str]) -> dict[str, str]:
        """A hundred a request; what a throttled table leaves out is asked for again."""
        each_once = [(key, "-") for key in dict.fromkeys(keys)]
        with answering_rows():
            rows = self._rows.batch_get(each_once, consistent_read=True)
            return {row.pk: row.body for row in rows if row.body is not None}

    def _body(self, key: str) -> str | None:
        row = find(self._rows, key)
        return None if row is None else row.body


def _player(player_id: str) -> str:
    return f"player#{player_id}"


def _revoked(family: str) -> str:
    """Where the last used token of a family is: what did not come of it is revoked.

    Without one all are; without the row none is.
    """
    return f"revoked#{family}"
