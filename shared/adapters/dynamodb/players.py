"""Stores players, their claimed names and their refresh tokens in the table `players`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.json import Decoder, encode
from msgspec.structs import replace

from shared.adapters.dynamodb.rows import Row, Rows, When
from shared.application.players.names import folded
from shared.application.players.ports import NameTaken, Player, Refresh
from shared.application.players.secrets_hash import hashed

_read_refresh = Decoder(Refresh).decode

_read_player = Decoder(Player).decode

NAME = "name#"

TOKEN = 36
"""Maximum characters of a transaction's client token: a retry creates the same account."""

USED = "used"
"""Parent of a token whose row has a `position`: it was used when tokens could be used only once."""


class DynamoDbPlayers:
    """An account, its name and its subject each have a row, written in one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def create(self, player: Player) -> None:
        """Create an account; a retry after a lost answer recognises it as this one."""
        claims = [f"{NAME}{player.username}", f"folded#{folded(player.username)}"]
        if player.subject:
            claims.append(f"subject#{player.subject}")
        body = encode(player).decode()
        account = Row(_player(player.player_id), body=body)
        rows = [account, *(Row(claim, body=player.player_id) for claim in claims)]
        if not self._rows.insert(rows, token=hashed(body)[:TOKEN]):
            raise NameTaken(player.username)

    def get(self, player_id: str) -> Player | None:
        body = self._body(_player(player_id))
        return None if body is None else _read_player(body)

    def named(self, username: str) -> Player | None:
        player_id = self._body(f"folded#{folded(username)}")
        return None if player_id is None else self.get(player_id)

    def ids_of(self, usernames: Iterable[str]) -> dict[str, str]:
        bodies = self._bodies(f"{NAME}{username}" for username in usernames)
        return {key.removeprefix(NAME): player_id for key, player_id in bodies.items()}

    def guests(self, player_ids: Iterable[str]) -> set[str]:
        bodies = self._bodies(map(_player, player_ids)).values()
        players = (_read_player(body) for body in bodies)
        return {player.player_id for player in players if not player.subject}

    def names_of(self, player_ids: Iterable[str]) -> dict[str, str]:
        bodies = self._bodies(map(_player, player_ids)).values()
        players = (_read_player(body) for body in bodies)
        return {player.player_id: player.username for player in players}

    def by_subject(self, subject: str) -> Player | None:
        player_id = self._body(f"subject#{subject}")
        return None if player_id is None else self.get(player_id)

    def keep_refresh(self, refresh: Refresh) -> None:
        expires = int(refresh.expires.timestamp())
        body = encode(refresh).decode()
        self._rows.put(Row(f"refresh#{refresh.hash}", body=body, expires=expires))

    def find_refresh(self, token_hash: str) -> Refresh | None:
        row = self._rows.find(f"refresh#{token_hash}")
        if row is None:
            return None
        refresh = _read_refresh(row.body or "")
        return refresh if row.position is None else replace(refresh, parent=USED)

    def use_refresh(self, refresh: Refresh, until: datetime) -> bool:
        """Use a token by one idempotent write: a retry after a lost answer finds the same token."""
        row = Row(_revoked(refresh.family), body=refresh.hash, expires=int(until.timestamp()))
        when = When("attribute_not_exists(#pk) OR #body = :own", {"own": refresh.hash})
        if refresh.parent:
            known = {"own": refresh.hash, "parent": refresh.parent}
            when = When("#body IN (:own, :parent)", known)
        return self._rows.put(row, when)

    def revoke_family(self, family: str, until: datetime) -> None:
        self._rows.put(Row(_revoked(family), expires=int(until.timestamp())))

    def _bodies(self, keys: Iterable[str]) -> dict[str, str]:
        return {row.pk: row.body for row in self._rows.find_all(keys) if row.body is not None}

    def _body(self, key: str) -> str | None:
        row = self._rows.find(key)
        return None if row is None else row.body


def _player(player_id: str) -> str:
    return f"player#{player_id}"


def _revoked(family: str) -> str:
    """Return the key of the row that names a family's last used token.

    Tokens that were not issued for that one are revoked. If the row names none, all are revoked;
    without the row, none.
    """
    return f"revoked#{family}"
