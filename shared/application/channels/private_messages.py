"""What a participant is told on its private channel: one message a commit of its stream."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.application.boards.board import milliseconds
from shared.games.codebattle import events as e
from shared.games.codebattle.channels import channel_of
from shared.kernel.errors import refusal_in
from shared.kernel.facts import Commit, Fact


def epoch_of(joined_at: datetime) -> str:
    """Name the life of a participant's stream: when it began, in milliseconds, hexadecimal."""
    return f"{milliseconds(joined_at):x}"


def private_message(commit: Commit, epoch: str) -> dict[str, Any]:
    """Return the one message of a commit: a fact, a refusal, or a `batch` of several facts.

    Raises ValueError for a commit of another stream than a participant's.
    """
    channel = channel_of(commit.stream)
    if channel is None:
        raise ValueError(f"{commit.stream} is no participant's stream")
    event, data = _event_of(commit)
    return {
        "type": "message",
        "channel": channel,
        "epoch": epoch,
        "offset": commit.position,
        "event": event,
        "data": data,
    }


def _event_of(commit: Commit) -> tuple[str, dict[str, Any]]:
    if not commit.facts and (refusal := refusal_in(commit.outcome or {})):
        return "command.refused", {
            "id": commit.command_id,
            "reason": refusal.reason,
            "details": refusal.details,
            "timestamp": commit.at,
        }
    events = [event_of(fact) for fact in commit.facts]
    if len(events) == 1:
        return events[0]
    return "batch", {"events": [{"event": name, "data": each} for name, each in events]}


def event_of(fact: Fact) -> tuple[str, dict[str, Any]]:
    """Return the name and the data of a fact's message; each has `timestamp`."""
    name, data = _event(fact)
    return name, data | {"timestamp": fact.at}


def _event(fact: Fact) -> tuple[str, dict[str, Any]]:
    match fact:
        case e.ShieldUsed():
            return "attack.received", {
                "attacker": fact.attacker,
                "blocked": True,
                "points_lost": 0,
            }
        case e.PointLost():
            return "attack.received", {
                "attacker": fact.attacker,
                "blocked": False,
                "points_lost": fact.points,
            }
        case e.ArrowShot():
            return "attack.sent", {
                "target": fact.target,
                "blocked": fact.blocked,
                "points_deducted": fact.points_deducted,
            }
        case e.AttackFailed():
            return "attack.failed", {
                "target": fact.target,
                "reason": fact.reason,
                "attack_id": fact.attack_id,
            }
        case _:
            return _own_event(fact)


def _own_event(fact: Fact) -> tuple[str, dict[str, Any]]:
    match fact:
        case e.QuestionSolved():
            return "answer.solved", {
                "question": fact.question,
                "points": fact.points,
                "total": fact.total,
                "arrows": fact.arrows,
                "shields": fact.shields,
            }
        case e.QuestionMissed():
            return "answer.missed", {"question": fact.question, "tries_left": fact.tries_left}
        case e.ParticipantJoined():
            return "participant.joined", {"arrows": fact.arrows, "shields": fact.shields}
        case e.ParticipantReturned():
            return "participant.returned", {}
        case e.ParticipantLeft():
            return "participant.left", {}
        case _:
            return _reversal(fact)


def _reversal(fact: Fact) -> tuple[str, dict[str, Any]]:
    match fact:
        case e.AwardReversed():
            return "award.reversed", {
                "question": fact.question,
                "points": fact.points,
                "arrows": fact.arrows,
                "shields": fact.shields,
                "total": fact.total,
                "reason": fact.reason,
            }
        case e.AttackReversed():
            return "attack.reversed", {
                "attacker": fact.attacker,
                "points": fact.points,
                "shields": fact.shields,
                "total": fact.total,
                "reason": fact.reason,
            }
        case e.ArrowReturned():
            return "arrow.returned", {"target": fact.target, "reason": fact.reason}
        case _:
            raise TypeError(f"{type(fact).__name__} is no fact of a participant")
