"""Timers of streams: commands that become due by time, durable and each once.

A message with a delay waits in the queue `default`. It carries the time, not the command: what is
due follows from the stream's state at that time. SQS delays a message by 15 minutes at most, so a
message for a later time is queued again until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from math import ceil

from shared.application.commands.load import load, load_at
from shared.application.commands.ports import StreamMoved
from shared.application.commands.request import digest
from shared.application.lifecycle.ports import Ports
from shared.application.ports import LONGEST_DELAY, CacheUnavailable
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.game import Game, Timer
from shared.kernel.moments import milliseconds
from shared.kernel.names import kind_of, parse_stream
from shared.wire.messages import TimerDue

BY = "timer"
QUEUE = "default"

KEPT_MS = 3600 * 1000
"""Time after a timer's due time for which the mark that it was set is kept."""

MOST_KNOWN = 10_000
"""Maximum streams whose set timers a process remembers."""

type Known = dict[str, datetime]
"""For each stream, the time of the timer last set or found set."""


def set_timers(
    ports: Ports, commits: Sequence[Commit], *, sure: bool, known: Known | None = None
) -> None:
    """Set the timers of the streams that the commits wrote; a repeat sets none.

    `sure` reads each stream; otherwise streams that are not cached are skipped. `known` saves a
    look into the store for each commit that leaves the timer unchanged: the fast path keeps it, and
    a `sure` consumer does without.
    """
    firsts: dict[str, int] = {}
    for commit in commits:
        firsts.setdefault(commit.stream, commit.position)
    for stream, first in firsts.items():
        game = ports.games.of(stream)
        if game is None or not _has_timers(game, stream):
            continue
        stream_state = (
            load(ports.log, ports.cache, game, stream) if sure else ports.cache.get(stream)
        )
        timer = _due(game, stream_state.state) if stream_state else None
        if timer is None or (known is not None and _is_known(ports, known, stream, timer)):
            continue
        if not _is_set(ports, game, stream, timer, first):
            _put(ports, stream, timer)
        if known is not None:
            _note(known, stream, timer)


def fire(ports: Ports, message: TimerDue) -> None:
    """Carry out what is due on a stream, or wait on; ignore a message whose time is no timer's.

    The message's mark is cleared before the stream is read. So a process that sets a timer for that
    time again, even for another command, queues a new message. Of several messages of one timer,
    only the one queued last goes on.
    """
    if _is_followed(ports, message):
        return
    game = ports.games.of(message.stream)
    with suppress(CacheUnavailable):
        ports.coordination.put(_mark(message.stream, message.at), b"", KEPT_MS)
    timer = _next(ports, game, message.stream) if game else None
    if game is None or timer is None or milliseconds(timer.at) != message.at:
        return
    if ports.clock() < timer.at:
        _put(ports, message.stream, timer)
        return
    try:
        _carry_out(ports, game, message.stream, timer)
    except StreamMoved:
        ports.queues.put(QUEUE, message, delay=1)


def fire_due(ports: Ports, game: Game, stream: str) -> None:
    """Carry out all that is due on a stream, without waiting for a message."""
    while timer := _next(ports, game, stream):
        if ports.clock() < timer.at or not _carry_out(ports, game, stream, timer):
            return


def _is_known(ports: Ports, known: Known, stream: str, timer: Timer) -> bool:
    """Whether a message surely waits; once the timer is due, it may have been received."""
    return known.get(stream) == timer.at and ports.clock() < timer.at


def _note(known: Known, stream: str, timer: Timer) -> None:
    """Remember a set timer; at the maximum forget all, so that each is looked up once more."""
    if len(known) >= MOST_KNOWN:
        known.clear()
    known[stream] = timer.at


def _has_timers(game: Game, stream: str) -> bool:
    return game.timers is not None and kind_of(stream) in game.timers.kinds


def _due(game: Game, state: object) -> Timer | None:
    return game.timers.due(state) if game.timers and state is not None else None


def _next(ports: Ports, game: Game, stream: str) -> Timer | None:
    return _due(game, load(ports.log, ports.cache, game, stream).state)


def _carry_out(ports: Ports, game: Game, stream: str, timer: Timer) -> bool:
    """Carry the timer's command out; return whether something was written.

    The command's id consists of its kind, time and content, so a repeat has no second effect, and
    two commands due at the same time have different ids. No player's id can have a slash. A refusal
    means that the stream has moved on meanwhile.
    """
    command = timer.command(ports.clock(), parse_stream(stream))
    kind, at = type(command).__name__, milliseconds(timer.at)
    command_id = f"{BY}/{kind}/{at}/{digest(command)}"
    with suppress(CommandRefused):
        return bool(ports.handle(game, command, by=BY, command_id=command_id).commits)
    return False


def _is_set(ports: Ports, game: Game, stream: str, timer: Timer, first: int) -> bool:
    """Whether a message of the timer waits.

    Without the cache: whether the timer was set before the commit at `first`. So a stream with many
    commits has one message per change of its timer and per process that handles them.
    """
    try:
        return bool(ports.coordination.get(_mark(stream, milliseconds(timer.at))))
    except CacheUnavailable:
        before = _due(game, load_at(ports.log, game, stream, first - 1).state)
        return before is not None and before.at == timer.at


def _is_followed(ports: Ports, message: TimerDue) -> bool:
    """Whether a message of the same timer comes later."""
    with suppress(CacheUnavailable):
        last = ports.coordination.get(_mark(message.stream, message.at))
        return bool(last) and int(last or b"0") > message.due
    return False


def _put(ports: Ports, stream: str, timer: Timer) -> None:
    """Queue the message, then note when it comes: a crash in between costs a second message."""
    now = ports.clock()
    delay = min(max(ceil((timer.at - now).total_seconds()), 0), LONGEST_DELAY)
    message = TimerDue(stream, milliseconds(timer.at), milliseconds(now) + 1000 * delay)
    ports.queues.put(QUEUE, message, delay=delay)
    with suppress(CacheUnavailable):
        kept = max(0, message.at - milliseconds(now)) + KEPT_MS
        mark = _mark(stream, message.at)
        ports.coordination.put(mark, str(message.due).encode(), kept)


def _mark(stream: str, at: int) -> str:
    """Name the mark of when a timer's last message comes; it is empty while none waits."""
    return f"timer:{stream}:{at}"
