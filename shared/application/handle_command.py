"""Handle one command of any game: one effect for each command id, whatever is repeated (D2, D3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

from msgspec import Struct
from msgspec.json import Encoder
from msgspec.structs import replace

from shared.application.load import StreamCache, load
from shared.application.ports import Log, StreamMoved
from shared.domain.kernel.errors import CommandRefused
from shared.domain.kernel.facts import REFUSED, Command, Commit, Folded, Outcome
from shared.domain.kernel.game import SNAPSHOT_EVERY, Decision, Game, Scope, fold

RETRIES = 3

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_encode = Encoder(order="deterministic").encode

type Streams = dict[str, Folded]


class Handled(Struct, frozen=True):
    """What the sender is told, and what was written: nothing for a repeat."""

    outcome: Outcome
    commits: tuple[Commit, ...] = ()
    repeated: bool = False


def handle_command(
    log: Log,
    cache: StreamCache,
    game: Game,
    command: Command,
    *,
    by: str,
    command_id: str,
    pause: Callable[[int], None],
) -> Handled:
    """Decide, append, answer; a repeat of `command_id` has the first outcome and writes nothing.

    Raises CommandRefused, and StreamMoved when others were faster at all four tries;
    `pause(n)` waits a random time before the n-th retry, counted from 0.
    """
    return handle_asked(log, cache, ask(game, command, by, command_id), pause)


def handle_asked(
    log: Log, cache: StreamCache, asked: Asked, pause: Callable[[int], None]
) -> Handled:
    """Do what `handle_command` does."""
    behind: tuple[str, ...] = ()
    for attempt in range(RETRIES):
        try:
            return _try(log, cache, asked, behind)
        except StreamMoved as moved:
            behind = moved.streams
        pause(attempt)
    return _try(log, cache, asked, behind)


def _try(log: Log, cache: StreamCache, asked: Asked, behind: Iterable[str]) -> Handled:
    planned = plan(log, cache, asked, behind)
    if planned.handled.commits:
        log.append(*planned.handled.commits)
    return finish(cache, planned)


class Asked(Struct, frozen=True):
    """A command of a game, who gave it, its id, and the streams that it needs.

    It may settle another of the same own stream, in whose place it is remembered: of the two, and
    of all their repeats, one is written.
    """

    game: Game
    command: Command
    by: str
    command_id: str
    scope: Scope
    settles: Command | None = None


def ask(
    game: Game, command: Command, by: str, command_id: str, settles: Command | None = None
) -> Asked:
    """Put together what is asked."""
    return Asked(game, command, by, command_id, game.scope(command), settles)


class Plan(Struct, frozen=True):
    """What a command comes to once its commits are in the log, and its streams after them."""

    handled: Handled
    after: tuple[Folded, ...] = ()


def plan(log: Log, cache: StreamCache, asked: Asked, behind: Iterable[str] = ()) -> Plan:
    """Decide without writing; `behind` are streams that have moved on since the cache saw them.

    Raises CommandRefused.
    """
    content = digest(asked.settles or asked.command)
    return _Request(log, cache, asked, asked.scope, content).plan(behind)


def finish(cache: StreamCache, planned: Plan) -> Handled:
    """Return what the sender is told, after the commits were written."""
    for folded in planned.after:
        cache.put(folded)
    return planned.handled


def digest(command: Command) -> str:
    """64 bits over the command's kind and content but not its time: a retry comes later."""
    content = type(command).__name__.encode() + _encode(replace(command, now=_NO_TIME))
    return blake2b(content, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class _Request:
    log: Log
    cache: StreamCache
    asked: Asked
    scope: Scope
    digest: str

    def plan(self, behind: Iterable[str]) -> Plan:
        """Try what the cache knows; say no, or that there is nothing to do, only when sure."""
        known = self._recall(behind)
        every = (*self.scope.writes, *self.scope.reads)
        streams = known | self._load(each for each in every if each not in known)
        if known:
            try:
                planned = self._answer(streams)
            except CommandRefused:
                planned = None
            if planned and (planned.handled.commits or planned.handled.repeated):
                return planned
            streams |= self._load(known)
        return self._answer(streams)

    def _recall(self, behind: Iterable[str]) -> Streams:
        """A stream that is only read must be fresh, as no append would find out that it moved."""
        found = [self.cache.get(each) for each in self.scope.writes if each not in behind]
        found += [self.cache.get_fresh(each) for each in self.scope.reads]
        return {each.stream: each for each in found if each}

    def _load(self, streams: Iterable[str]) -> Streams:
        return {each: load(self.log, self.cache, self.asked.game, each) for each in streams}

    def _answer(self, streams: Streams) -> Plan:
        game, own = self.asked.game, self.scope.writes[0]
        if seen := streams[own].remembered(self.asked.command_id):
            if seen.digest != self.digest:
                raise CommandRefused("command_id_reused")
            if REFUSED in seen.outcome:
                raise CommandRefused(seen.outcome[REFUSED])
            return Plan(Handled(seen.outcome, repeated=True))
        states = {stream: folded.state for stream, folded in streams.items()}
        decision = game.decide(self.asked.command, states)
        outcome = dict(game.outcome(decision.get(own, ())))
        if not any(decision.values()):
            return Plan(Handled(outcome))
        touched = dict.fromkeys((own, *(each for each in decision if decision[each])))
        written = [self._commit(streams[each], decision, outcome) for each in touched]
        commits = tuple(commit for commit, _ in written)
        return Plan(Handled(outcome, commits), tuple(folded for _, folded in written))

    def _commit(
        self, folded: Folded, decision: Decision, outcome: Outcome
    ) -> tuple[Commit, Folded]:
        """Return the next commit of a stream and the stream after it."""
        commit = Commit(
            folded.stream,
            folded.position + 1,
            tuple(decision.get(folded.stream, ())),
            self.asked.command.now,
            self.asked.by,
            self.asked.command_id,
            self.digest,
            dict(outcome) if folded.stream == self.scope.writes[0] else None,
        )
        after = fold(self.asked.game, folded, (commit,))
        if commit.position % SNAPSHOT_EVERY == 0:
            commit = replace(commit, folded=after)
        return commit, after
