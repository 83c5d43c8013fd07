"""When each player does what: drawn from a seed, so that every run of a profile is the same."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import chain
from random import Random
from typing import Literal

from cli.load.profiles import Moment, Profile

type Action = Literal["come", "answer", "attack", "deed", "act", "look", "cut", "pile_on"]
type Due = tuple[float, int, Action]
"""Seconds from the start, the player's number, and what is due."""
type _Life = tuple[float, int, int, list[Due]]
"""When the player of a number does the next of these things, and which it is."""


def schedule(profile: Profile, players: range, seed: int) -> Iterator[Due]:
    """Yield all that those players do, in order of time; the whole crowd counts from 0."""
    comings = sorted((arrival(profile, each), each) for each in players)
    moments = sorted(chain.from_iterable(_moment(each, players, seed) for each in profile.moments))
    yield from heapq.merge(_lives(profile, comings, seed), moments)


def arrival(profile: Profile, player: int) -> float:
    """The crowd comes evenly, by number; a process has every n-th of it."""
    return profile.join_seconds * player / profile.players


def life(profile: Profile, player: int, seed: int) -> list[Due]:
    """What one player does, from its coming to the end."""
    chance = Random(f"{seed}/{player}")  # noqa: S311 - a crowd, not a secret
    comes = arrival(profile, player)
    actions: list[Due] = [(comes, player, "come")]
    each = profile.each
    counts: tuple[tuple[Action, float], ...] = (
        ("answer", each.answers),
        ("attack", each.attacks),
        ("deed", each.deeds),
        ("act", each.acts),
        ("look", each.board_looks),
    )
    for action, count in counts:
        times = int(count) + (chance.random() < count % 1)
        actions += [(chance.uniform(comes, profile.seconds), player, action) for _ in range(times)]
    return sorted(actions)


def _lives(profile: Profile, comings: list[tuple[float, int]], seed: int) -> Iterator[Due]:
    """Merge the lives without drawing any before its player comes."""
    waiting: list[_Life] = []
    for comes, player in comings:
        while waiting and waiting[0][0] < comes:
            yield _next(waiting)
        actions = life(profile, player, seed)
        heapq.heappush(waiting, (comes, player, 0, actions))
    while waiting:
        yield _next(waiting)


def _next(waiting: list[_Life]) -> Due:
    _, player, number, actions = waiting[0]
    following = number + 1
    if following < len(actions):
        heapq.heapreplace(waiting, (actions[following][0], player, following, actions))
    else:
        heapq.heappop(waiting)
    return actions[number]


def _moment(moment: Moment, players: range, seed: int) -> Iterator[Due]:
    chance = Random(f"{seed}/{moment.do}/{moment.at}/{players}")  # noqa: S311 - as above
    for player in players:
        if chance.random() < moment.share:
            yield moment.at + chance.uniform(0, moment.over), player, moment.do
