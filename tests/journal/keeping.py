"""How entries leave the world's store: into segments, and long after that by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from shared.adapters.journal import keeping, protocol
from shared.adapters.journal.keeping import KeepSteps, PutSegment, RaiseFloor, ReadEntries
from tests.journal.judge import Judge
from tests.journal.parts import PROCESSES, AnyRequest, AnySteps, Process, Task
from tests.journal.store import MOST_ENTRIES, Store


class Keeping(Judge):
    """Anybody may keep any journal: its writer, whoever sealed it, or both at once."""

    def __init__(self, store: Store, keep: Callable[..., KeepSteps]) -> None:
        super().__init__(store)
        self._keep_steps = keep
        self.incarnations = 0
        self.processes: list[Process] = []
        self.tasks: list[Task] = []
        self.network: list[tuple[Task | None, AnyRequest]] = []
        self.counts: Counter[str] = Counter()

    def running(self) -> list[Process]:
        return [each for each in self.processes if not each.is_paused]

    def run(self, process: Process, steps: AnySteps, done: Callable[[Any], None]) -> None:
        task = Task(process, steps, done, next(steps))
        self.tasks.append(task)
        self.network.append((task, task.request))

    def beat(self, pick: int) -> bool:
        """A process says up to where its journal is acknowledged."""
        writer = self.processes[pick % PROCESSES].writer
        self.store.raise_floor(writer.incarnation, writer.acknowledged)
        return True

    def keep(self, pick: int) -> bool:
        """A process begins to write a segment of a journal, from where it knows them to be."""
        running = self.running()
        if not running:
            return False
        process = running[pick % len(running)]
        others = f"w{1 + pick // PROCESSES % self.incarnations}"
        incarnation = others if pick % 4 == 0 else process.writer.incarnation
        kept = process.kept.get(incarnation) or self.store.reach(incarnation)
        there = len(self.store.entries(incarnation, 1, None))

        def done(after: int) -> None:
            """Only here does an entry's time come: no later than this is the duty done anew."""
            process.kept[incarnation] = after
            is_whole = after < kept + MOST_ENTRIES
            self.store.age(incarnation, there if is_whole else min(after, there))

        self.run(process, self._keep_steps(incarnation, kept), done)
        return True

    def trim(self, pick: int) -> bool:
        """The store removes entries of a journal whose time has come."""
        old = sorted({incarnation for incarnation, _ in self.store.old})
        if old:
            self.counts["removed"] += self.store.trim(old[pick % len(old)])
        return bool(old)

    def carry_out(self, request: AnyRequest) -> Any:
        if isinstance(request, ReadEntries | PutSegment | RaiseFloor):
            answer = keeping.carry_out(self.store, request)
            return "written" if answer is None else answer
        return protocol.carry_out(self.store, request)
