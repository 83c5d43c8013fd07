"""What each viewer may see: of a treasure, nothing before it is found."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from msgspec import Struct

from shared.games.hunt.energy import Energy
from shared.games.hunt.interpret import gains, in_words
from shared.games.hunt.rules import Kind, Rules
from shared.games.hunt.state import Claim, Clue, Hunt, HuntState, Rival, Seeker
from shared.kernel.game import Phase
from shared.kernel.moments import Moment
from shared.kernel.viewer import Audience, Viewer


class KindView(Struct, frozen=True):
    """A kind of treasure, and how many of it are buried. What it reveals is not shown."""

    points: int
    buried: int
    rival: bool
    radius: int
    cooldown: int
    needs: tuple[str, ...]
    items: dict[str, int]


class Costs(Struct, frozen=True):
    """Maximum energy, seconds to regain one, and the energy that each action costs."""

    most: int
    regain: int
    search: int
    dig: int
    solve: int


class HuntView(Struct, frozen=True):
    """A hunt as everybody sees it: the land, the kinds of treasures, and who claimed which."""

    hunt: str
    title: str
    phase: Phase
    starts_at: Moment
    ends_at: Moment
    version: int
    land: tuple[str, ...]
    terrain: dict[str, int]
    energy: Costs
    kinds: dict[str, KindView]
    claims: dict[str, Claim]


class PlanView(Struct, frozen=True):
    """A hunt as operators see it, with all its rules."""

    hunt: str
    title: str
    phase: Phase
    starts_at: Moment
    ends_at: Moment
    version: int
    rules: Rules
    claims: dict[str, Claim]


class EnergyView(Struct, frozen=True):
    """A seeker's energy at the time `since`. From then on it grows by one each `regain` seconds."""

    level: int
    since: Moment


class OwnView(Struct, frozen=True):
    """A seeker, as the seeker itself and operators see it."""

    hunt: str
    username: str
    x: int
    y: int
    energy: EnergyView
    points: int
    finds: int
    steps: int
    clues: tuple[Clue, ...]
    items: dict[str, int]
    ready: dict[str, Moment]
    dug: frozenset[int]
    tries: dict[str, int]
    through: bool


class OthersView(Struct, frozen=True):
    """A seeker as others see it: without its position, energy and clues."""

    hunt: str
    username: str
    points: int
    finds: int
    through: bool


class RivalView(Struct, frozen=True):
    """A rival treasure that has been claimed, as operators see it."""

    treasure: str
    title: str
    kind: str
    holder: str
    changes: int


VIEWS = (HuntView, PlanView, OwnView, OthersView, RivalView)


def audience(state: HuntState) -> Audience:
    """Return the audience: a hunt's stream is public, a seeker's private, a treasure's closed."""
    match state:
        case Hunt():
            return Audience(public=True)
        case Seeker():
            return Audience((state.username,))
        case Rival():
            return Audience()


def snapshot(state: HuntState, viewer: Viewer, now: datetime) -> Struct | None:
    """Return what the viewer sees of a hunt, of a seeker, or of a rival treasure."""
    match state:
        case Hunt():
            return _plan(state, now) if viewer.role == "operator" else _hunt(state, now)
        case Seeker():
            return _own(state) if viewer.role in {"owner", "operator"} else _others(state)
        case Rival():
            return _rival(state) if viewer.role == "operator" else None


def energy_view(energy: Energy) -> EnergyView:
    return EnergyView(energy.level, energy.since)


def _hunt(hunt: Hunt, now: datetime) -> HuntView:
    rules = hunt.rules
    spent = rules.energy
    buried = Counter(each.kind for each in rules.treasures)
    return HuntView(
        hunt.hunt,
        hunt.title,
        hunt.phase(now),
        hunt.starts_at,
        hunt.ends_at,
        hunt.version,
        rules.land,
        rules.terrain,
        Costs(spent.most, spent.regain, spent.search, spent.dig, spent.solve),
        {name: _kind(kind, buried[name]) for name, kind in rules.kinds.items()},
        hunt.claims,
    )


def _kind(kind: Kind, buried: int) -> KindView:
    needs = tuple(map(in_words, kind.needs))
    gained = gains(kind)
    head = (gained.points, buried, kind.rival, kind.radius, kind.cooldown)
    return KindView(*head, needs, gained.items)


def _plan(hunt: Hunt, now: datetime) -> PlanView:
    head = (hunt.hunt, hunt.title, hunt.phase(now), hunt.starts_at, hunt.ends_at)
    return PlanView(*head, hunt.version, hunt.rules, hunt.claims)


def _own(me: Seeker) -> OwnView:
    return OwnView(
        me.hunt,
        me.username,
        me.x,
        me.y,
        energy_view(me.energy),
        me.points,
        me.finds,
        me.steps,
        tuple(me.clues.values()),
        me.items,
        me.ready,
        me.dug,
        me.tries,
        me.through_at is not None,
    )


def _others(me: Seeker) -> OthersView:
    return OthersView(me.hunt, me.username, me.points, me.finds, me.through_at is not None)


def _rival(rival: Rival) -> RivalView:
    return RivalView(rival.treasure, rival.title, rival.kind, rival.holder, rival.changes)
