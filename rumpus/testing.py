"""Tests a game's rules: given facts, when a command comes, then expect facts or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, Fact
from shared.kernel.rules import Decision, Rules


class Scenario:
    """A game whose streams have short names in the tests; `stream_of` makes their ids."""

    def __init__(self, game: Rules, stream_of: Callable[[str], str]) -> None:
        self.game = game
        self.stream_of = stream_of

    def given(self, **streams: Iterable[Fact]) -> Given:
        return Given(self, {self.stream_of(name): facts for name, facts in streams.items()})


class Given:
    def __init__(self, scenario: Scenario, streams: Mapping[str, Iterable[Fact]]) -> None:
        self.scenario = scenario
        self.states = {stream: self.fold(None, facts) for stream, facts in streams.items()}

    def when(self, command: Command) -> Then:
        scope = self.scenario.game.scope(command)
        states = {each: self.states.get(each) for each in (*scope.writes, *scope.reads)}
        try:
            return Then(self, scope.writes, self.scenario.game.decide(command, states))
        except CommandRefused as refused:
            return Then(self, scope.writes, {}, refused)

    def state(self, name: str) -> Any:
        return self.states.get(self.scenario.stream_of(name))

    def fold(self, state: Any, facts: Iterable[Fact]) -> Any:
        for fact in facts:
            state = self.scenario.game.evolve(state, fact)
        return state


class Then:
    def __init__(
        self,
        given: Given,
        writes: tuple[str, ...],
        decision: Decision,
        refused: CommandRefused | None = None,
    ) -> None:
        self.given = given
        self.writes = writes
        self.decision = decision
        self.refused = refused

    def then(self, **facts: Fact | list[Fact]) -> Then:
        """Expect exactly these facts, all on streams that the command may write."""
        assert self.refused is None, f"it was refused with {self.refused.reason}"
        stream_of = self.given.scenario.stream_of
        expected = {
            stream_of(name): tuple(each) if isinstance(each, list) else (each,)
            for name, each in facts.items()
        }
        decided = {stream: each for stream, each in self.decision.items() if each}
        assert decided == expected, f"{decided} came of it, not {expected}"
        outside = set(self.decision) - set(self.writes)
        assert not outside, f"scope does not name {outside}"
        return self

    def then_refused(self, reason: str, **details: Any) -> None:
        assert self.refused is not None, f"it was not refused: {self.decision} came of it"
        refused = (self.refused.reason, self.refused.details)
        assert refused == (reason, details), f"it was refused with {refused}"

    def answers(self, **outcome: Any) -> Then:
        """Expect this outcome for the sender."""
        told = self.given.scenario.game.outcome(self.decision.get(self.writes[0], ()))
        assert told == outcome, f"the sender is told {told}"
        return self

    def state(self, name: str) -> Any:
        """Return the state of a stream after the command."""
        stream = self.given.scenario.stream_of(name)
        return self.given.fold(self.given.states.get(stream), self.decision.get(stream, ()))
