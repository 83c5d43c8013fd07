"""Processes, a network and a conditional store, in which a schedule decides what happens when.

Requests land late, twice, in any order or never; answers are lost; processes stop, wake and crash.
All that stands between them and a lost command are the product's protocol and its writer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from msgspec.json import encode

from shared.adapters.journal import keeping, protocol
from shared.adapters.journal.keeping import KeepSteps, PutSegment, RaiseFloor
from shared.adapters.journal.protocol import Put, PutSeal, Slot, Steps, WriteSlot
from shared.adapters.journal.writer import Writer
from tests.journal.keeping import Keeping
from tests.journal.parts import (
    PROCESSES,
    SLOTS,
    STREAMS,
    Command,
    Process,
    Task,
)
from tests.journal.store import Store

WRITES = (Put, PutSeal, WriteSlot)
KEEPS = (PutSegment, RaiseFloor)


class World(Keeping):
    """Every method is one thing that may happen; `pick` chooses to whom. False: it could not."""

    def __init__(
        self,
        at_once: int,
        writer: type[Writer[list[Command]]] = Writer,
        take: Callable[..., Steps[Slot | None]] = protocol.take,
        store: Store | None = None,
        keep: Callable[..., KeepSteps] = keeping.keep,
    ) -> None:
        self.at_once, self.writer, self.take_steps = at_once, writer, take
        super().__init__(store or Store(), keep)
        self.commands: list[Command] = []
        self.seen_before: dict[int, int] = {}
        self.processes = [self._process() for _ in range(PROCESSES)]

    def command(self, pick: int) -> bool:
        """Send a new command, or an old one again, to a process that serves its slot."""
        fresh = pick % 4 != 0 or not self.commands
        command = self._new(pick) if fresh else self.commands[pick // 4 % len(self.commands)]
        serving = [each for each in self.running() if command.slot in each.slots]
        if not serving:
            return False
        if fresh:
            self.commands.append(command)
            self.seen_before[command.id] = self._last_answered(command.stream)
        self._accept(serving[pick % len(serving)], command)
        return True

    def pack(self, pick: int) -> bool:
        """Write all that waits at a process as one entry."""
        ready = [each for each in self.running() if each.waiting and not each.writer.is_full]
        if not ready:
            return False
        process = ready[pick % len(ready)]
        writer, entry = process.writer, process.waiting
        process.waiting = []
        position = writer.start(entry)
        content = encode([(each.id, each.stream) for each in entry])
        steps = protocol.write(writer.incarnation, position, content)
        self.run(process, steps, lambda is_in: self._written(process, writer, position, is_in))
        return True

    def land(self, pick: int) -> bool:
        """Carry out a request that is on its way."""
        if not self.network:
            return False
        task, request = self.network.pop(pick % len(self.network))
        answer = self.carry_out(request)
        if task and task.request is request and task.answer is None:
            task.answer = answer
        return True

    def duplicate(self, pick: int) -> bool:
        """A request will land once more."""
        if self.network:
            self.network.append(self.network[pick % len(self.network)])
        return bool(self.network)

    def answer(self, pick: int) -> bool:
        """An answer arrives."""
        ready = [each for each in self.tasks if each.answer is not None and self._runs(each)]
        if ready:
            self._go_on(ready[pick % len(ready)])
        return bool(ready)

    def time_out(self, pick: int) -> bool:
        """A process gives up waiting for the answer to a write, which may land yet or have."""
        writes = (*WRITES, *KEEPS)
        waiting = [
            each for each in self.tasks if isinstance(each.request, writes) and self._runs(each)
        ]
        if not waiting:
            return False
        task = waiting[pick % len(waiting)]
        if isinstance(task.request, KEEPS):
            self.tasks.remove(task)  # it is Unavailable, and whoever keeps begins anew
        else:
            task.answer = "unknown"
            self._go_on(task)
        return True

    def pause(self, pick: int) -> bool:
        process = self.processes[pick % PROCESSES]
        process.is_paused = True
        return True

    def wake(self, pick: int) -> bool:
        paused = [each for each in self.processes if each.is_paused]
        if paused:
            paused[pick % len(paused)].is_paused = False
        return bool(paused)

    def crash(self, pick: int) -> bool:
        """A process ends, and another one starts in its place."""
        index = pick % PROCESSES
        self.processes[index].is_gone = True
        self.processes[index] = self._process()
        return True

    def take(self, pick: int) -> bool:
        """A process believes that a slot has no living owner."""
        running, slot = self.running(), pick % SLOTS
        idle = [each for each in running if slot not in each.slots and slot not in each.taking]
        if not idle:
            return False
        process = idle[pick // SLOTS % len(idle)]
        writer = process.writer
        process.taking.add(slot)
        gone = self.store.read_slot(slot).owner
        steps = self.take_steps(slot, writer, process.ends, gone)
        self.run(process, steps, lambda taken: self._taken(process, writer, slot, taken))
        return True

    def release(self, pick: int) -> bool:
        """A process gives up a slot all of whose commands are answered."""
        able = [
            (each, slot)
            for each in self.running()
            for slot in each.slots
            if not each.unanswered[slot]
        ]
        if able:
            process, number = able[pick % len(able)]
            slot = process.slots.pop(number)
            steps = protocol.release(slot, process.writer.acknowledged)
            self.run(process, steps, lambda _: None)
        return bool(able)

    def check(self) -> Counter[str]:
        """Count what must not be, now and when all that is on its way has landed."""
        self.judge()
        while self.land(0):
            pass
        self.judge()
        return self.faults

    def _new(self, pick: int) -> Command:
        slot = pick % SLOTS
        return Command(len(self.commands) + 1, slot, f"{slot}/{pick // SLOTS % STREAMS}")

    def _last_answered(self, stream: str) -> int:
        return max((at for each, at in self.answered.values() if each == stream), default=0)

    def _accept(self, process: Process, command: Command) -> None:
        ids = process.streams.setdefault(command.stream, [])
        if command.id not in ids:
            ids.append(command.id)
            process.waiting.append(command)
            process.unanswered[command.slot] += 1

    def _written(
        self, process: Process, writer: Writer[list[Command]], position: int, is_in: bool
    ) -> None:
        if writer is not process.writer:
            return
        if not is_in:
            self._depose(process)
            return
        for entry in writer.land(position):
            for command in entry:
                process.unanswered[command.slot] -= 1
                self._answer(process, command)

    def _answer(self, process: Process, command: Command) -> None:
        position = process.streams[command.stream].index(command.id) + 1
        self.faults["out of order"] += position <= self.seen_before[command.id]
        self.answered[command.id] = (command.stream, position)
        self.counts["answered"] += 1

    def _depose(self, process: Process) -> None:
        process.writer.depose()
        process.writer = self._writer()
        process.slots, process.streams, process.waiting = {}, {}, []
        process.unanswered.clear()
        self.counts["deposed"] += 1

    def _taken(
        self, process: Process, writer: Writer[list[Command]], number: int, taken: Slot | None
    ) -> None:
        process.taking.discard(number)
        if taken is None or writer is not process.writer:
            return
        process.slots[number] = taken
        for stream in [each for each in process.streams if each.startswith(f"{number}/")]:
            del process.streams[stream]
        for id_, stream in self.folded(taken):
            process.streams.setdefault(stream, []).append(id_)
        self.counts["taken"] += 1

    def _process(self) -> Process:
        return Process(self._writer())

    def _writer(self) -> Writer[list[Command]]:
        self.incarnations += 1
        return self.writer(f"w{self.incarnations}", self.at_once)

    def _runs(self, task: Task) -> bool:
        return not task.process.is_paused and not task.process.is_gone

    def _go_on(self, task: Task) -> None:
        answer, task.answer = task.answer, None
        try:
            task.request = task.steps.send(answer)
        except StopIteration as end:
            self.tasks.remove(task)
            task.done(end.value)
        else:
            self.network.append((task, task.request))
