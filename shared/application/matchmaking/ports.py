"""What matchmaking needs from the world."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from shared.application.lifecycle import ports


class WaitingRoom(Protocol):
    """Small values about those who wait for a match of a game, in the cache.

    All may be lost at any time: clients say again that they wait. Every method may raise
    CacheUnavailable.
    """

    def read(self, game: str) -> Mapping[str, bytes]:
        """Return all values."""

    def get(self, game: str, names: Sequence[str]) -> list[bytes | None]:
        """Return some values, in the order of their names."""

    def change(
        self,
        game: str,
        *,
        needs: Mapping[str, bytes] | None = None,
        drop: Collection[str] = (),
        put: Mapping[str, bytes] | None = None,
    ) -> bool:
        """Drop and put, if all that is needed has the value that is named.

        Nobody sees a half of it. An empty value is needed for what must not be there.
        """


class Ports(ports.Ports, Protocol):
    """What matchmaking is made of; `chance` draws 64 bits."""

    @property
    def waiting_room(self) -> WaitingRoom: ...
    @property
    def chance(self) -> Callable[[], int]: ...
    @property
    def on_fault(self) -> Callable[[Exception], object]: ...
