"""Decides a command without writing: what to append, and the result to return after that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from shared.application.commands.load import load
from shared.application.commands.ports import Log
from shared.application.commands.request import CommandRequest, digest
from shared.application.commands.result import REUSED, CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.errors import CommandRefused, refused_outcome
from shared.kernel.facts import Commit, Outcome, StreamState
from shared.kernel.rules import SNAPSHOT_EVERY, Decision, Scope, fold

type Streams = dict[str, StreamState]


class Plan(Struct, frozen=True):
    """The result of a command, valid once its commits are in the log.

    `since` is the cache's time before anything was read.
    """

    handled: CommandResult
    since: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Whether stale states can't make it wrong: a repeat, or a yes, which the append checks."""
        handled = self.handled
        return handled.repeated or (bool(handled.commits) and handled.refusal is None)


def plan(log: Log, cache: StreamCache, asked: CommandRequest, behind: Iterable[str] = ()) -> Plan:
    """Decide without writing.

    `behind` names streams known to have moved on since the cache saw them.
    """
    return _request(log, cache, asked).plan(behind)


def plan_after(
    log: Log, cache: StreamCache, asked: CommandRequest, own: StreamState
) -> Plan | None:
    """Decide on an own stream whose last commits are not written yet.

    Return None if the answer is not sure. The caller then asks the log, after those commits are
    written.
    """
    return _request(log, cache, asked).plan_after(own)


def _request(log: Log, cache: StreamCache, asked: CommandRequest) -> _Request:
    content = digest(asked.replaces or asked.command)
    return _Request(log, cache, asked, asked.scope, content, cache.now())


def finish(cache: StreamCache, planned: Plan) -> CommandResult:
    """Return the result for the sender and cache the new states.

    To be called after the commits are written.
    """
    for after in planned.handled.after:
        cache.put(after, planned.since)
    return planned.handled


class _Request(Struct, frozen=True):
    log: Log
    cache: StreamCache
    asked: CommandRequest
    scope: Scope
    digest: str
    since: float

    def plan(self, behind: Iterable[str]) -> Plan:
        """Decide on cached states first.

        Refuse, or write nothing, only on states read from the log. The own stream is read last, so
        that a refusal accounts for every commit that precedes the other reads.
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

    def plan_after(self, own: StreamState) -> Plan | None:
        streams = self._recall(()) | {own.stream: own}
        if any(each not in streams for each in (*self.scope.writes, *self.scope.reads)):
            return None
        planned = self._answer(streams)
        return planned if planned.is_sure else None

    def _recall(self, behind: Iterable[str]) -> Streams:
        known: Streams = {}
        for each in self.scope.writes:
            if each not in behind and (folded := self.cache.to_write(each)):
                known[each] = folded
        for each in () if self.scope.now else self.scope.reads:
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
        return Plan(CommandResult(outcome, commits, after), self.since)

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
            expires=self._expires(before),
        )
        after = fold(self.asked.game, before, (commit,))
        if commit.position % SNAPSHOT_EVERY == 0:
            commit = replace(commit, snapshot=after)
        return commit, after

    def _expires(self, before: StreamState) -> int:
        """Return when the stream expires; its first commit sets that for all its commits.

        So a stream is never there in part. One that began while its game kept streams for ever is
        kept for ever.
        """
        days = self.asked.game.kept_days
        if before.position or days is None:
            return before.expires
        return int((self.asked.command.now + timedelta(days=days)).timestamp())
