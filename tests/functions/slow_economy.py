"""An economy that takes its time, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from threading import Event

from shared.application.economy.ports import EconomyUnavailable, Request, Results
from shared.economy.commands import Cancel, EconomyCommand, Transfer

AWAY = 13
"""The one listing for which the ledger doesn't answer."""


class SlowEconomy:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.traces: list[str] = []
        self.answers, self.fails = Event(), Event()

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        assert isinstance(command, Cancel)
        self.traces.append(request.trace)
        self.asked.append(command.listing)
        if command.listing == AWAY:
            assert self.fails.wait(60)
            raise EconomyUnavailable
        assert self.answers.wait(60)
        return ({"listing": command.listing},)

    def transfer_each(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> None:
        raise AssertionError(f"nobody is paid here: {scope}, {transfers}, {now}")
