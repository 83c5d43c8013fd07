"""Runs a drill and says what came of it: the same seed says the same, to the byte."""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct
from msgspec.json import encode

from cli.drill.check import violations
from cli.drill.row import Drill
from cli.drill.world import Parts, World


class Report(Struct, frozen=True):
    """`slowest` is in seconds; `digest` is over all that players were answered and shown."""

    drill: str
    seed: int
    commands: int
    answered: int
    slowest: float
    killed: int
    faults: int
    calls: int
    digest: str
    violations: list[str]


def report(drill: Drill[World], seed: int, parts: Parts | None = None) -> Report:
    """Play a drill once, with the product's parts unless told otherwise."""
    world = World(seed, parts or Parts())
    drill.inject(world)
    world.run()
    took = [each for player in world.players for each in player.core.took.values()]
    return Report(
        drill.name,
        seed,
        commands=sum(len(each.asked) for each in world.players),
        answered=len(took),
        slowest=round(max(took, default=0.0), 3),
        killed=world.environments.killed,
        faults=sum(len(each.faults) for each in world.environments.every()),
        calls=world.network.calls,
        digest=_digest(world),
        violations=violations(world, drill.bound),
    )


def _digest(world: World) -> str:
    told = sha256()
    for player in world.players:
        told.update(encode([(each.channel, each.offset, each.data) for each in player.events]))
        told.update(encode(player.answers))
    return told.hexdigest()[:16]
