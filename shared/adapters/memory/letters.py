"""Dead letters in memory, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from shared.application.letters.ports import Found, Letter, NotTakenError


class InMemoryDeadLetters:
    """`waiting` are the letters that are not in the index yet, by receipt."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[str, str], Found] = {}

    def add(self, found: Found) -> None:
        self.waiting[found.receipt] = found

    def find(self) -> Sequence[Found]:
        return list(self.waiting.values())[:10]

    def remove(self, found: Found) -> None:
        self.waiting.pop(found.receipt, None)


class InMemoryBodies:
    """Keeps bodies for ever."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def keep(self, letter: str, body: bytes) -> None:
        self.kept[letter] = body

    def get(self, letter: str) -> bytes | None:
        return self.kept.get(letter)


class InMemoryWorkers:
    """Notes the letters that workloads were given; `broken` workloads take none."""

    def __init__(self) -> None:
        self.given: list[tuple[Letter, bytes]] = []
        self.broken: set[str] = set()

    def give(self, letter: Letter, body: bytes) -> None:
        if letter.workload in self.broken:
            raise NotTakenError(letter.workload)
        self.given.append((letter, body))
