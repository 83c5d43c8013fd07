"""What a rehearsed crowd costs: the units that were counted times the prices of `rumpus bill`.

Only what the crowd uses: `rumpus bill idle` says what a stage costs while nobody plays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from cdk.bill.modelled import (
    BATCHES_A_SECOND,
    CONSUMERS,
    FRAME_SECONDS,
    HEADERS,
    SHIPPED_RECORDS,
    TCP_ACTIVE,
    TCP_NEW,
    consumer_seconds,
)
from cdk.bill.price_list import cents, price_list
from cdk.bill.traffic import load_traffic, names
from cdk.bill.units import of_command, read_units
from cdk.bill.use import GIGABYTE, Use, by_resource, lines_of, total, used
from cli.load.profiles import Profile
from cli.load.results import Measure
from cli.rehearse.played import Played
from shared.workloads import STREAMS, workload

PUSHED = {"codebattle": "codebattle", "hunt": "hunt210k", "match": "match100k"}
"""By game, the bill's profile that says how many bytes a second are pushed to a player."""

GIGABYTES_OF_TASK = workload("gateway").memory_mb / 1024
"""Memory of a task with one processor, a gateway or an owner of slots."""


def cost(name: str, profile: Profile, played: Played) -> dict[str, object]:
    """Return the dollars to the cent and by resource, the dearest first, and for how long."""
    lines = lines_of(uses(name, profile, played), price_list())
    resources = by_resource(lines)
    return {
        "dollars": str(cents(total(lines))),
        "seconds": played.seconds,
        "resources": {each: str(cents(dollars)) for each, dollars in resources.items()},
    }


def uses(name: str, profile: Profile, played: Played) -> Iterator[Use]:
    """Yield what the crowd uses; cells that were not played use as much as those that were."""
    amounts = _amounts(profile, played)
    writes = amounts["log.write"] + played.counts["refused units"]
    if played.counts["owners"]:
        writes = played.counts["journal units"]
    snapshots = 0 if played.counts["owners"] else amounts["snapshot change"] * played.times
    changes = played.used.total("kinesis.shard_records")
    packed = amounts["change"] * played.times if played.counts["owners"] else 0
    records = changes + min(packed, played.seconds * SHIPPED_RECORDS)
    yield from used(
        "log",
        {
            "dynamodb.write": writes * played.times,
            "dynamodb.read": played.counts["queries"] * played.times,
            "dynamodb.change": changes + snapshots,
            "kinesis.put": records,
        },
    )
    yield from used(
        "logins",
        {
            "dynamodb.write": amounts["sockets.write"] * played.times,
            "dynamodb.read": amounts["sockets.read"] * played.times,
        },
    )
    octets = amounts["valkey bytes"] / 1024
    yield Use("cache", "valkey.unit", max(amounts["valkey commands"], octets) * played.times)
    yield from _functions(played, amounts, changes + packed, records)
    yield from _sockets(name, profile, played, amounts)


def _amounts(profile: Profile, played: Played) -> Mapping[str, float]:
    """Add up what commands and new sockets use, by the units that `bench.units` has counted.

    A refusal is one item of the log, so that a repeat is answered alike.
    """
    units = read_units()
    amounts: defaultdict[str, float] = defaultdict(float)
    for kind, measure in played.results.measures.items():
        what = "connect" if kind == "connect" else f"{profile.game}.{kind}"
        for unit, amount in of_command(units, what, "gateway"):
            amounts[unit] += amount * measure.done
        if f"{what} gateway" in units:
            amounts["log.write"] += sum(measure.refused.values())
    return amounts


def _functions(
    played: Played, amounts: Mapping[str, float], commits: float, records: float
) -> Iterator[Use]:
    """Consumers of the log, and the HTTP API's function."""
    calls = min(records, played.seconds * STREAMS[0].shards["prod"] * BATCHES_A_SECOND)
    for name in CONSUMERS:
        asked = amounts[f"{name} calls"] * played.times
        yield from _invoked(name, calls, consumer_seconds(asked, commits, calls))
    refused = played.used.refused["api.requests"] * played.times
    requests = max(played.used.total("api.requests") - refused, 0)
    yield Use("HTTP API", "api.http", requests)
    yield from _invoked("http", requests, requests * FRAME_SECONDS)


def _invoked(name: str, calls: float, seconds: float) -> Iterator[Use]:
    gigabytes = workload(name).memory_mb / 1024
    yield from used("functions", {"lambda.request": calls, "lambda.gb_second": seconds * gigabytes})


def _sockets(
    name: str, profile: Profile, played: Played, amounts: Mapping[str, float]
) -> Iterator[Use]:
    """Tasks for as long as it takes, what goes out, and the load balancer's units."""
    hours = played.seconds / 3600
    tasks = (played.counts["gateways"] + played.counts["owners"]) * played.times * hours
    yield from used(
        "tasks",
        {
            "fargate.processor": tasks,
            "fargate.memory": tasks * GIGABYTES_OF_TASK,
            "address": tasks,
        },
    )
    pushed = load_traffic(name if name in names() else PUSHED[profile.game]).pushed_bytes
    frames = amounts["frame bytes"] + amounts["frames"] * HEADERS
    gigabytes = (frames + pushed * played.player_seconds) * played.times / GIGABYTE
    yield Use("egress", "egress", gigabytes)
    opened = played.results.measures.get("connect", Measure()).done * played.times
    at_once = max(opened / played.seconds / TCP_NEW, profile.players / TCP_ACTIVE)
    yield Use("load balancer", "balancer.unit", max(at_once * hours, gigabytes))
