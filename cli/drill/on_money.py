"""Drills on money: what goes wrong between a player, a function and the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import partial
from hashlib import sha256
from os import devnull
from pathlib import Path

from msgspec.json import encode

from cli.drill.money import NAMES, MoneyParts, MoneyWorld
from cli.drill.network import Call
from cli.drill.report import Report
from cli.drill.row import Drill
from cli.drill.tasks import Killed
from cli.drill.world import ROOM
from shared.application.economy.reward_room import SCOPE, reward_key
from shared.wire.economy_facts import decode_fact

SOME, MANY, BROKEN_OFF = 0.2, 0.34, 0.1
"""Shares of calls that die after their effect, and of transactions that end in the middle."""

LEAVES = 0.5
"""The share of players who are not answered and ask no more."""

AWAY_AT, BACK_AT = 20.0, 50.0


def report_on_money(drill: Drill[MoneyWorld], seed: int, parts: MoneyParts | None = None) -> Report:
    """Play a drill once, with the product's parts unless told otherwise."""
    world = MoneyWorld(seed, parts or MoneyParts())
    drill.inject(world)
    with Path(devnull).open("w") as nowhere, redirect_stdout(nowhere):
        world.run()
    took = [each.took for each in world.asked if each.took is not None]
    told = [(each.owner, each.key, each.told) for each in world.asked]
    return Report(
        drill.name,
        seed,
        commands=len(world.asked),
        answered=len(took),
        slowest=round(max(took, default=0.0), 3),
        killed=world.environments.killed,
        faults=sum(len(each.faults) for each in world.environments.every()),
        calls=world.network.calls,
        digest=sha256(encode([told, sorted(world.ledger.balances().items())])).hexdigest()[:16],
        violations=[
            *_sums(world),
            *_once(world),
            *_paid(world),
            *_shipped(world),
            *_answered(world, drill.bound),
        ],
    )


def _sums(world: MoneyWorld) -> Iterator[str]:
    balances = world.ledger.balances()
    if total := sum(balances.values()):
        yield f"All money together is {total}, and not nothing."
    for (owner, _), amount in sorted(balances.items()):
        if amount < 0 and not owner.startswith("$"):
            yield f"{owner} has {amount}."


def _once(world: MoneyWorld) -> Iterator[str]:
    """Each order has one effect if it was told as done, and none if it was refused."""
    effects = Counter((*each.key, each.amount < 0) for each in world.ledger.books.entries)
    for (scope, key, is_paid), times in sorted(effects.items()):
        if times > 1 and is_paid:
            yield f"The order {key} of {scope} was paid {times} times."
    booked = {(scope, key) for scope, key, _ in effects}
    for each in world.asked:
        if each.left:
            continue
        is_done = any(not isinstance(told, str) for told in each.told)
        if is_done != ((each.owner, each.key) in booked):
            yield f"{each.owner} was told {each.told} of {each.key}; the ledger says otherwise."


def _paid(world: MoneyWorld) -> Iterator[str]:
    rewards = {(SCOPE, reward_key(ROOM, name)): name for name in NAMES}
    paid = Counter(rewards.get(each.key) for each in world.ledger.books.entries if each.amount > 0)
    for name in NAMES:
        if paid[name] != 1:
            yield f"{name} was rewarded {paid[name]} times."


def _shipped(world: MoneyWorld) -> Iterator[str]:
    facts = map(decode_fact, (data for _, data in world.facts.records))
    told = {(each.subject, each.key) for each in facts}
    for scope, key in sorted({each.key for each in world.ledger.books.entries} - told):
        yield f"Nobody was told of {key} of {scope}."


def _answered(world: MoneyWorld, bound: float) -> Iterator[str]:
    for each in world.asked:
        if each.left:
            continue
        if each.took is None:
            yield f"{each.owner} was never answered {each.key}."
        elif each.took > bound:
            yield f"{each.owner} waited {each.took:.1f} s for {each.key}."


def _killed_after(share: float, world: MoneyWorld) -> None:
    def kill(call: Call) -> None:
        if call.store == "economy" and world.strikes(share):
            call.process.is_alive = False
            raise Killed

    world.network.after.append(kill)


def _paid_again(world: MoneyWorld) -> None:
    world.payouts = 3
    _killed_after(MANY, world)


def _untold(world: MoneyWorld) -> None:
    world.leaves = LEAVES
    _killed_after(MANY, world)


def _away(world: MoneyWorld) -> None:
    """Before it goes, and after it is back, transactions are broken off."""

    def set_down(*, down: bool) -> None:
        world.ledger.down = down

    world.ledger.breaks = partial(world.strikes, BROKEN_OFF)
    world.loop.at(AWAY_AT, partial(set_down, down=True))
    world.loop.at(BACK_AT, partial(set_down, down=False))


_EVERY = (
    Drill(
        "double_pay",
        "The message that pays a battle comes three times; each third function dies after it paid",
        "Whoever was paid by a worker that died was paid again by the next",
        "the ledger keeps keys",
        60,
        _paid_again,
    ),
    Drill(
        "order_timeout_after_effect",
        "Each fifth function dies when its order is booked, before anybody is told",
        "A time limit struck after the payment, and the repeat paid again",
        "the ledger keeps keys",
        60,
        partial(_killed_after, SOME),
    ),
    Drill(
        "order_dual_write",
        "Each third function dies after it booked an order; half of the players ask no more",
        "Who was paid never heard of it",
        "a fact is noted in the transaction of its effect",
        60,
        _untold,
    ),
    Drill(
        "postgres_gone",
        "PostgreSQL is away for half a minute, and goes in the middle of each tenth transaction",
        "Money was taken from one and given to nobody",
        "an order is one transaction",
        40,
        _away,
    ),
)

MONEY_DRILLS = {each.name: each for each in _EVERY}
