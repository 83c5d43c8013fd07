"""How entries leave the world's store: into segments, and by their time to live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from shared.adapters.journal import keeping, protocol
from shared.adapters.journal.keeping import Expire, KeepSteps, Kept, PutSegment, ReadEntries
from tests.journal.judge import Judge
from tests.journal.parts import PROCESSES, AnyRequest, AnySteps, Process, Task
from tests.journal.store import Store


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
        self.store.beat(writer.incarnation, writer.acknowledged)
        return True

    def keep(self, pick: int) -> bool:
        """A process begins to write a segment of a journal, from where it knows them to be."""
        running = self.running()
        if not running:
            return False
        process = running[pick % len(running)]
        others = f"w{1 + pick // PROCESSES % self.incarnations}"
        incarnation = others if pick % 4 == 0 else process.writer.incarnation
        kept = process.kept.get(incarnation) or Kept(self.store.reach(incarnation))
        steps = self._keep_steps(incarnation, kept)
        self.run(process, steps, lambda after: process.kept.update({incarnation: after}))
        return True

    def trim(self, pick: int) -> bool:
        """The store removes entries of a journal whose time has come."""
        expiring = sorted({incarnation for incarnation, _ in self.store.expiring})
        if expiring:
            self.counts["removed"] += self.store.trim(expiring[pick % len(expiring)])
        return bool(expiring)

    def carry_out(self, request: AnyRequest) -> Any:
        if isinstance(request, ReadEntries | PutSegment | Expire):
            return keeping.carry_out(self.store, request)
        return protocol.carry_out(self.store, request)
