"""The stored names of states, and the upcasters of older facts."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from shared.games.codebattle.state import Battle, Participant
from shared.kernel.game import Upcaster

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
