"""What goes wrong in drills, all of it between `BEGIN` and `OVER`."""

from __future__ import annotations

from functools import partial

from cli.drill.network import CACHED, Call
from cli.drill.tasks import Killed
from cli.drill.world import BEGIN, OVER, World
from shared.application.commands.ports import LogUnavailable

SLOWER = 10
THROTTLED, UNTOLD, PAUSED = 0.3, 0.1, 0.2
"""Shares of tries that are throttled, writes without an answer, and writers that pause."""

TRIES = 3
"""Tries of the log's client before it says that the log is away."""

PAUSE_SECONDS = 8.0
SOME, MANY = 0.2, 0.34
"""Shares of functions that die: some, or many."""

LAG_SECONDS, SPREAD_SECONDS, UNNOTICED_SECONDS = 8.0, 40.0, 20.0
STALL_SECONDS, STALL_EVERY = 10.0, 15.0
REFUSED = 0.5
"""The share of calls for which functions of others leave no place."""

TIMES = 5
"""Attacks by each player in a pile."""


def slow_log(world: World) -> None:
    world.loop.at(BEGIN, lambda: world.network.factors.update(log=SLOWER))
    world.loop.at(OVER, world.network.factors.clear)


def throttled_log(world: World) -> None:
    def throttle(call: Call) -> None:
        tries = 0
        while call.store == "log" and world.strikes(THROTTLED):
            tries += 1
            if tries == TRIES:
                raise LogUnavailable("throttled")
            world.tasks.sleep(0.05 * 2**tries)

    def lose(call: Call) -> None:
        if call.writes_log and world.strikes(UNTOLD):
            raise LogUnavailable("no answer")

    world.network.before.append(throttle)
    world.network.after.append(lose)


def paused_writers(world: World) -> None:
    """Pause some writers before a write, at most once in each call of a process."""
    disturbed: set[tuple[str, int]] = set()

    def pause(call: Call) -> None:
        doing = call.process.name, call.process.call
        if call.writes_log and doing not in disturbed and world.strikes(PAUSED):
            disturbed.add(doing)
            world.tasks.sleep(PAUSE_SECONDS)

    world.network.before.append(pause)


def killed_after_effect(world: World, share: float = SOME) -> None:
    def kill(call: Call) -> None:
        if call.writes_log and world.strikes(share):
            call.process.is_alive = False
            raise Killed

    world.network.after.append(kill)


def killed_before_telling(world: World) -> None:
    killed_after_effect(world, MANY)


def lagging_replicas(world: World) -> None:
    world.stores.lag = world.changes.lag = LAG_SECONDS


def late_changes(world: World) -> None:
    world.changes.duplicates, world.changes.spread = 0.5, SPREAD_SECONDS


def standing_consumers(world: World) -> None:
    def set_down(*, down: bool) -> None:
        world.changes.down = down
        world.changes.wake()

    killed_after_effect(world)
    world.loop.at(BEGIN, partial(set_down, down=True))
    world.loop.at(OVER, partial(set_down, down=False))


def poisoned_shards(world: World) -> None:
    """Keys of ten players are in each of the shards."""
    killed_after_effect(world)
    for number, data in enumerate((b"no JSON", b'{"eventName":"MODIFY"}', b"{}")):
        for player in world.players:
            put = partial(world.changes.put, player.own, data)
            world.loop.at(BEGIN + 10 * number + world.chance.uniform(0, 10), put)


def flushed_cache(world: World) -> None:
    for at in (20, 40, 60):
        world.loop.at(at, world.stores.flush_cache)


def absent_cache(world: World) -> None:
    world.loop.at(BEGIN, partial(world.stores.set_cache, down=True))
    world.loop.at(OVER, world.stores.flush_cache)
    world.loop.at(OVER, partial(world.stores.set_cache, down=False))


def stalled_cache(world: World) -> None:
    """It does what it is asked, and answers when the stall is over: most have given up by then."""

    def stall(call: Call) -> None:
        since = (world.loop.now - BEGIN) % STALL_EVERY
        if call.store in CACHED and BEGIN < world.loop.now < OVER and since < STALL_SECONDS:
            world.tasks.sleep(min(STALL_SECONDS - since, world.patience))
            if STALL_SECONDS - since > world.patience:
                raise TimeoutError("no answer in time")

    world.network.after.append(stall)


def one_shard_down(world: World) -> None:
    """The breaker is one for the whole cache, so it keeps from asking the other shards, too."""

    def refuse(call: Call) -> None:
        if call.store == "leaderboard" and BEGIN < world.loop.now < OVER:
            raise ConnectionRefusedError("the shard is down")

    world.network.before.append(refuse)


def no_concurrency(world: World) -> None:
    world.environments.refuses = partial(world.strikes, REFUSED)


def pile_on(world: World) -> None:
    """As many in a moment as a session takes."""
    slow_log(world)
    first, *others = world.players
    for player in others:
        for _ in range(TIMES):
            at = 20 + world.chance.uniform(0, 0.05)
            world.loop.at(at, partial(player.do, "attack", target=first.name))


def unnoticed_cuts(world: World) -> None:
    world.wires.unnoticed = UNNOTICED_SECONDS
    for player in world.players:
        for _ in range(4):
            world.loop.at(world.chance.uniform(BEGIN, OVER), player.cut)
