"""Objects of archived players in memory, for tests. Thread-safe."""

from __future__ import annotations

from hashlib import md5, sha256
from threading import Lock

from shared.application.archive.ports import Kept


class InMemoryPlayerObjects:
    """`kept` maps players to bytes."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self._lock = Lock()

    def put(self, player: str, body: bytes, replaces: str) -> Kept | None:
        with self._lock:
            if self._etag(player) != replaces:
                return None
            self.kept[player] = body
            return self.head(player)

    def head(self, player: str) -> Kept | None:
        body = self.kept.get(player)
        return None if body is None else Kept(self._etag(player), sha256(body).hexdigest())

    def get(self, player: str) -> bytes | None:
        return self.kept.get(player)

    def remove(self, player: str) -> None:
        self.kept.pop(player, None)

    def url(self, player: str) -> str:
        return f"memory://players/{player}.json.gz"

    def _etag(self, player: str) -> str:
        body = self.kept.get(player)
        return "" if body is None else md5(body, usedforsecurity=False).hexdigest()
