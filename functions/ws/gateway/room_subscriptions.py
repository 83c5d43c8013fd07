"""The rooms whose messages this process receives from the bus."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import Enum, auto

from functions.ws.gateway.later import Loop
from shared.application.channels.ports import BusSubscriber
from shared.wire.bus import room_topic

ACTIVE_AFTER = 1.0
"""Seconds until a subscription counts as active; an undisturbed bus needs 0.02."""


class State(Enum):
    """The state of a room's subscription; a room without one has none."""

    STARTING = auto()
    """Messages may still be missed."""

    ACTIVE = auto()
    IDLE = auto()
    """Active, but the room was unused at the last look."""


class RoomSubscriptions:
    """The subscriptions of rooms: each starts, is active, becomes idle, and ends.

    `activated` is called with a room when its subscription becomes active: messages published
    before may have been missed.
    """

    def __init__(
        self,
        loop: Loop,
        subscriber: BusSubscriber,
        activated: Callable[[str], None],
    ) -> None:
        self._loop = loop
        self._subscriber = subscriber
        self._activated = activated
        self._states: dict[str, State] = {}

    def is_active(self, room: str) -> bool:
        """Whether no message of the room is missed."""
        return self._states.get(room, State.STARTING) is not State.STARTING

    def subscribe(self, room: str) -> None:
        """Subscribe to a room; idempotent."""
        if room not in self._states:
            self._states[room] = State.STARTING
            self._subscriber.subscribe(room_topic(room))
            self._loop.call_later(ACTIVE_AFTER, self._activate, room)

    def unsubscribe_idle(self, used: Collection[str]) -> None:
        """End the subscriptions to rooms that are unused, now and at the last look."""
        for room, state in list(self._states.items()):
            match state:
                case State.STARTING:
                    pass
                case _ if room in used:
                    self._states[room] = State.ACTIVE
                case State.ACTIVE:
                    self._states[room] = State.IDLE
                case State.IDLE:
                    del self._states[room]
                    self._subscriber.unsubscribe(room_topic(room))

    def _activate(self, room: str) -> None:
        self._states[room] = State.ACTIVE
        self._activated(room)
