"""A game that looks at itself while it is played: what is wrong is said in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.json import Encoder, decode
from msgspec.structs import replace

from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Event, Fact, Outcome
from shared.kernel.game import Game
from shared.kernel.names import game_of, is_wide, match_stream
from shared.kernel.rules import Decision, Scope, States
from shared.kernel.viewer import Audience, Viewer

ANSWERED = frozenset({"type", "id", "refused"})
"""Fields that an outcome can't have: the answer has them itself."""

EXAMPLE = "for example: "

encode = Encoder(order="deterministic").encode


class Unsound(AssertionError):  # noqa: N818 - named for what is wrong with the game
    """The game does what no game may do; the text tells what to mend."""


def mend(sound: object, sentence: str, example: str = "") -> None:
    """Raise Unsound; the sentence is the same wherever the fault shows, the example is not."""
    if not sound:
        raise Unsound(told(sentence, example))


def told(sentence: str, example: str) -> str:
    return f"{sentence}\n{EXAMPLE}{example}" if example else sentence


def sound(game: Game) -> Game:
    """Return the same game, whose functions raise Unsound for what they should not do."""
    watched = _Watched(game)
    return replace(
        game,
        scope=watched.scope,
        decide=watched.decide,
        evolve=watched.evolve,
        outcome=watched.outcome,
        audience=watched.audience,
        message=watched.message,
        snapshot=watched.snapshot,
    )


class _Watched(Struct, frozen=True):
    game: Game

    def scope(self, command: Any) -> Scope:
        scope: Scope = _call(self.game.scope, "scope", command)
        mend(
            isinstance(scope, Scope) and scope.writes,
            f"scope({_kind(command)}) returns no Scope with a stream to write to: return one.",
            f"it returns {scope!r}",
        )
        mend(
            isinstance(scope.writes, tuple) and isinstance(scope.reads, tuple),
            f"scope({_kind(command)}) names streams in no tuple: return Scope((stream,)).",
            f"it returns {scope!r}",
        )
        for stream in (*scope.writes, *scope.reads):
            mend(
                game_of(stream) == self.game.name,
                f"scope({_kind(command)}) names a stream that is not of the game "
                f"{self.game.name}: make names with room_stream and player_stream.",
                f"the stream is '{stream}'",
            )
        mend(
            len(scope.writes) == 1 or not any(map(is_wide, scope.writes)),
            f"scope({_kind(command)}) names several streams to write to in a wide room, where each "
            "may have its own owner: name one, and let effects of its facts write the others.",
            f"it returns {scope!r}",
        )
        return scope

    def decide(self, command: Any, states: States) -> Decision:
        before = encode(list(states.values()))
        first, second = (self._decided(command, states) for _ in range(2))
        mend(
            first == second,
            f"decide({_kind(command)}) comes to one thing, then to another: it asks a clock or "
            "draws chance. Take the time from `command.now`, and chance from a field `chance: int` "
            "of the command.",
            f"first {_shown(first)}, then {_shown(second)}",
        )
        mend(
            encode(list(states.values())) == before,
            f"decide({_kind(command)}) changes the state that it is given: return facts, and "
            "change the state in evolve.",
        )
        if isinstance(first, CommandRefusal):
            raise CommandRefused(first.reason, **first.details)
        return self._checked(command, first)

    def _decided(self, command: Any, states: States) -> Any:
        try:
            return self.game.decide(command, states)
        except CommandRefused as refused:
            return CommandRefusal(refused.reason, refused.details)
        except Exception as error:
            raise Unsound(
                told(
                    f"decide raises {_kind(error)} for a {_kind(command)}: answer every command "
                    "with facts, or raise CommandRefused.",
                    f"{error!r} for {_shown(command)}",
                )
            ) from error

    def _checked(self, command: Any, decision: Decision) -> Decision:
        mend(
            isinstance(decision, Mapping),
            f"decide({_kind(command)}) returns a {_kind(decision)}: return the facts of each "
            "stream as {stream: (fact, …)}.",
            f"it returns {_shown(decision)}",
        )
        outside = set(decision) - set(self.game.scope(command).writes)
        mend(
            not outside,
            f"decide({_kind(command)}) writes to streams that scope does not name: name them.",
            f"it writes to {sorted(outside)}",
        )
        for stream, facts in decision.items():
            mend(
                not facts or match_stream(stream),
                f"decide({_kind(command)}) writes to what is no name of a stream: make names with "
                "room_stream and player_stream.",
                f"it writes to '{stream}'",
            )
            mend(
                isinstance(facts, tuple),
                f"decide({_kind(command)}) returns a {_kind(facts)} for a stream: return a tuple "
                "of facts.",
                f"it returns {_shown(facts)}",
            )
            for fact in facts:
                mend(
                    type(fact) in self.game.facts.values(),
                    f"decide({_kind(command)}) makes the fact {_kind(fact)}, which has no stored "
                    f"name: add it to `facts` as '{self.game.name}.some_name.v1'.",
                )
        return decision

    def evolve(self, state: Any, fact: Any) -> Any:
        before = encode((state, fact))
        after = _call(self.game.evolve, "evolve", state, fact)
        mend(
            type(after) in self.game.states.values(),
            f"evolve makes a {_kind(after)} of the fact {_kind(fact)}, which has no stored name: "
            f"add it to `states` as '{self.game.name}.some_name.v1'.",
        )
        mend(
            encode((state, fact)) == before,
            f"evolve changes the state that it is given, for the fact {_kind(fact)}: return a new "
            "one, as msgspec.structs.replace makes it.",
        )
        return after

    def outcome(self, facts: Any) -> Outcome:
        outcome: Outcome = _call(self.game.outcome, "outcome", facts)
        mend(
            isinstance(outcome, Mapping) and ANSWERED.isdisjoint(outcome),
            f"outcome returns no mapping, or one with {sorted(ANSWERED)}: return one without.",
            f"it returns {outcome!r}",
        )
        return outcome

    def audience(self, state: Any) -> Audience:
        audience: Audience = _call(self.game.audience, "audience", state)
        mend(
            isinstance(audience, Audience) and isinstance(audience.players, tuple),
            f"audience returns a {_kind(audience)} for the state {_kind(state)}: return an "
            "Audience with a tuple of usernames.",
            f"it returns {_shown(audience)}",
        )
        return audience

    def message(self, fact: Fact, viewer: Viewer) -> Event | None:
        shown = _call(self.game.message, "message", fact, viewer)
        if shown is None:
            return None
        mend(
            type(shown) in self.game.events,
            f"message shows the fact {_kind(fact)} as a {_kind(shown)}, and that is none of "
            "`events`: return one of those, or None to hide the fact.",
            f"the {viewer.role} is shown {_shown(shown)}",
        )
        mend(
            shown.timestamp == fact.at,
            f"message gives the event {_kind(shown)} another time than that of the fact "
            f"{_kind(fact)}: timestamp=fact.at.",
            f"the event has {shown.timestamp}, the fact {fact.at}",
        )
        _check_sent(shown)
        return shown

    def snapshot(self, state: Any, viewer: Viewer, now: datetime) -> Struct | None:
        shown = _call(self.game.snapshot, "snapshot", state, viewer, now)
        if shown is None:
            return None
        mend(
            type(shown) in self.game.views,
            f"snapshot shows the state {_kind(state)} as a {_kind(shown)}, and that is none of "
            "`views`: return one of those, or None to hide the state.",
            f"the {viewer.role} is shown {_shown(shown)}",
        )
        _check_sent(shown)
        return shown


class CommandRefusal(Struct, frozen=True):
    reason: str
    details: dict[str, Any]


def _call[T](function: Callable[..., T], name: str, *given: Any) -> T:
    try:
        return function(*given)
    except Unsound:
        raise
    except Exception as error:
        raise Unsound(
            told(
                f"{name} raises {_kind(error)} for a {_kind(given[-1 if name == 'evolve' else 0])}:"
                f" only decide may refuse; {name} has an answer for everything that decide lets "
                "happen.",
                f"{error!r} for ({', '.join(map(_shown, given))})",
            )
        ) from error


def _check_sent(shown: Struct) -> None:
    """What is sent has the form that the protocol's document gives it."""
    try:
        decode(encode(shown), type=type(shown))
    except Exception as error:
        raise Unsound(
            told(
                f"a {_kind(shown)} can't be sent as its class says: {error}. Give its fields the "
                "types that they have.",
                f"it is {_shown(shown)}",
            )
        ) from error


def _kind(value: object) -> str:
    return type(value).__name__


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
