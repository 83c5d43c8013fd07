"""An owner of slots in virtual time: the real journal, and groups of commands as it has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain
from random import Random
from typing import cast

from cli.drill.network import Network, Remote
from cli.drill.stores import CODEC
from cli.drill.tasks import Process, Tasks
from cli.drill.turns import Turns
from cli.rehearse.loop import Loop
from functions.owner.answers import carried, failed
from functions.owner.commands import Job, Result, Slots
from functions.owner.limits import Limits
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.store import JournalStore
from shared.application.commands.handle_command import handle_request
from shared.application.commands.handle_group import MOST_OF_STREAM, handle_group
from shared.application.commands.ports import StreamMoved
from shared.application.commands.request import CommandRequest, ask
from shared.application.commands.stream_cache import StreamCache
from shared.application.ports import Overloaded
from shared.games.catalogue import GAMES
from shared.realtime.scheduler import Scheduler, Slot
from shared.wire.owner_calls import AnyAnswer, Carry, CommandCodec
from shared.wire.packed import PackedCodec

PACKED = PackedCodec(GAMES)
COMMANDS = CommandCodec(GAMES)
"""Both are built once: every process has the same."""

type Tell = Callable[[AnyAnswer], None]


class Owner:
    """One process. A group is decided while others wait for their entries, as in the real one."""

    def __init__(
        self, name: str, loop: Loop, tasks: Tasks, network: Network, journal: object, chance: Random
    ) -> None:
        self.process = Process(name)
        self._loop, self._tasks, self._chance = loop, tasks, chance
        self._limits = Limits()
        turns = Turns(loop, tasks, self.process)
        self.log = JournalLog(
            cast("JournalStore", Remote(network, self.process, "journal", journal)),
            PACKED,
            lambda: f"{chance.getrandbits(64):016x}",
            Settings(shares=True, address=name, threads=turns),
        )
        self._cache = StreamCache(turns.now)
        self._scheduler: Scheduler[str, Job] = Scheduler(
            self._limits.commands, self._limits.commands_of_stream
        )
        self._gathered: list[Slot[str, Job]] = []

    @property
    def is_silent(self) -> bool:
        """Whether it says no more that it lives."""
        return not self.process.is_alive or self.process.stands_until > self._loop.now

    def take(self, call: Carry, tell: Tell) -> None:
        """Carry out a command, or say why not."""
        game = GAMES.get(call.game)
        asked = ask(
            game, COMMANDS.decode(call.game, call.command), call.by, call.command_id, trace=""
        )
        stream = asked.scope.writes[0]

        def answer(result: Result) -> None:
            if isinstance(result, Exception):
                tell(failed(call, result))
            else:
                tell(carried(self.log.host, CODEC, call, stream, result))

        slot = self._scheduler.enter(Job(asked, answer), sorted(set(asked.scope.writes)))
        if slot is None:
            answer(Overloaded(self._limits.retry_seconds))
        elif slot.is_ready:
            self._start(slot)

    def _start(self, slot: Slot[str, Job]) -> None:
        if not self._gathered:
            self._loop.after(0, self._hand_out)
        self._gathered.append(slot)

    def _hand_out(self) -> None:
        first, self._gathered = self._gathered, []
        behind = [self._scheduler.share(slot, MOST_OF_STREAM - 1) for slot in first]
        slots = [*first, *chain.from_iterable(behind)]
        self._tasks.start(self.process, partial(self._carry_out, slots), lambda _: None)

    def _carry_out(self, slots: Slots) -> None:
        self._tasks.sleep(0)  # until it goes on, if it stands still
        asked = [each.work.asked for each in slots]
        results = handle_group(self.log, self._cache, asked)
        for slot, result in zip(slots, results, strict=True):
            moved = isinstance(result, StreamMoved)
            slot.work.answer(self._alone(slot.work.asked) if moved else result)
            for following in self._scheduler.leave(slot):
                self._start(following)

    def _alone(self, asked: CommandRequest) -> Result:
        """The stream has just come from another process: it is read again, and tried again."""
        try:
            return handle_request(self.log, self._cache, asked, self._pause)
        except Exception as error:  # noqa: BLE001 - told to the caller
            return error

    def _pause(self, attempt: int) -> None:
        self._tasks.sleep(self._chance.uniform(0, 0.02 * 2**attempt))
