"""Builds the ports on Valkey: boards, waiting room, presence, leases, and the message bus."""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.runtime import clock
from shared.runtime.game_ports import GamePorts
from shared.runtime.once import once
from shared.runtime.settings import Settings

if TYPE_CHECKING:
    from shared.adapters.valkey.breaker import Breaker
    from shared.adapters.valkey.client import Client
    from shared.application.boards.ports import Leaderboard
    from shared.application.channels.ports import BusSubscriber, MessageBus
    from shared.application.lifecycle.overview import Overview
    from shared.application.matchmaking.ports import WaitingRoom
    from shared.application.players.ports import Sessions
    from shared.application.ports import Coordination


class ValkeyPorts(GamePorts):
    """A part of a process's ports."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @once
    def leaderboard(self) -> Leaderboard:
        from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
        from shared.application.boards.board import boards_of

        return ValkeyLeaderboard(self._valkey, self._breaker, boards_of(self.games))

    @once
    def overview(self) -> Overview:
        from shared.adapters.valkey.overview import ValkeyOverview

        return ValkeyOverview(self._valkey, self._breaker)

    @once
    def coordination(self) -> Coordination:
        from shared.adapters.valkey.coordination import ValkeyCoordination

        return ValkeyCoordination(self._valkey, self._breaker)

    @once
    def waiting_room(self) -> WaitingRoom:
        from shared.adapters.valkey.waiting_room import ValkeyWaitingRoom

        return ValkeyWaitingRoom(self._valkey, self._breaker)

    @once
    def sessions(self) -> Sessions:
        from shared.adapters.valkey.sessions import ValkeySessions

        return ValkeySessions(self._valkey, self._breaker)

    @once
    def bus(self) -> MessageBus:
        from shared.adapters.valkey.bus import ValkeyBus

        return ValkeyBus(self._valkey, self._breaker)

    def bus_subscriber(
        self, receive: Callable[[str, bytes], None], lost: Callable[[], None]
    ) -> BusSubscriber:
        """Return this process's subscriber, which is not started yet."""
        from shared.adapters.valkey.bus import ValkeySubscriber
        from shared.adapters.valkey.client import subscriber

        return ValkeySubscriber(subscriber(self.settings.need("valkey_url")), receive, lost)

    @once
    def _valkey(self) -> Client:
        from shared.adapters.valkey.client import connect

        return connect(self.settings.need("valkey_url"))

    @once
    def _breaker(self) -> Breaker:
        from shared.adapters.valkey.breaker import Breaker

        return Breaker(clock.monotonic)
