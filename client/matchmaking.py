"""Waiting for a match of a game, over a connection."""

from __future__ import annotations

from collections.abc import Sequence

from client.connection import Connection
from client.requests import Outcome


class Matchmaking:
    """The queues of a game, such as `match`; every call returns how it stands, or raises Refused.

    Its fields are `waits`, `since`, `offer`, `accept_by`, `accepted` and `room`.
    """

    def __init__(self, connection: Connection, game: str) -> None:
        self._connection = connection
        self._game = game

    async def join(
        self,
        queue: str,
        party: Sequence[str] = (),
        *,
        region: str = "any",
        waited_seconds: int = 0,
    ) -> Outcome:
        """Wait in a queue for a match. Repeat it every five seconds until there is a room."""
        return await self._ask(
            "join", queue=queue, party=list(party), region=region, waited_seconds=waited_seconds
        )

    async def accept(self, offer: str) -> Outcome:
        """Accept an offered match."""
        return await self._ask("accept", offer=offer)

    async def decline(self, offer: str) -> Outcome:
        """Decline an offered match."""
        return await self._ask("decline", offer=offer)

    async def leave(self) -> Outcome:
        """Wait no more; an offer is declined with it."""
        return await self._ask("leave")

    async def _ask(self, do: str, **fields: object) -> Outcome:
        command = {"do": do, **fields}
        return await self._connection.command("matchmaking", game=self._game, command=command)
