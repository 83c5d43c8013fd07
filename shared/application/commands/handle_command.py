"""Handle one command of any game: one effect and one answer for each id, whatever is repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Protocol

from msgspec import Struct
from msgspec.json import Encoder
from msgspec.structs import replace

from shared.application.commands.load import load
from shared.application.commands.ports import Log, StreamMoved
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.errors import CommandRefused, refusal_in, refused_outcome
from shared.kernel.facts import Command, Commit, Outcome, StreamState
from shared.kernel.game import Game
from shared.kernel.rules import SNAPSHOT_EVERY, Decision, Scope, fold
from shared.kernel.trace import client_trace

RETRIES = 3

REUSED = "command_id_reused"
"""Why an id is refused that another command had."""

_encode = Encoder(order="deterministic").encode

_contents: dict[type[Command], Callable[[Command], object]] = {}
"""What reads the fields of each kind of command that a digest is of."""

type Streams = dict[str, StreamState]


class CommandResult(Struct, frozen=True):
    """What the sender is told, and what was written: nothing for a repeat.

    A refusal is an outcome too.
    """

    outcome: Outcome
    commits: tuple[Commit, ...] = ()
    repeated: bool = False

    @property
    def refusal(self) -> CommandRefused | None:
        """Return the refusal, if it is one."""
        return refusal_in(self.outcome)

    @property
    def is_reused(self) -> bool:
        """Whether another command had its id."""
        return self.repeated and self.refusal is not None and self.refusal.reason == REUSED

    def granted(self) -> CommandResult:
        """Return itself, or raise CommandRefused."""
        if refusal := self.refusal:
            raise refusal
        return self


class Handle(Protocol):
    """Handles one command of a game to its end; raises CommandRefused, StreamMoved or Deferred."""

    def __call__(
        self, game: Game, command: Command, *, by: str, command_id: str
    ) -> CommandResult: ...


def handle_command(
    log: Log,
    cache: StreamCache,
    game: Game,
    command: Command,
    *,
    by: str,
    command_id: str,
    pause: Callable[[int], None],
) -> CommandResult:
    """Decide, append, answer; a repeat of `command_id` has the first outcome and writes nothing.

    A refusal is an outcome and is written too, if the own stream belongs to the sender: so all who
    send the id at once are told the same. Others' refusals are not, and bind no later repeat.
    Raises StreamMoved when others were faster at all four tries; `pause(n)` waits a random time
    before the n-th retry, counted from 0.
    """
    return handle_request(log, cache, ask(game, command, by, command_id), pause)


def handle_request(
    log: Log, cache: StreamCache, asked: CommandRequest, pause: Callable[[int], None]
) -> CommandResult:
    """Do what `handle_command` does."""
    behind: tuple[str, ...] = ()
    for attempt in range(RETRIES):
        try:
            return _try(log, cache, asked, behind)
        except StreamMoved as moved:
            behind = moved.streams
        pause(attempt)
    return _try(log, cache, asked, behind)


def _try(
    log: Log, cache: StreamCache, asked: CommandRequest, behind: Iterable[str]
) -> CommandResult:
    planned = plan(log, cache, asked, behind)
    if planned.handled.commits:
        log.append(*planned.handled.commits)
    return finish(cache, planned)


class CommandRequest(Struct, frozen=True):
    """A command of a game, who gave it, its id, and the streams that it needs.

    `replaces` names the command of the same own stream that this one stands in for. Both share one
    id, so one of them is written, however often either is repeated. A refusal of the one that
    replaces is not recorded: the next try answers.
    """

    game: Game
    command: Command
    by: str
    command_id: str
    scope: Scope
    replaces: Command | None = None
    trace: str = ""


def ask(
    game: Game,
    command: Command,
    by: str,
    command_id: str,
    replaces: Command | None = None,
    trace: str | None = None,
) -> CommandRequest:
    """Put together what is asked; without a `trace` it belongs to the one around it."""
    trace = client_trace() if trace is None else trace
    return CommandRequest(game, command, by, command_id, game.scope(command), replaces, trace)


class Plan(Struct, frozen=True):
    """What a command comes to once its commits are in the log, and its streams after them.

    `since` is the cache's time before anything was read.
    """

    handled: CommandResult
    after: tuple[StreamState, ...] = ()
    since: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Whether it holds whatever is behind: a repeat, or a yes, which the append finds out."""
        handled = self.handled
        return handled.repeated or (bool(handled.commits) and handled.refusal is None)


def plan(log: Log, cache: StreamCache, asked: CommandRequest, behind: Iterable[str] = ()) -> Plan:
    """Decide without writing; `behind` are streams that have moved on since the cache saw them."""
    content = digest(asked.replaces or asked.command)
    return _Request(log, cache, asked, asked.scope, content, cache.now()).plan(behind)


def finish(cache: StreamCache, planned: Plan) -> CommandResult:
    """Return what the sender is told, after the commits were written."""
    for after in planned.after:
        cache.put(after, planned.since)
    return planned.handled


def digest(command: Command) -> str:
    """64 bits over the command's kind and content but not its time and chance.

    A retry comes later, and the host draws anew.
    """
    kind = type(command)
    content_of = _contents.get(kind) or _contents.setdefault(kind, _content_of(kind))
    content = _encode(content_of(command))
    return blake2b(kind.__name__.encode() + content, digest_size=8).hexdigest()


def _content_of(kind: type[Command]) -> Callable[[Command], object]:
    names = [name for name in kind.__struct_fields__ if name not in {"now", "chance"}]
    return attrgetter(*names) if names else lambda _: ()


class _Request(Struct, frozen=True):
    log: Log
    cache: StreamCache
    asked: CommandRequest
    scope: Scope
    digest: str
    since: float

    def plan(self, behind: Iterable[str]) -> Plan:
        """Try what the cache knows; say no, or that there is nothing to do, only when sure.

        The own stream is read last: nobody is refused what the log had when all else was read.
        """
        known = self._recall(behind)
        own, *others = self.scope.writes
        every = (*self.scope.reads, *others, own)
        missing = [each for each in every if each not in known]
        streams = known | self._load(missing) if missing else known
        if known:
            planned = self._answer(streams)
            if planned.is_sure:
                return planned
            streams = streams | self._load(each for each in every if each in known or each == own)
        return self._answer(streams)

    def _recall(self, behind: Iterable[str]) -> Streams:
        known: Streams = {}
        for each in self.scope.writes:
            if each not in behind and (folded := self.cache.to_write(each)):
                known[each] = folded
        for each in self.scope.reads:
            if folded := self.cache.to_read(each):
                known[each] = folded
        return known

    def _load(self, streams: Iterable[str]) -> Streams:
        return {each: load(self.log, self.cache, self.asked.game, each) for each in streams}

    def _answer(self, streams: Streams) -> Plan:
        game, own = self.asked.game, self.scope.writes[0]
        if seen := streams[own].remembered(self.asked.by, self.asked.command_id):
            if seen.digest != self.digest:
                reused = refused_outcome(CommandRefused(REUSED))
                return Plan(CommandResult(reused, repeated=True))
            return Plan(CommandResult(seen.outcome, repeated=True))
        states = {stream: each.state for stream, each in streams.items()}
        try:
            decision = game.decide(self.asked.command, states)
        except CommandRefused as refusal:
            is_recorded = not self.asked.replaces and game.owner(states[own]) == self.asked.by
            return self._plan(streams, {}, refused_outcome(refusal), [own] * is_recorded)
        told = game.outcome(decision.get(own, ()))
        outcome = {name: told[name] for name in sorted(told)}
        touched = [each for each in decision if decision[each]]
        if touched and touched[0] != own:
            touched = list(dict.fromkeys((own, *touched)))
        return self._plan(streams, decision, outcome, touched)

    def _plan(
        self,
        streams: Streams,
        decision: Decision,
        outcome: dict[str, Any],
        touched: Iterable[str],
    ) -> Plan:
        written = [self._commit(streams[each], decision, outcome) for each in touched]
        commits, after = zip(*written, strict=True) if written else ((), ())
        return Plan(CommandResult(outcome, commits), after, self.since)

    def _commit(
        self, before: StreamState, decision: Decision, outcome: Outcome
    ) -> tuple[Commit, StreamState]:
        """Return the next commit of a stream and the stream after it."""
        commit = Commit(
            before.stream,
            before.position + 1,
            tuple(decision.get(before.stream, ())),
            self.asked.command.now,
            self.asked.by,
            self.asked.command_id,
            self.digest,
            dict(outcome) if before.stream == self.scope.writes[0] else None,
            trace=self.asked.trace,
        )
        after = fold(self.asked.game, before, (commit,))
        if commit.position % SNAPSHOT_EVERY == 0:
            commit = replace(commit, snapshot=after)
        return commit, after
