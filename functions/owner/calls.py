"""Carries out the calls of other processes to this one, which owns slots."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, islice

from msgspec import MsgspecError

from functions.owner.answers import carried, failed
from functions.owner.commands import Commands
from functions.owner.limits import Limits
from shared.adapters.journal.slots import slot_of
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.application.ports import Overloaded
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.runtime.bootstrap import Application
from shared.wire import owner_calls as o
from shared.wire.stored import Item

type Tell = Callable[[o.AnyAnswer], None]


class Calls:
    """Handles calls on the loop's thread; work that may wait for a store runs in threads."""

    def __init__(self, parts: Application, limits: Limits) -> None:
        self.commands = Commands(parts, limits)
        self._parts = parts
        self._limits = limits
        self._codec = parts.codec
        self._known = o.CommandCodec(parts.games)
        self._loop = asyncio.get_running_loop()
        self._reading = 0
        self._readers = ThreadPoolExecutor(limits.readers, thread_name_prefix="read")

    def take(self, call: o.AnyCall, tell: Tell) -> None:
        """Carry the call out, and pass the result to `tell` on the loop."""
        if isinstance(call, o.Carry):
            self._carry(call, tell)
        elif self._reading < self._limits.reads:
            self._reading += 1
            self._readers.submit(self._serve, call, tell)
        else:
            tell(self._failed(call, Overloaded(self._limits.retry_seconds)))

    def stop(self) -> None:
        """Finish the calls in progress."""
        self.commands.stop()
        self._readers.shutdown()

    def _carry(self, call: o.Carry, tell: Tell) -> None:
        try:
            game = self._parts.games.get(call.game)
            command = self._known.decode(call.game, call.command)
            asked = ask(game, command, call.by, call.command_id, trace=call.trace)
        except (CommandRefused, LookupError, MsgspecError) as wrong:
            tell(self._failed(call, wrong))
            return
        host = self._parts.journal.host
        if not host.claims and host.owner_of(slot_of(asked.scope.writes[0])) is None:
            tell(o.Elsewhere(call.call))  # this process ends
            return
        self.commands.take(asked, partial(self._carried, call, tell, asked.scope.writes[0]))

    def _carried(
        self, call: o.Carry, tell: Tell, stream: str, result: CommandResult | Exception
    ) -> None:
        if isinstance(result, Exception):
            tell(self._failed(call, result))
        else:
            tell(carried(self._parts.journal.host, self._codec, call, stream, result))

    # In the threads

    def _serve(self, call: o.AnyCall, tell: Tell) -> None:
        try:
            answer = self._answer(call)
        except Exception as failure:  # noqa: BLE001 - the edge: told to the caller
            answer = self._failed(call, failure)
        self._loop.call_soon_threadsafe(self._served, tell, answer)

    def _served(self, tell: Tell, answer: o.AnyAnswer) -> None:
        self._reading -= 1
        is_read = isinstance(answer, (o.Found, o.Listed))
        sure = not is_read or self._parts.journal.host.is_sure
        tell(answer if sure else o.Elsewhere(answer.call))

    def _answer(self, call: o.AnyCall) -> o.AnyAnswer:
        if isinstance(call, o.Read):
            self._parts.journal.host.claim(slot_of(call.stream))
        match call:
            case o.Append(number, items):
                self._parts.log.append(*[self._codec.decode(each) for each in items])
                return o.Written(number)
            case o.Read(number, stream, _, limit, True):
                newest = self._parts.journal.latest(stream, limit or 1)
                return o.Found(number, tuple(map(self._codec.encode, newest)), more=False)
            case o.Read(number, stream, after, limit):
                return self._page(number, self._parts.journal.read(stream, after, limit))
            case o.List(number, family, slots, skipped):
                self._parts.journal.host.claim(*slots)
                of_slots = (self._parts.journal.of_slot(each, family) for each in slots)
                return self._names(number, chain.from_iterable(of_slots), skipped)
            case _:
                raise TypeError(f"{type(call).__name__} is carried out elsewhere")

    def _page(self, number: int, commits: Iterator[Commit]) -> o.Found:
        page: list[Item] = []
        size = 0
        for commit in commits:
            item = self._codec.encode(commit)
            page.append(item)
            size += sum(len(text) for value in item.values() for text in value.values())
            if size > self._limits.page_bytes:
                return o.Found(number, tuple(page), more=True)
        return o.Found(number, tuple(page), more=False)

    def _names(self, number: int, streams: Iterable[str], skipped: int) -> o.Listed:
        names = tuple(islice(streams, skipped, skipped + self._limits.names))
        return o.Listed(number, names, more=len(names) == self._limits.names)

    def _failed(self, call: o.AnyCall, failure: Exception) -> o.AnyAnswer:
        answer = failed(call, failure)
        if isinstance(answer, o.Failed) and answer.reason == "fault":
            self._parts.on_fault(failure)
        return answer
