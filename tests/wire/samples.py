"""One commit for each stored fact and snapshot; run as a module to store what is missing.

A stored name's golden file is what the log holds for ever, so none is ever rewritten: change a
fact by adding a name of the next version, an upcaster, and a sample here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from shared.games.codebattle import facts as f
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.state import Battle, Participant
from shared.kernel.facts import Commit, Fact, IdempotencyRecord, StreamState, sent
from tests.codec import encode_commit
from tests.games.hunt import samples as of_hunt
from tests.games.inbox import samples as of_inbox
from tests.games.ladder import samples as of_ladder
from tests.games.match import samples as of_match
from tests.games.tournament import samples as of_tournament

GOLDEN = Path(__file__).parent / "golden"
NOON = datetime(2026, 3, 1, 12, 0, 0, 250000, tzinfo=UTC)
HOUR = timedelta(hours=1)
PACK = (
    Question("q1", "What is 2 + 2?", ("4", "four")),
    Question("q2", "Où est «l'été»?", ("ici",), ("ici", "là"), 25),
)

FACTS: dict[str, Fact] = {
    "codebattle.battle_scheduled.v1": f.BattleScheduled(
        NOON, "b1", "Démo", NOON, NOON + HOUR, Rules(arrow_every=2, max_shields=4), PACK, "ab12"
    ),
    "codebattle.questions_replaced.v1": f.QuestionsReplaced(NOON, PACK, "ab12"),
    "codebattle.battle_started.v1": f.BattleStarted(NOON, "ab12"),
    "codebattle.battle_ended.v1": f.BattleEnded(NOON, early=True),
    "codebattle.participant_joined.v1": f.ParticipantJoined(NOON, "b1", "zoë", "p1", 1, 2),
    "codebattle.participant_returned.v1": f.ParticipantReturned(NOON),
    "codebattle.participant_left.v1": f.ParticipantLeft(NOON),
    "codebattle.question_solved.v1": f.QuestionSolved(NOON, "q2", "ab12", 25, 35, 1, 1),
    "codebattle.question_missed.v1": f.QuestionMissed(NOON, "q2", "ab12", 2),
    "codebattle.arrow_shot.v1": f.ArrowShot(NOON, "bob", blocked=False, points_deducted=1),
    "codebattle.shield_used.v1": f.ShieldUsed(NOON, "zoë"),
    "codebattle.point_lost.v1": f.PointLost(NOON, "zoë", 1, 34),
    "codebattle.attack_failed.v1": f.AttackFailed(NOON, "bob", "no_target", "a-1"),
    "codebattle.award_reversed.v2": f.AwardReversed(NOON, 7, "q2", 25, 1, 0, 10, "wrong key"),
    "codebattle.attack_reversed.v1": f.AttackReversed(NOON, 8, "zoë", 1, 0, 11, "a bug"),
    "codebattle.arrow_returned.v1": f.ArrowReturned(NOON, "bob", 8, "a bug"),
    **of_hunt.FACTS,
    **of_inbox.FACTS,
    **of_ladder.FACTS,
    **of_match.FACTS,
    **of_tournament.FACTS,
}

STATES: dict[str, Any] = {
    "codebattle.battle.v1": Battle(
        "b1", "Démo", NOON, NOON + HOUR, Rules(), PACK, "ab12", start_announced=True
    ),
    "codebattle.participant.v1": Participant(
        "b1",
        "zoë",
        "p1",
        NOON,
        balance=35,
        arrows=2,
        shields=1,
        active=False,
        solved=("q2", "q1"),
        tries={"q4": 2, "q3": 1},
        reversed_awards=frozenset({9, 7}),
        reversed_attacks=frozenset({8}),
    ),
    **of_hunt.STATES,
    **of_inbox.STATES,
    **of_ladder.STATES,
    **of_match.STATES,
    **of_tournament.STATES,
}


def commit_of(fact: Fact, snapshot: StreamState | None = None) -> Commit:
    return Commit(
        "codebattle/b1/player/zoë",
        16,
        (fact,),
        NOON,
        "zoë",
        "c-16",
        "0123456789abcdef",
        {"blocked": False, "points_deducted": 1},
        snapshot,
    )


RECENT = [
    IdempotencyRecord("p-1", "c-15", "fedcba9876543210", {}),
    IdempotencyRecord("p-1", "c-16", "01", {"total": 35}),
]


def commit_with(state: Struct) -> Commit:
    recent = {sent(each.by, each.command_id): each for each in RECENT}
    return commit_of(
        FACTS["codebattle.arrow_shot.v1"],
        StreamState("codebattle/b1/player/zoë", 16, state, recent, NOON),
    )


def stored() -> dict[str, str]:
    """Return what the log holds for each sample, by the name of its golden file."""
    facts = {name: encode_commit(commit_of(fact))["facts"]["S"] for name, fact in FACTS.items()}
    states = {
        name: encode_commit(commit_with(state))["snapshot"]["S"] for name, state in STATES.items()
    }
    return facts | states


if __name__ == "__main__":
    for name, text in stored().items():
        path = GOLDEN / f"{name}.json"
        if not path.exists():
            path.write_text(text + "\n")
