"""Drills on gateways: a rehearsed crowd on processes that die, stand still or hear nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from msgspec.json import encode
from msgspec.structs import replace

from cli.drill.report import Report
from cli.drill.row import Drill
from cli.load.profiles import Each, Profile
from cli.rehearse.check import violations
from cli.rehearse.crowd import Crowd
from cli.rehearse.decoded_log import DecodedLog
from cli.rehearse.loop import Process
from cli.rehearse.models import Latency, Models, read_models
from cli.rehearse.quotas import Quotas

BATTLE = Profile(
    "A drill on gateways",
    60,
    60,
    5,
    Each(answers=8, attacks=8),
    rules={"arrows_at_start": 20, "max_arrows": 40},
)
GATEWAYS = 3

type MakeLog = Callable[[Quotas], DecodedLog]


def as_it_is(models: Models) -> Models:
    return models


@dataclass(frozen=True)
class GatewayDrill(Drill[Crowd]):
    """`models` are changed before a crowd is made, which `inject` then plays with."""

    models: Callable[[Models], Models] = as_it_is


def report_on_gateways(drill: GatewayDrill, seed: int, log: MakeLog = DecodedLog) -> Report:
    """Play a drill once, with the product's log unless told otherwise."""
    models = drill.models(read_models())
    crowd = Crowd(BATTLE, models, seed, GATEWAYS, raised=True, log=log)
    drill.inject(crowd)
    results = crowd.play()
    slowest = max((each.latency.greatest for each in results.measures.values()), default=0.0)
    waiting = crowd.commands.waiting
    asked = len(crowd.commands.answers.keys() | waiting)
    return Report(
        drill.name,
        seed,
        commands=asked,
        answered=asked - len(waiting),
        slowest=round(slowest, 3),
        killed=sum(each.is_dead for each in crowd.fleet.gateways),
        faults=sum(sum(each.faults.values()) for each in results.measures.values()),
        calls=crowd.log.queries + crowd.log.units.total(),
        digest=_digest(crowd),
        violations=[*violations(crowd), *_unlike(crowd), *_starved(crowd, slowest, drill.bound)],
    )


def _unlike(crowd: Crowd) -> Iterator[str]:
    for ident, results in sorted(crowd.commands.answers.items()):
        if len({encode(each.outcome, order="sorted") for each in results}) > 1:
            yield f"Different outcomes were told of {ident}."


def _starved(crowd: Crowd, slowest: float, bound: float) -> Iterator[str]:
    if waiting := crowd.commands.waiting:
        yield f"{len(waiting)} commands were never answered, such as {min(waiting)}."
    if slowest > bound:
        yield f"Somebody waited {slowest:.1f} s."


def _digest(crowd: Crowd) -> str:
    told = sha256()
    for ident, results in sorted(crowd.commands.answers.items()):
        told.update(encode((ident, [each.outcome for each in results]), order="sorted"))
    return told.hexdigest()[:16]


def _kills(crowd: Crowd) -> None:
    crowd.loop.at(20, lambda: crowd.kill(0))
    crowd.loop.at(40, lambda: crowd.kill(1))


def _pauses(crowd: Crowd) -> None:
    """One after the other stands still, between what it decided and its write."""
    for number, gateway in enumerate(crowd.fleet.gateways):
        assert isinstance(gateway.process, Process)
        process = gateway.process
        for at in range(5, 55, 10):
            crowd.loop.at(at + 3 * number, partial(process.stand_still_at_write, 8))


def _slow(models: Models) -> Models:
    """So that much is under way when a gateway dies."""
    return replace(models, put=Latency(500, 1_500), transact=Latency(900, 3_000))


def _deaf(models: Models) -> Models:
    """What others write is heard of after an hour."""
    return replace(models, bus=Latency(3_600_000, 3_600_001))


_EVERY = (
    GatewayDrill(
        "gateway_killed",
        "The log takes a hundred times as long, and two of three gateways die with what they do",
        "A process died after its effect, and the repeat elsewhere had it twice",
        "the log remembers ids",
        40,
        _kills,
        _slow,
    ),
    GatewayDrill(
        "gateway_paused",
        "Each of three gateways stands still for 8 s, five times, before a write",
        "A process that was paused woke, and wrote over what came meanwhile",
        "a position of a stream is written once",
        30,
        _pauses,
    ),
    GatewayDrill(
        "bus_silent",
        "Gateways hear nothing of what others write",
        "Without its bus each server went on with a state of its own",
        "a position of a stream is written once",
        10,
        lambda _: None,
        _deaf,
    ),
)

GATEWAY_DRILLS = {each.name: each for each in _EVERY}
