"""A fleet in memory, for tests."""

from __future__ import annotations


class InMemoryFleet:
    """`tasks` is the number of running tasks; scaling in stops at `fewest`."""

    def __init__(self, tasks: int = 0) -> None:
        self.tasks = tasks
        self.fewest = 0

    def keep(self, fewest: int) -> None:
        self.fewest = fewest
        self.tasks = max(self.tasks, fewest)
