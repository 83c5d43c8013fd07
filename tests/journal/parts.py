"""What the world is made of: commands, processes and their tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared.adapters.journal.keeping import KeepRequest, KeepSteps
from shared.adapters.journal.protocol import Request, Slot, Steps
from shared.adapters.journal.writer import Writer

SLOTS = 2
STREAMS = 2
"""Of each slot."""
PROCESSES = 3


type AnyRequest = Request | KeepRequest
type AnySteps = Steps[Any] | KeepSteps


@dataclass(frozen=True)
class Command:
    id: int
    slot: int
    stream: str


@dataclass(eq=False)
class Process:
    """A host of the protocol. `streams` holds the ids of each stream, those not yet in too."""

    writer: Writer[list[Command]]
    slots: dict[int, Slot] = field(default_factory=dict)
    streams: dict[str, list[int]] = field(default_factory=dict)
    waiting: list[Command] = field(default_factory=list)
    taking: set[int] = field(default_factory=set)
    ends: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    unanswered: Counter[int] = field(default_factory=Counter)
    is_paused: bool = False
    is_gone: bool = False


@dataclass(eq=False)
class Task:
    """Steps of a process, the request they wait for, and its answer if it has one."""

    process: Process
    steps: AnySteps
    done: Callable[[Any], None]
    request: AnyRequest
    answer: Any = None
