"""Consumers of streams in memory, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.application.lifecycle.keep_up import Consumer


class InMemoryConsumers:
    """`standing` are the consumers; `changes` are (name, batches at once), in order."""

    def __init__(self, *standing: Consumer) -> None:
        self.standing = standing
        self.changes: list[tuple[str, int]] = []

    def look(self, names: Iterable[str]) -> Sequence[Consumer]:
        wanted = set(names)
        return [each for each in self.standing if each.name in wanted]

    def handle_at_once(self, name: str, batches: int) -> None:
        self.changes.append((name, batches))
