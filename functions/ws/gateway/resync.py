"""Compares channels that may have missed messages with the log, few at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from functions.ws.gateway.later import Loop
from functions.ws.gateway.player_socket import PlayerSocket
from shared.realtime.hub import StreamChannel

AT_ONCE = 50
PAUSE = 0.1
"""Seconds between two batches, so that 500 channels a second are compared."""

type Channels = Iterable[StreamChannel[PlayerSocket]]


class Resync:
    """Compares stale channels: `everything` returns all channels here.

    `repair` compares one of them.
    """

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
        """Queue some channels for comparison, after those already queued."""
        running = bool(self._stale)
        self._stale.extend(channels)
        if not running:
            self._run()

    def mark_all_stale(self) -> None:
        """Compare all channels. A repeated call meanwhile runs once more afterwards."""
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
