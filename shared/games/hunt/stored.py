"""The stored names of states."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from shared.games.hunt.state import Hunt, Rival, Seeker

STATES: Mapping[str, type[Struct]] = {
    "hunt.plan.v1": Hunt,
    "hunt.seeker.v1": Seeker,
    "hunt.rival.v1": Rival,
}
