"""What lies between processes and their stores: time, and what goes wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

from msgspec import Struct

from cli.drill.tasks import Killed, Process, Tasks
from cli.rehearse.models import Latency, Models

CACHE = Latency(0.5, 2)
"""Of Valkey, in one zone: an assumption."""

type Hook = Callable[[Call], object]


class Call(Struct, frozen=True):
    """A process asks a store."""

    process: Process
    store: str
    method: str

    @property
    def writes_log(self) -> bool:
        return self.store == "log" and self.method.startswith("append")


class Network:
    """`factors` say how many times as slow each store is than its model.

    What stands in `before` is called on the way there and what stands in `after` on the way back,
    when the store has done its part. Both may raise what the caller shall see, or kill it.
    """

    def __init__(self, tasks: Tasks, models: Models, chance: Random) -> None:
        self._tasks, self._models, self._chance = tasks, models, chance
        self.factors: dict[str, float] = {}
        self.before: list[Hook] = []
        self.after: list[Hook] = []
        self.calls = 0

    def carry(self, call: Call, work: Callable[[], Any]) -> Any:
        """Ask a store for a task."""
        if not call.process.is_alive:
            raise Killed
        self.calls += 1
        half = self._latency(call).draw(self._chance) * self.factors.get(call.store, 1) / 2
        self._tasks.sleep(half)
        for hook in self.before:
            hook(call)
        try:
            result = work()
            for hook in self.after:
                hook(call)
        finally:
            if call.process.is_alive:
                self._tasks.sleep(half)
        return result

    def _latency(self, call: Call) -> Latency:
        if call.store == "log":
            return self._models.put if call.writes_log else self._models.query
        return CACHE if call.store in CACHED else self._models.put


CACHED = frozenset({"coordination", "leaderboard", "sessions", "overview", "bus"})
"""What is in Valkey."""


type Attempt = Callable[[Callable[[], Any]], Any]


def _make(work: Callable[[], Any]) -> Any:
    return work()


class Remote:
    """A twin of a store, asked over the network; `attempt` makes each call."""

    def __init__(
        self, network: Network, process: Process, name: str, twin: Any, attempt: Attempt = _make
    ) -> None:
        self._network, self._process, self._name, self._twin = network, process, name, twin
        self._attempt = attempt

    def __getattr__(self, method: str) -> Callable[..., Any]:
        call = Call(self._process, self._name, method)
        asked = getattr(self._twin, method)

        def ask(*args: Any, **fields: Any) -> Any:
            work = partial(_whole, asked, *args, **fields)
            return self._attempt(partial(self._network.carry, call, work))

        return ask


def _whole(asked: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    """Take all of what is read at one moment."""
    found = asked(*args, **fields)
    return iter(list(found)) if isinstance(found, Iterator) else found
