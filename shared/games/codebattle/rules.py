"""The configuration of a battle: how points, arrows and shields are earned and spent."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

MAX_QUESTIONS = 200
MAX_PACK_BYTES = 256 * 1024
"""Maximum size of a pack, which is stored in one commit: an item of the log holds 400 KB."""

MAX_POINTS = 1_000_000
"""Maximum points of a whole pack; a board takes up to 2,097,151."""

Small = Annotated[int, Meta(ge=0, le=1000)]


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """Rules of a battle. `arrow_every`, `shield_every`: solved questions to earn one; 0: never."""

    arrows_at_start: Small = 1
    shields_at_start: Small = 1
    arrow_every: Small = 1
    shield_every: Small = 3
    attack_points: Annotated[int, Meta(ge=1, le=1000)] = 1
    tries_per_question: Annotated[int, Meta(ge=1, le=100)] = 3
    max_arrows: Small = 20
    max_shields: Small = 5


def earned(every: int, solved: int, held: int, most: int) -> int:
    """Return 1 if the `solved`-th solution earns one and there is room for it, else 0."""
    return int(every > 0 and solved % every == 0 and held < most)
