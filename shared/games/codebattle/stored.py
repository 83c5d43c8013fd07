"""Under which names facts and states are stored. A class may be renamed, a stored name never."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from shared.games.codebattle import facts as f
from shared.games.codebattle.state import Battle, Participant
from shared.kernel.facts import Fact
from shared.kernel.game import Upcaster

FACTS: Mapping[str, type[Fact]] = {
    "codebattle.battle_scheduled.v1": f.BattleScheduled,
    "codebattle.questions_replaced.v1": f.QuestionsReplaced,
    "codebattle.battle_started.v1": f.BattleStarted,
    "codebattle.battle_ended.v1": f.BattleEnded,
    "codebattle.participant_joined.v1": f.ParticipantJoined,
    "codebattle.participant_returned.v1": f.ParticipantReturned,
    "codebattle.participant_left.v1": f.ParticipantLeft,
    "codebattle.question_solved.v1": f.QuestionSolved,
    "codebattle.question_missed.v1": f.QuestionMissed,
    "codebattle.arrow_shot.v1": f.ArrowShot,
    "codebattle.shield_used.v1": f.ShieldUsed,
    "codebattle.point_lost.v1": f.PointLost,
    "codebattle.attack_failed.v1": f.AttackFailed,
    "codebattle.award_reversed.v2": f.AwardReversed,
    "codebattle.attack_reversed.v1": f.AttackReversed,
    "codebattle.arrow_returned.v1": f.ArrowReturned,
}

STATES: Mapping[str, type[Struct]] = {
    "codebattle.battle.v1": Battle,
    "codebattle.participant.v1": Participant,
}

UPCASTERS: Mapping[str, Upcaster] = {
    "codebattle.award_reversed.v1": (
        "codebattle.award_reversed.v2",
        lambda data: data | {"arrows": 0, "shields": 0},
    ),
}
