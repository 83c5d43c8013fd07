"""Ports of matchmaking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from shared.application.lifecycle import ports


class WaitingRoom(Protocol):
    """Small values in the cache about the players who wait for a match of a game.

    All may be lost at any time: clients repeat that they wait. Every method may raise
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
        """Drop and put values atomically, if every value in `needs` is as given.

        Return whether it was done. An empty value in `needs` stands for a name that must be absent.
        """


class Ports(ports.Ports, Protocol):
    """The ports of matchmaking; `chance` draws 64 random bits."""

    @property
    def waiting_room(self) -> WaitingRoom: ...
    @property
    def chance(self) -> Callable[[], int]: ...
    @property
    def on_fault(self) -> Callable[[Exception], object]: ...
