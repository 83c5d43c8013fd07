"""Commits for tests: one fact each, on the stream of a participant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.games.codebattle.facts import (
    ArrowShot,
    ParticipantJoined,
    PointLost,
    QuestionSolved,
)
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.facts import Commit, Fact

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BATTLE = "b1"
ROOM = battle_stream(BATTLE)


def commit(username: str, position: int, fact: Fact, *, battle: str = BATTLE) -> Commit:
    return Commit(
        participant_stream(battle, username),
        position,
        (fact,),
        fact.at,
        "p-" + username,
        f"c{position}",
        "digest",
        {},
    )


def moment(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def joined(username: str, position: int = 1, *, battle: str = BATTLE) -> Commit:
    fact = ParticipantJoined(moment(position), battle, username, "p-" + username, 1, 1)
    return commit(username, position, fact, battle=battle)


def solved(username: str, position: int, total: int, *, battle: str = BATTLE) -> Commit:
    fact = QuestionSolved(moment(position), f"q{position}", "hash", 10, total)
    return commit(username, position, fact, battle=battle)


def lost(username: str, position: int, total: int) -> Commit:
    return commit(username, position, PointLost(moment(position), "zed", 1, total))


def shot(username: str, position: int) -> Commit:
    return commit(username, position, ArrowShot(moment(position), "zed", True, 0))
