"""Finds sockets that newer logins have superseded without this process being told.

Usually the process is told, at no cost; a lost message is made up for by reading the logins. The
read must be strongly consistent, or it would close the newer socket: one read unit per player every
five minutes, so $22 a month for 20,000 who never leave (us-east-1, $0.125 a million).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from math import ceil

from functions.ws.gateway.host import Host
from shared.realtime.session import SUPERSEDED


class Logins:
    """Compares a share of the sockets with the logins each tick, and all of them on request."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._round: list[str] = []
        self._share = 0
        self._asking = False

    def tick(self) -> None:
        """Compare a share, unless an earlier comparison is unanswered."""
        if self._asking:
            return
        if not self._round:
            self._round = list(self._host.sockets)
            self._share = ceil(len(self._round) / self._host.limits.logins_every)
        if self._round:
            self._compare(self._round[-self._share :])
            del self._round[-self._share :]

    def compare(self) -> None:
        """Compare all sockets."""
        self._compare(self._host.sockets)

    def _compare(self, connections: Iterable[str]) -> None:
        sockets = [self._host.sockets.get(each) for each in connections]
        sessions = [each.session for each in sockets if each is not None]
        claiming = self._host.claiming  # their logins may name the sockets before them
        held = {
            each.connection: each.identity.player_id
            for each in sessions
            if each is not None and each.connection not in claiming
        }
        self._asking = True
        self._host.later(partial(self._host.parts.logins.superseded, held), self._answered)

    def _answered(self, result: list[str] | Exception) -> None:
        self._asking = False
        if isinstance(result, Exception):
            self._host.parts.on_fault(result)
            return
        for connection in result:
            self._host.end(connection, SUPERSEDED)
