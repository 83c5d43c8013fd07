"""Views for each kind of viewer; none has the answer key or its hash, which would reveal it.

A player who knows the questions and the choices could find the answers by trying them against the
hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from msgspec import Struct

from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.state import Battle, Participant
from shared.kernel.game import Phase
from shared.kernel.moments import Moment
from shared.kernel.viewer import Audience, Viewer


class ShownQuestion(Struct, frozen=True):
    """A question without its answers."""

    id: str
    prompt: str
    choices: tuple[str, ...]
    points: int


class BattleView(Struct, frozen=True):
    """A battle as everybody sees it. `questions` is empty before the start."""

    battle: str
    title: str
    phase: Phase
    starts_at: Moment
    ends_at: Moment
    rules: Rules
    questions: tuple[ShownQuestion, ...]


class OwnView(Struct, frozen=True):
    """A participant, as the participant itself and operators see it."""

    battle: str
    username: str
    joined_at: Moment
    points: int
    arrows: int
    shields: int
    active: bool
    solved: tuple[str, ...]
    tries: dict[str, int]


class OthersView(Struct, frozen=True):
    """A participant as others see it: without arrows, shields and which questions it solved."""

    battle: str
    username: str
    points: int
    active: bool
    solved: int


VIEWS = (BattleView, OwnView, OthersView)


def audience(state: Battle | Participant) -> Audience:
    """Return the audience: a participant's stream is its own; a battle's is shown by its board."""
    return Audience((state.username,)) if isinstance(state, Participant) else Audience()


def snapshot(state: Battle | Participant, viewer: Viewer, now: datetime) -> Struct:
    """Return what the viewer sees of a battle, or of a participant."""
    if isinstance(state, Battle):
        return _battle(state, now)
    match viewer.role:
        case "owner" | "operator":
            return _own(state)
        case "player" | "spectator":
            return _others(state)
        case _:
            assert_never(viewer.role)


def without_answers(questions: Iterable[Question]) -> tuple[ShownQuestion, ...]:
    return tuple(
        ShownQuestion(each.id, each.prompt, each.choices, each.points) for each in questions
    )


def _battle(battle: Battle, now: datetime) -> BattleView:
    phase = battle.phase(now)
    return BattleView(
        battle.battle,
        battle.title,
        phase,
        battle.starts_at,
        battle.ends_at,
        battle.rules,
        () if phase == "scheduled" else without_answers(battle.questions),
    )


def _own(me: Participant) -> OwnView:
    return OwnView(
        me.battle,
        me.username,
        me.joined_at,
        me.points,
        me.arrows,
        me.shields,
        me.active,
        me.solved,
        me.tries,
    )


def _others(other: Participant) -> OthersView:
    return OthersView(other.battle, other.username, other.points, other.active, len(other.solved))
