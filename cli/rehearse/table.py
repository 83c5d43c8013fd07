"""Writes commits to the log's table in virtual time, at the rate that its quota allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from cli.rehearse.decoded_log import DecodedLog, units_of
from cli.rehearse.loop import Host
from cli.rehearse.models import Models
from cli.rehearse.quotas import Quotas
from shared.application.commands.ports import StreamMoved
from shared.kernel.facts import Commit

TRIES = 5
"""Tries of a write that DynamoDB refuses because of its rate."""

type Failure = StreamMoved | str | None


class Table:
    """The table as one gateway writes it; `tell` hears of commits as the bus brings them."""

    def __init__(
        self,
        loop: Host,
        log: DecodedLog,
        models: Models,
        quotas: Quotas,
        chance: Random,
        tell: Callable[[Sequence[Commit]], None],
    ) -> None:
        self._loop, self._log, self._models = loop, log, models
        self._quotas, self._chance, self._tell = quotas, chance, tell

    def write(
        self, commits: Sequence[Commit], then: Callable[[Failure], None], tries: int = 1
    ) -> None:
        """Write at once, or retry a few times while the rate is used up; then say what failed."""
        if commits and not self._quotas.use("dynamodb.table_writes", units_of(commits)):
            if tries == TRIES:
                then("busy")
                return
            pause = self._chance.uniform(0, 0.05 * 2**tries)
            self._loop.after(pause, partial(self.write, commits, then, tries + 1))
            return
        try:
            self._append(commits)
        except StreamMoved as moved:
            then(moved)
        else:
            then(None)

    def _append(self, commits: Sequence[Commit]) -> None:
        self._log.second = int(self._loop.now)
        if commits:
            self._log.append(*commits)
            self._quotas.use("kinesis.shard_records", len(commits))
            self._loop.after(self._models.bus.draw(self._chance), partial(self._tell, commits))
