"""What each viewer may see; the answer key is in none of these, nor its hash, which would tell it.

Whoever knows the questions and the choices finds the answers by trying them against the hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import to_builtins

from shared.games.codebattle.events import BattleScheduled, QuestionsReplaced
from shared.games.codebattle.questions import Question
from shared.games.codebattle.state import Battle, Participant
from shared.kernel.facts import Fact


def battle_view(battle: Battle, now: datetime) -> dict[str, Any]:
    """For anybody: the questions only from the start on, and never their answers."""
    phase = battle.phase(now)
    return {
        "battle": battle.battle,
        "title": battle.title,
        "phase": phase,
        "starts_at": battle.starts_at,
        "ends_at": battle.ends_at,
        "rules": to_builtins(battle.rules),
        "questions": [] if phase == "scheduled" else _without_answers(battle.questions),
    }


def participant_view(me: Participant) -> dict[str, Any]:
    """For the participant itself."""
    return {
        "battle": me.battle,
        "username": me.username,
        "joined_at": me.joined_at,
        "points": me.points,
        "arrows": me.arrows,
        "shields": me.shields,
        "active": me.active,
        "solved": list(me.solved),
        "tries": dict(me.tries),
    }


def others_view(other: Participant) -> dict[str, Any]:
    """For the other participants: neither arms nor what was answered."""
    return {
        "battle": other.battle,
        "username": other.username,
        "points": other.points,
        "active": other.active,
        "solved": len(other.solved),
    }


def facts_view(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """The facts of a replay as plain values under the names of their classes."""
    return [{"fact": type(fact).__name__, **_plain(fact)} for fact in facts]


def _plain(fact: Fact) -> dict[str, Any]:
    plain: dict[str, Any] = to_builtins(fact, builtin_types=(datetime,))
    plain.pop("questions_hash", None)
    if isinstance(fact, BattleScheduled | QuestionsReplaced):
        return plain | {"questions": _without_answers(fact.questions)}
    return plain


def _without_answers(questions: Iterable[Question]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "prompt": each.prompt,
            "choices": list(each.choices),
            "points": each.points,
        }
        for each in questions
    ]
