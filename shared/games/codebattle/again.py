"""Finds the command that a commit of a battle came from, so that the battle can be replayed."""

from __future__ import annotations

from typing import Any

from shared.games.codebattle import commands as c
from shared.games.codebattle import facts as f
from shared.games.codebattle.state import Battle
from shared.kernel.facts import Command, Commit
from shared.kernel.names import parse_stream


def again(  # noqa: C901, PLR0911 - one flat table
    commit: Commit, battle: Any
) -> Command | None:
    """Return the command by its facts; None if the commit is no command of its own, or a reversal.

    A right answer is any that the battle accepts, a wrong one is empty.
    """
    fact = commit.facts[0] if commit.facts else None
    name, now = parse_stream(commit.stream), commit.at
    room, who = name.room, name.username
    match fact:
        case f.BattleScheduled():
            return c.ScheduleBattle(
                now, room, fact.title, fact.starts_at, fact.ends_at, fact.questions, fact.rules
            )
        case f.QuestionsReplaced():
            return c.ReplaceQuestions(now, room, fact.questions)
        case f.BattleStarted():
            return c.StartBattle(now, room)
        case f.BattleEnded():
            return c.EndEarly(now, room) if fact.early else c.EndBattle(now, room)
        case f.ParticipantJoined():
            return c.JoinBattle(now, room, who, fact.player_id)
        case f.ParticipantReturned():
            return c.JoinBattle(now, room, who, commit.by)
        case f.ParticipantLeft():
            return c.LeaveBattle(now, room, who)
        case f.QuestionSolved():
            return c.Answer(now, room, who, fact.question, _right(battle, fact.question))
        case f.QuestionMissed():
            return c.Answer(now, room, who, fact.question, "")
        case f.ArrowShot():
            return c.Attack(now, room, who, fact.target)
        case _:
            return None


def _right(battle: Battle, question: str) -> str:
    known = battle.question(question)
    return known.answers[0] if known else ""
