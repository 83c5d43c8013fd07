"""Shows the current state of a tournament, or of a section, to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, assert_never

from msgspec import Struct

from shared.games.tournament.message import SHOWN as WINNERS
from shared.games.tournament.plan import SHOWN, PastRound, Plan, first
from shared.games.tournament.state import Match, Open, Over, Running, Section, Seeding, Tournament
from shared.kernel.moments import Moment
from shared.kernel.viewer import Audience, Viewer


class TournamentView(Struct, frozen=True, kw_only=True):
    """A tournament.

    Attributes:
        count: number of entrants, including those who have left.
        entrants: the first 64 entrants, by seed once they are seeded.
        checked_in: those of `entrants` who have checked in, while check-in is open.
        gone: entrants who have left, at most 64.
        round, sections: the current round, and its number of sections.
        rounds: finished rounds that count.
        places: the players on each place, from the first on. While the tournament runs, in
            formats that count points: the first 64 entrants as they stand after `rounds`.
        points: points of each place; empty in formats that don't count points.
    """

    phase: Literal["open", "check_in", "seeding", "running", "over"]
    plan: Plan
    starts_at: Moment
    ends_at: Moment | None = None
    count: int = 0
    entrants: tuple[str, ...] = ()
    checked_in: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    round: int = 0
    sections: int = 0
    rounds: tuple[PastRound, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    points: tuple[float, ...] = ()
    reason: str = ""


class SectionView(Struct, frozen=True):
    """A section of a round. `first` is the index of its first match in the round."""

    round: int
    first: int
    matches: tuple[Match, ...]
    deadline: Moment
    is_closed: bool


VIEWS = (TournamentView, SectionView)


def audience(_state: Tournament | Section) -> Audience:
    """Return the audience: anybody may watch, and no player has a view of its own."""
    return Audience(public=True)


def snapshot(
    state: Tournament | Section, _viewer: Viewer, _now: datetime
) -> TournamentView | SectionView:
    """Return what anybody sees of the tournament or the section."""
    if isinstance(state, Section):
        return SectionView(
            state.number, state.first, state.matches, state.deadline, state.is_closed
        )
    match state:
        case Open():
            return _early(state, "check_in" if state.check_in_open else "open")
        case Seeding():
            return _early(state, "seeding")
        case Running():
            return _running(state)
        case Over():
            return _over(state)
        case _:
            assert_never(state)


def _running(state: Running) -> TournamentView:
    return TournamentView(
        phase="running",
        plan=state.plan,
        starts_at=state.starts_at,
        ends_at=state.ends_at,
        count=len(state.entrants),
        gone=tuple(state.entrants[seed] for seed in state.gone)[:SHOWN],
        entrants=state.entrants[:SHOWN],
        round=state.number if state.is_playing else 0,
        sections=state.sections,
        rounds=state.rounds,
        places=tuple(tuple(state.entrants[each] for each in place) for place in state.places),
        points=_whole(state.points),
    )


def _over(state: Over) -> TournamentView:
    places = first(state.places, WINNERS)
    return TournamentView(
        phase="over",
        plan=state.plan,
        starts_at=state.starts_at,
        ends_at=state.ended_at,
        count=sum(map(len, state.places)),
        rounds=state.rounds,
        places=places,
        points=_whole(state.points[: len(places)]),
        reason=state.reason,
    )


def _early(state: Open | Seeding, phase: Literal["open", "check_in", "seeding"]) -> TournamentView:
    return TournamentView(
        phase=phase,
        plan=state.plan,
        starts_at=state.starts_at,
        ends_at=state.ends_at,
        count=len(state.entrants),
        entrants=tuple(state.entrants)[:SHOWN],
        checked_in=_checked_in(state),
    )


def _whole(halves: Sequence[int]) -> tuple[float, ...]:
    return tuple(each / 2 for each in halves)


def _checked_in(state: Open | Seeding) -> tuple[str, ...]:
    if isinstance(state, Seeding) or not state.check_in_open:
        return ()
    return tuple(who for who, is_here in list(state.entrants.items())[:SHOWN] if is_here)
