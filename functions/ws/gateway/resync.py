"""Compares channels with the log that may have missed messages, few at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from functions.ws.gateway.later import Loop
from functions.ws.gateway.player_socket import PlayerSocket
from shared.realtime.hub import StreamChannel

AT_ONCE = 50
PAUSE = 0.1
"""Seconds: 500 channels a second are compared."""

type Channels = Iterable[StreamChannel[PlayerSocket]]


class Resync:
    """`everything` returns all channels that are here; `repair` compares one of them."""

    def __init__(
        self,
        loop: Loop,
        everything: Callable[[], Channels],
        repair: Callable[[StreamChannel[PlayerSocket]], None],
    ) -> None:
        self._loop = loop
        self._everything = everything
        self._repair = repair
        self._stale: deque[StreamChannel[PlayerSocket]] = deque()
        self._again = False

    def mark_stale(self, channels: Channels) -> None:
        """Compare some channels, after those that are stale already."""
        running = bool(self._stale)
        self._stale.extend(channels)
        if not running:
            self._run()

    def mark_all_stale(self) -> None:
        """Compare all channels. A repeat meanwhile is kept until that is done, once."""
        if self._stale:
            self._again = True
        else:
            self.mark_stale(self._everything())

    def _run(self) -> None:
        for _ in range(min(AT_ONCE, len(self._stale))):
            self._repair(self._stale.popleft())
        if self._stale:
            self._loop.call_later(PAUSE, self._run)
        elif self._again:
            self._again = False
            self._loop.call_later(PAUSE, self.mark_all_stale)
