"""Faults of a running stage: each is a context, entered when it begins and left when it is over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from random import Random

import psutil
from msgspec import Struct

from localstack.stage import Stage
from tests.e2e.processes import signal, workers
from tests.ports.valkey_server import patient

type Injection = Callable[[Stage], AbstractContextManager[None]]

FUNCTIONS = ("message", "connect", "economy_message", "attacks", "leaderboard", "broadcast")
"""Whose processes die."""


class Planned(Struct, frozen=True):
    """Faults that begin together, so many seconds after the one before is over."""

    names: tuple[str, ...]
    after: float
    lasts: float


@contextmanager
def gateway_killed(stage: Stage) -> Iterator[None]:
    stage.kill_gateway()
    try:
        yield
    finally:
        stage.start_gateway()


@contextmanager
def gateway_frozen(stage: Stage) -> Iterator[None]:
    frozen = stage.processes("gateway")
    signal(frozen, psutil.Process.suspend)
    try:
        yield
    finally:
        signal(frozen, psutil.Process.resume)


@contextmanager
def workers_killed(stage: Stage) -> Iterator[None]:
    for function in FUNCTIONS:
        signal(workers(stage, function), psutil.Process.kill)
    yield


@contextmanager
def valkey_killed(stage: Stage) -> Iterator[None]:
    stage.kill_valkey()
    try:
        yield
    finally:
        stage.start_valkey()


@contextmanager
def valkey_flushed(stage: Stage) -> Iterator[None]:
    patient(stage.valkey_url).execute_command("FLUSHALL")
    yield


@contextmanager
def postgres_stopped(stage: Stage) -> Iterator[None]:
    stage.stop_postgres()
    try:
        yield
    finally:
        stage.start_postgres()


@contextmanager
def postgres_killed(stage: Stage) -> Iterator[None]:
    """Kill its processes but the first, which then recovers as after a crash."""
    signal(stage.processes("postgres")[1:], psutil.Process.kill)
    yield


FAULTS: Mapping[str, Injection] = {
    "gateway killed": gateway_killed,
    "gateway frozen": gateway_frozen,
    "workers killed": workers_killed,
    "valkey killed": valkey_killed,
    "valkey flushed": valkey_flushed,
    "postgres stopped": postgres_stopped,
    "postgres killed": postgres_killed,
}


def plan(seed: int, seconds: float, names: tuple[str, ...] = tuple(FAULTS)) -> tuple[Planned, ...]:
    """Draw a schedule that is over after so many seconds, restarts not counted."""
    if not names:
        return ()
    chance = Random(seed)  # noqa: S311 - repeatable, not secret
    planned: list[Planned] = []
    while True:
        together = tuple(sorted(chance.sample(names, min(len(names), chance.choice((1, 1, 2))))))
        fault = Planned(together, chance.uniform(1, 4), chance.uniform(0.5, 5))
        seconds -= fault.after + fault.lasts
        if seconds < 0:
            return tuple(planned)
        planned.append(fault)


def inject(
    stage: Stage,
    schedule: Iterable[Planned],
    told: Callable[[str, bool], None],
    stop: threading.Event,
) -> None:
    """Do what is planned; `told` hears of each beginning and, once all works again, of its end."""
    for fault in schedule:
        if stop.wait(fault.after):
            return
        name = " and ".join(fault.names)
        with ExitStack() as stack:
            told(name, False)
            for each in fault.names:
                stack.enter_context(FAULTS[each](stage))
            stop.wait(fault.lasts)
        told(name, True)
