"""How players come in and come back: a ticket, a socket, a stream; and their looks at the board."""

from __future__ import annotations

from functools import partial
from random import Random

from cli.load.results import Kind
from cli.rehearse.commands import RETRY_SECONDS
from cli.rehearse.fleet import Fleet
from cli.rehearse.loop import Call
from cli.rehearse.measured import Measured
from cli.rehearse.models import Models
from cli.rehearse.quotas import Quotas
from client.ticket_ahead import TRIES
from client.timing import pause
from functions.ws.gateway.limits import Limits


class Entry:
    """Who is refused waits as the client does."""

    def __init__(
        self, quotas: Quotas, models: Models, fleet: Fleet, measured: Measured, chance: Random
    ) -> None:
        self._loop, self._quotas = quotas.loop, quotas
        self._models, self._fleet, self._measured, self._chance = models, fleet, measured, chance
        self._opened: dict[int, float] = {}
        limits = Limits()
        self._given_after = limits.first_ticket_seconds + limits.ping_every * limits.tick_seconds

    def open(self, player: int, failures: int, then: Call, ahead: int = 0) -> None:
        """Have a ticket and a socket; one that was given ahead is good for so many tries."""
        began = self._loop.now

        def refused(kind: Kind, why: str) -> None:
            self._measured.fault(kind, why)
            wait = pause(failures + 1, self._chance.random(), RETRY_SECONDS)
            again = partial(self.open, player, failures + 1, then, max(ahead - 1, 0))
            self._loop.after(wait, again)

        def ticket_is_had() -> None:
            self._measured.took("ticket", began)
            connect()

        def connect() -> None:
            since = self._loop.now

            def opened() -> None:
                self._measured.took("connect", since)
                self._opened[player] = self._loop.now
                then()

            gateway = self._fleet.of(player)
            there = self._models.network.draw(self._chance)
            turned_away = partial(refused, "connect", "try_again")
            self._loop.after(there, lambda: gateway.connect(opened, turned_away))

        if ahead:
            connect()
        elif self._quotas.use("api.requests"):
            self._loop.after(self._models.http.draw(self._chance), ticket_is_had)
        else:
            refused("ticket", "throttled")

    def come_back(self, player: int, then: Call) -> None:
        """Have another socket after one that broke, and the stream go on."""
        wait = pause(1, self._chance.random())
        ahead = TRIES * (self._loop.now - self._opened.pop(player) >= self._given_after)

        def opened() -> None:
            self._resume(player, self._loop.now, then)

        self._loop.after(wait, partial(self.open, player, 1, opened, ahead))

    def look(self, pushed: float) -> None:
        """Look at a board: a share is answered by what was pushed."""
        if self._chance.random() < pushed:
            self._measured.looked("pushed")
            return
        if not self._quotas.use("api.requests"):
            self._measured.fault("board", "throttled")
            return
        self._measured.looked("sent")
        began = self._loop.now
        wait = self._models.http.draw(self._chance)
        self._loop.after(wait, lambda: self._measured.took("board", began))

    def _resume(self, player: int, began: float, then: Call) -> None:
        def shown() -> None:
            self._measured.took("resume", began)
            then()

        def refused() -> None:
            self._measured.fault("resume", "overloaded")
            self._loop.after(RETRY_SECONDS, lambda: self._fleet.of(player).resume(shown, refused))

        self._fleet.of(player).resume(shown, refused)
