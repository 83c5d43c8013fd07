"""Shows the current state of a match to each viewer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, assert_never

from msgspec import Struct

from shared.games.match.actions import Action
from shared.games.match.plan import Plan
from shared.games.match.sight import Seen, commitment, everybody, seen
from shared.games.match.state import DELAY, Fighting, Gathering, Match, Over
from shared.kernel.moments import Moment
from shared.kernel.viewer import Audience, Viewer


class MatchView(Struct, frozen=True):
    """A match. `seq` and `action` are the viewer's own. `seed` is null until the match is over.

    `deadline` is the time by which players must join, then the end of the turn or of the match.
    """

    phase: Literal["gathering", "fighting", "over"]
    plan: Plan
    commitment: str
    players: tuple[str, ...]
    deadline: Moment | None = None
    turn: int = 0
    fighters: tuple[Seen, ...] = ()
    chosen: tuple[str, ...] = ()
    seq: int = 0
    action: Action | None = None
    places: dict[str, int] = {}
    seed: str | None = None


VIEWS = (MatchView,)


def audience(match: Match) -> Audience:
    """Return the audience: each player has a view of its own, and anybody may watch."""
    if isinstance(match, Gathering):
        return Audience(match.asked, public=True)
    return Audience(
        match.players if isinstance(match, Over) else tuple(match.fighters), public=True
    )


def snapshot(match: Match, viewer: Viewer, _now: datetime) -> MatchView:
    """Return what the viewer sees of the match."""
    hidden = commitment(match.seed)
    match match:
        case Gathering():
            return MatchView("gathering", match.plan, hidden, tuple(match.players), match.join_by)
        case Fighting():
            return _fighting(match, viewer, hidden)
        case Over():
            return MatchView(
                "over",
                match.plan,
                hidden,
                match.players,
                turn=match.turn,
                fighters=everybody(match.fighters),
                places=match.places,
                seed=str(match.seed),
            )
        case _:
            assert_never(match)


def _fighting(match: Fighting, viewer: Viewer, hidden: str) -> MatchView:
    earlier = match.trail[0] if len(match.trail) == DELAY else None
    return MatchView(
        "fighting",
        match.plan,
        hidden,
        tuple(match.fighters),
        match.deadline or match.ends_at,
        match.turn,
        seen(match.fighters, viewer, earlier),
        tuple(sorted(match.chosen)),
        match.seqs.get(viewer.username, 0),
        match.chosen.get(viewer.username),
    )
