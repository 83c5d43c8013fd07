"""A code battle from noon to one o'clock, and the facts that lead up to a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from rumpus.testing import Scenario
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import facts as f
from shared.games.codebattle.questions import Question, content_hash
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.streams import battle_stream, participant_stream

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE = NOON + timedelta(hours=1)
NOW = NOON + timedelta(minutes=30)
TICK = timedelta(microseconds=1)
EARLIER = NOON - timedelta(days=1)

PACK = (
    Question("q1", "2 + 2?", ("4", "four")),
    Question("q2", "Capital of France?", ("Paris",), ("Paris", "Rome"), 25),
    Question("q3", "7 x 6?", ("42",)),
)
PACK_HASH = content_hash(PACK)

battle = Scenario(
    CODE_BATTLE,
    lambda name: battle_stream("b1") if name == "battle" else participant_stream("b1", name),
)


def scheduled(**changes: Any) -> f.BattleScheduled:
    plain = f.BattleScheduled(EARLIER, "b1", "Demo", NOON, ONE, Rules(), PACK, PACK_HASH)
    return replace(plain, **changes)


def joined(name: str, arrows: int = 1, shields: int = 1) -> f.ParticipantJoined:
    return f.ParticipantJoined(EARLIER, "b1", name, f"player-{name}", arrows, shields)


def solved(
    question: str = "q1", points: int = 10, total: int | None = None, arrows: int = 0
) -> f.QuestionSolved:
    after = points if total is None else total
    return f.QuestionSolved(NOON, question, PACK_HASH, points, after, arrows)


def missed(question: str, tries_left: int) -> f.QuestionMissed:
    return f.QuestionMissed(NOON, question, PACK_HASH, tries_left)


LEFT = f.ParticipantLeft(NOON)
