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
from shared.kernel.names import game_of, match_stream
from shared.kernel.rules import Decision, Scope, States
from shared.kernel.viewer import Audience, Viewer

ANSWERED = frozenset({"type", "id", "refused"})
"""Fields that an outcome can't have: the answer has them itself."""

encode = Encoder(order="deterministic").encode


class Unsound(AssertionError):  # noqa: N818 - named for what is wrong with the game
    """The game does what no game may do; the text tells what to mend."""


def mend(sound: object, sentence: str) -> None:
    if not sound:
        raise Unsound(sentence)


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
            f"scope({_kind(command)}) returns {scope!r}: return a Scope with a stream to write to.",
        )
        for stream in (*scope.writes, *scope.reads):
            mend(
                game_of(stream) == self.game.name,
                f"scope({_kind(command)}) names the stream '{stream}', which is not of the game "
                f"{self.game.name}: make names with room_stream and player_stream.",
            )
        return scope

    def decide(self, command: Any, states: States) -> Decision:
        before = encode(list(states.values()))
        first, second = (self._decided(command, states) for _ in range(2))
        mend(
            first == second,
            f"decide({_kind(command)}) comes to {_shown(first)}, then to {_shown(second)}: it asks "
            "a clock or draws chance. Take the time from `command.now`, and chance from a field "
            "`chance: int` of the command.",
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
                f"decide raises {error!r} for {_shown(command)}: answer every command with facts, "
                "or raise CommandRefused."
            ) from error

    def _checked(self, command: Any, decision: Decision) -> Decision:
        mend(
            isinstance(decision, Mapping),
            f"decide({_kind(command)}) returns {_shown(decision)}: return the facts of each stream "
            "as {stream: (fact, …)}.",
        )
        outside = set(decision) - set(self.game.scope(command).writes)
        mend(
            not outside,
            f"decide({_kind(command)}) writes to {sorted(outside)}: name the streams in scope.",
        )
        for stream, facts in decision.items():
            mend(
                not facts or match_stream(stream),
                f"decide({_kind(command)}) writes to '{stream}', which is no name of a stream: "
                "make names with room_stream and player_stream.",
            )
            mend(
                isinstance(facts, tuple),
                f"decide({_kind(command)}) returns {_shown(facts)} for a stream: return a tuple "
                "of facts.",
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
            f"outcome returns {outcome!r}: return a mapping without {sorted(ANSWERED)}.",
        )
        return outcome

    def audience(self, state: Any) -> Audience:
        audience: Audience = _call(self.game.audience, "audience", state)
        mend(
            isinstance(audience, Audience),
            f"audience returns {_shown(audience)} for the state {_kind(state)}: return an "
            "Audience.",
        )
        return audience

    def message(self, fact: Fact, viewer: Viewer) -> Event | None:
        shown: Any = _call(self.game.message, "message", fact, viewer)
        if shown is None:
            return None
        mend(
            type(shown) in self.game.events,
            f"message shows the {viewer.role} the fact {_kind(fact)} as {_shown(shown)}, and "
            f"{_kind(shown)} is none of `events`: return one of those, or None to hide the fact.",
        )
        mend(
            shown.timestamp == fact.at,
            f"message gives the event {_kind(shown)} the time {shown.timestamp}: give it that of "
            f"the fact {_kind(fact)}, timestamp=fact.at.",
        )
        _check_sent(shown)
        return shown  # type: ignore[no-any-return] # an event of the manifest

    def snapshot(self, state: Any, viewer: Viewer, now: datetime) -> Struct | None:
        shown: Any = _call(self.game.snapshot, "snapshot", state, viewer, now)
        if shown is None:
            return None
        mend(
            type(shown) in self.game.views,
            f"snapshot shows the {viewer.role} the state {_kind(state)} as {_shown(shown)}, and "
            f"{_kind(shown)} is none of `views`: return one of those, or None to hide the state.",
        )
        _check_sent(shown)
        return shown  # type: ignore[no-any-return] # a view of the manifest


class CommandRefusal(Struct, frozen=True):
    reason: str
    details: dict[str, Any]


def _call(function: Callable[..., Any], name: str, *given: Any) -> Any:
    try:
        return function(*given)
    except Unsound:
        raise
    except Exception as error:
        what = ", ".join(map(_shown, given))
        raise Unsound(
            f"{name} raises {error!r} for ({what}): only decide may refuse; {name} has an answer "
            "for everything that decide lets happen."
        ) from error


def _check_sent(shown: Struct) -> None:
    """What is sent has the form that the protocol's document gives it."""
    try:
        decode(encode(shown), type=type(shown))
    except Exception as error:
        raise Unsound(
            f"{_shown(shown)} can't be sent as {_kind(shown)} says: {error}. Give its fields the "
            "types that they have."
        ) from error


def _kind(value: object) -> str:
    return type(value).__name__


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
