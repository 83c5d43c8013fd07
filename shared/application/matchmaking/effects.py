"""Queues effects: first the process that wrote the facts, then a consumer of the log.

A message names a commit and the index of the first effect that it covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from shared.application.lifecycle.ports import Ports
from shared.application.ports import CacheUnavailable
from shared.kernel.effects import AskRatings, Effect
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.wire.messages import CarryOut

QUEUE = "default"

HEAVY = 1024
"""Maximum weight of one message's effects: some ten seconds of the sixty that a message has."""

KEPT_MS = 3600 * 1000
"""Lifetime of the mark that a commit's effects were queued."""


def ask_for_effects(parts: Ports, commits: Iterable[Commit], *, sure: bool) -> None:
    """Queue messages for the effects of the commits; idempotent.

    The process that wrote the commits marks each one. A consumer, which is `sure` to see all
    commits a second later, queues the effects of unmarked ones. A crash before the mark, or its
    loss, costs a repeat.
    """
    for commit in commits:
        game = parts.games.of(commit.stream)
        pages = pages_of(effects_of(game, commit)) if game and game.effects else ()
        if not pages or (sure and _is_asked_for(parts, commit)):
            continue
        for first in pages:
            parts.queues.put(QUEUE, CarryOut(commit.stream, commit.position, first))
        if not sure:
            with suppress(CacheUnavailable):
                parts.coordination.put(_mark(commit), b"asked", KEPT_MS)


def effects_of(game: Game, commit: Commit) -> Iterator[Effect]:
    """Yield the effects of all facts of a commit, in order."""
    if game.effects is not None:
        for fact in commit.facts:
            yield from game.effects(fact, commit.stream)


def effects_at(parts: Ports, game: Game | None, stream: str, position: int) -> list[Effect] | None:
    """Return the effects of the commit at a position, in order; None if there is no such commit."""
    commits = parts.log.read(stream, after=position - 1, limit=1) if game else ()
    return next(([*effects_of(game, commit)] for commit in commits if game), None)


def pages_of(effects: Iterable[Effect]) -> Sequence[int]:
    """Return the index of each message's first effect."""
    pages: list[int] = []
    weight = HEAVY
    for place, effect in enumerate(effects):
        more = len(effect.usernames) if isinstance(effect, AskRatings) else 4
        if weight + more > HEAVY:
            pages.append(place)
            weight = 0
        weight += more
    return pages


def _is_asked_for(parts: Ports, commit: Commit) -> bool:
    try:
        return parts.coordination.get(_mark(commit)) is not None
    except CacheUnavailable:
        return False


def _mark(commit: Commit) -> str:
    return f"effects:{commit.stream}:{commit.position}"
