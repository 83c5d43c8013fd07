"""The rules of a game as pure functions, and how commits are folded by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from msgspec import Struct

from shared.kernel.facts import Commit, Fact, IdempotencyRecord, Outcome, StreamState, sent

SNAPSHOT_EVERY = 16
"""Every 16th commit carries a snapshot, so one query of 16 loads any stream."""

REMEMBERED = 64
"""A stream knows its last 64 commands by id."""

FRESH_FOR = timedelta(seconds=5)
"""What a command only reads was read from the log at most so long before the command arrived."""

KNOWN_WITHIN = FRESH_FOR + timedelta(seconds=5)
"""So long after a command arrived at one process, all processes decide by what it has written.

Two seconds are for clocks that differ, three for the append. A change of what others only read
must not bind them sooner, as they need not know of it.
"""

type States = Mapping[str, Any]
"""Stream id to state; None is a stream with no facts."""

type Decision = Mapping[str, tuple[Fact, ...]]
"""Stream id to the facts to append; a stream without facts is not written."""


class Scope(Struct, frozen=True):
    """The streams of a command: the first of `writes` is its own, where its id is remembered.

    What it `reads` may be as it was seconds ago, unless the command has to know it as it is `now`.
    """

    writes: tuple[str, ...]
    reads: tuple[str, ...] = ()
    now: bool = False


class Rules(Protocol):
    """What commands and facts of a game mean. Everything else is the same for every game."""

    def scope(self, command: Any, /) -> Scope:
        """Name the streams that the command needs."""

    def decide(self, command: Any, states: States, /) -> Decision:
        """Answer a command with facts, or raise CommandRefused."""

    def evolve(self, state: Any, fact: Any, /) -> Any:
        """Return the state after the fact; the first fact meets None."""

    def outcome(self, facts: Iterable[Fact], /) -> Outcome:
        """Tell the sender what its command did, from the facts on its own stream."""

    def owner(self, state: Any, /) -> str | None:
        """Name who alone sends commands to a stream in this state: their refusals are recorded.

        None for a stream of many senders, or of none yet.
        """


def fold(rules: Rules, before: StreamState, commits: Iterable[Commit]) -> StreamState:
    """Fold commits, in order of position, onto a stream."""
    state, position, recent, began = before.state, before.position, before.recent, before.began
    expires = before.expires
    for commit in commits:
        began, expires = began or commit.at, commit.expires
        for fact in commit.facts:
            state = rules.evolve(state, fact)
        position = commit.position
        if commit.outcome is not None:
            seen = IdempotencyRecord(commit.by, commit.command_id, commit.digest, commit.outcome)
            recent = _remember(recent, seen)
    return StreamState(before.stream, position, state, recent, began, expires)


def _remember(
    recent: dict[str, IdempotencyRecord], seen: IdempotencyRecord
) -> dict[str, IdempotencyRecord]:
    """Forget the oldest for the newest; a dict knows in which order it was filled.

    `copy` takes half the time of `dict` for one that has forgotten something.
    """
    kept = recent.copy()
    if len(kept) >= REMEMBERED:
        del kept[next(iter(kept))]
    kept[sent(seen.by, seen.command_id)] = seen
    return kept
