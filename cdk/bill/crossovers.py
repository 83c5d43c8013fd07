"""Computes from which traffic on another way of doing the same would be cheaper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, inf

from msgspec import Struct

from cdk.bill.account import Bill
from cdk.bill.modelled import COMMITS_OF_OWNER, PUTS_OF_OWNER
from cdk.bill.sinks import CAME_IN, PARQUET, loki, parquet
from cdk.bill.use import HOURS, total

FEWEST_WRITERS = 2
PROVISIONED = 0.85
"""Used share of provisioned capacity."""

LOKI_TASKS = (1.25, 4.5, 2)
"""Processors, GB and addresses of the tasks of Loki and Grafana in production."""

ASKED_A_DAY = 10
"""Queries a day, each over a day of lines."""

FLEET = frozenset({"tasks of fleets", "load balancer", "health checks"})
"""Resources that a stage has only for its gateways."""


class Crossover(Struct, frozen=True):
    """`now` and `other` are dollars a month of two ways; from `at` on, the other way is cheaper."""

    what: str
    now: float
    other: float
    at: str


def crossovers(bill: Bill) -> Iterator[Crossover]:
    """Yield the crossovers that depend on the traffic."""
    if bill.traffic.players:
        yield from _homes(bill)
        if bill.month.amounts["change"]:
            yield _journal(bill)
    yield _logs(bill)
    yield _questions(bill)


def _homes(bill: Bill) -> Iterator[Crossover]:
    """Compare functions with a fleet, if the stage has one: on functions it needs none."""
    if not bill.stage.zones:
        return

    def dollars(home: str, players: float) -> float:
        kept = FLEET if home == "functions" else ()
        lines = bill.where(home=home, players=players).lines
        return total(line for line in lines if line.resource not in kept)

    homes = {home: dollars(home, bill.traffic.players) for home in ("functions", "gateway")}
    now = homes.pop(bill.traffic.home)
    ((name, other),) = homes.items()
    at = _least(lambda n: dollars("functions", n) - dollars("gateway", n), bill.traffic.players)
    yield Crossover(f"sockets on {name}", now, other, f"gateways from {at:,.0f} players")


def _journal(bill: Bill) -> Crossover:
    """Compare the direct log with a journal, for the commits that are single items now."""
    rate = bill.month.amounts["change"] / bill.month.busy_seconds
    at = _least(lambda each: _direct(bill, each) - _packed(bill, each), 1_000)
    what = "a journal instead of an item a commit"
    return Crossover(what, _direct(bill, rate), _packed(bill, rate), f"from {at:,.0f}/s")


def _direct(bill: Bill, rate: float) -> float:
    commits = rate * bill.traffic.hours * 3600
    write = bill.prices.dollars("dynamodb.write", commits)
    return write + bill.prices.dollars("dynamodb.change", commits)


def _packed(bill: Bill, rate: float) -> float:
    """Return a journal's cost: its writers, of which the fewest always run, and hourly capacity."""
    writers, hours = max(FEWEST_WRITERS, ceil(rate / COMMITS_OF_OWNER["hunt"])), bill.traffic.hours
    puts = min(rate, writers * PUTS_OF_OWNER)
    octets = bill.month.amounts["packed bytes"] / bill.month.amounts["change"]
    units = puts * ceil(max(rate / puts, 1) * octets / 1024) if puts else 0
    there = FEWEST_WRITERS * HOURS + (writers - FEWEST_WRITERS) * hours
    tasks = bill.prices.dollars("fargate.processor", there)
    tasks += bill.prices.dollars("fargate.memory", 2 * there)
    return tasks + bill.prices.dollars("dynamodb.provisioned_write", units / PROVISIONED * hours)


def _lines(bill: Bill) -> tuple[float, float]:
    """Return the ingested GB of logs, and their cost in dollars."""
    lines = [line for line in bill.lines if line.rate in CAME_IN]
    return sum(line.quantity for line in lines), sum(line.dollars for line in lines)


def _questions(bill: Bill) -> Crossover:
    """Compare queries of lines in CloudWatch with Athena on Parquet: `logs=athena`."""
    gigabytes, came = _lines(bill)

    def here(asked: float) -> float:
        kept = bill.prices.dollars("logs.storage", gigabytes)
        return kept + bill.prices.dollars("logs.scan", asked * gigabytes)

    def there(asked: float) -> float:
        made = sum(bill.prices.dollars(*each) for each in parquet(gigabytes).items())
        return made + bill.prices.dollars("athena.scan", asked * gigabytes / PARQUET)

    at = _least(lambda asked: here(asked) - there(asked), ASKED_A_DAY) if gigabytes else inf
    now, other = came + here(ASKED_A_DAY), came + there(ASKED_A_DAY)
    what = f"logs as Parquet, {ASKED_A_DAY} questions a day"
    return Crossover(what, now, other, f"from {at:,.0f} questions a day")


def _logs(bill: Bill) -> Crossover:
    """Compare queries of lines in CloudWatch with Grafana on Loki: `logs=loki`."""
    gigabytes, came = _lines(bill)
    processors, memory, addresses = LOKI_TASKS
    tasks = bill.prices.dollars("fargate.processor", processors * HOURS)
    tasks += bill.prices.dollars("fargate.memory", memory * HOURS)
    tasks += bill.prices.dollars("address", addresses * HOURS)
    kept = bill.prices.dollars("logs.storage", gigabytes)

    def here(amount: float) -> float:
        return bill.prices.dollars("logs.scan", ASKED_A_DAY * amount)

    def there(amount: float) -> float:
        return tasks + sum(bill.prices.dollars(*each) for each in loki(amount).items())

    at = _least(lambda amount: here(amount) - there(amount), 100)
    now, other = came + kept + here(gigabytes), came + kept + there(gigabytes)
    what = f"logs in Loki, {ASKED_A_DAY} questions a day"
    return Crossover(what, now, other, f"from {at:,.0f} GB")


def _least(saved: Callable[[float], float], start: float) -> float:
    """Return the least value from which on something is saved, or infinity."""
    high = max(start, 1.0)
    for _ in range(20):
        if saved(high) > 0:
            break
        high *= 2
    else:
        return float("inf")
    low = 0.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if saved(middle) > 0 else (middle, high)
    return high
