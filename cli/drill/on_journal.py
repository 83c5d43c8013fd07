"""Drills on the journal: owners of slots that die, sleep or write slowly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from hashlib import sha256

from msgspec.json import encode

from cli.drill.hunts import BEGIN, OVER, Hunts, JournalParts
from cli.drill.network import Call
from cli.drill.owner import PACKED
from cli.drill.report import Report
from cli.drill.row import Drill
from shared.adapters.journal.history import Histories
from shared.kernel.facts import Commit

PAUSE_SECONDS, LEAVES = 60.0, 0.5
SLOWER, LATE, LATE_SECONDS = 10, 0.1, 5.0
"""Times as slow, and the share of the entries that come so much later."""


def report_on_journal(drill: Drill[Hunts], seed: int, parts: JournalParts | None = None) -> Report:
    """Play a drill once, with the product's parts unless told otherwise."""
    world = Hunts(seed, parts or JournalParts())
    drill.inject(world)
    world.run()
    took = [each.took for each in world.asked.values() if each.took is not None]
    told = [(each.by, ident, each.told) for ident, each in world.asked.items()]
    commits = list(_commits(world))
    return Report(
        drill.name,
        seed,
        commands=len(world.asked),
        answered=len(took),
        slowest=round(max(took, default=0.0), 3),
        killed=world.killed,
        faults=sum(world.deposed.values()),
        calls=world.network.calls,
        digest=sha256(encode(told, order="sorted")).hexdigest()[:16],
        violations=[
            *_logged(world, commits),
            *_placed(commits),
            *_deposed(world),
            *_answered(world, drill.bound),
        ],
    )


def _commits(world: Hunts) -> Iterator[Commit]:
    """Read all slots as somebody does who owns none."""
    found = Histories(world.journal, PACKED).of(world.journal.read_slots(), lambda _: True)
    for stream, placed in found.items():
        for position, kept in placed:
            yield PACKED.commit(stream, position, kept)


def _logged(world: Hunts, commits: list[Commit]) -> Iterator[str]:
    """What was told is in the log, and once: a step writes to one stream."""
    written = Counter((each.by, each.command_id, each.stream) for each in commits)
    known = {(by, ident) for by, ident, _ in written}
    for (by, ident, stream), times in written.items():
        if times > 1:
            yield f"{ident} of {by} was written {times} times to {stream}."
    for ident, each in world.asked.items():
        if each.told and (each.by, ident) not in known:
            yield f"{each.by} was answered {ident}, which is not in the log."
        if len({encode(told, order="sorted") for told in each.told}) > 1:
            yield f"Different outcomes were told of {ident}."


def _placed(commits: list[Commit]) -> Iterator[str]:
    """Positions of a stream have no gap, and ids of a player come in the order of its steps."""
    streams: dict[str, list[Commit]] = {}
    for each in commits:
        streams.setdefault(each.stream, []).append(each)
    for stream, written in streams.items():
        if [each.position for each in written] != list(range(1, len(written) + 1)):
            yield f"The positions of {stream} are {[each.position for each in written]}."
        idents = [each.command_id for each in written]
        if "/player/" in stream and idents != sorted(idents):
            yield f"The commands in {stream} are out of order."


def _deposed(world: Hunts) -> Iterator[str]:
    """Yield a fault for each owner that lost its journal more often than it slept."""
    for name, times in world.deposed.items():
        if times > (name in world.slept):
            yield f"{name} was deposed {times} times."


def _answered(world: Hunts, bound: float) -> Iterator[str]:
    for ident, each in world.asked.items():
        if each.left:
            continue
        if each.took is None:
            yield f"{each.by} was never answered {ident}."
        elif each.took > bound:
            yield f"{each.by} waited {each.took:.1f} s for {ident}."


def _killed(world: Hunts) -> None:
    world.loop.at(BEGIN + 10, partial(world.kill, "o0"))
    world.loop.at(BEGIN + 40, partial(world.kill, "o1"))


def _paused(world: Hunts) -> None:
    world.leaves = LEAVES
    world.loop.at(BEGIN + 3, partial(world.pause, "o0", PAUSE_SECONDS))
    world.loop.at(BEGIN + 9, partial(world.pause, "o1", PAUSE_SECONDS))


def _slow(world: Hunts) -> None:
    def delay(call: Call) -> None:
        if call.method == "put" and world.chance.random() < LATE:
            world.tasks.sleep(LATE_SECONDS)

    world.loop.at(BEGIN, lambda: world.network.factors.update(journal=SLOWER))
    world.loop.at(BEGIN, lambda: world.network.before.append(delay))
    world.loop.at(OVER, world.network.factors.clear)
    world.loop.at(OVER, world.network.before.clear)
    _killed(world)


def _zone_gone(world: Hunts) -> None:
    for name in ("o0", "o1"):
        world.loop.at(BEGIN + 10, partial(world.kill, name))


_EVERY = (
    Drill(
        "owner_killed",
        "Two of four owners of slots die, half a minute apart",
        "A server died, and nobody served its players any more",
        "whoever is silent is taken over",
        15,
        _killed,
    ),
    Drill(
        "owner_paused",
        "Two of four owners stand still for a minute; half of those who ask them go away",
        "A process that was replaced woke, and acknowledged what nobody has",
        "a journal is sealed before its slots are claimed",
        15,
        _paused,
    ),
    Drill(
        "slow_journal",
        "The journal takes ten times as long, each tenth entry 5 s more, and two owners die",
        "Writes came back in another order, and what was acknowledged was behind a gap",
        "an entry is acknowledged behind all before it",
        30,
        _slow,
    ),
    Drill(
        "zone_gone",
        "Two of four owners die at once, and the others take over from them together",
        "Two processes took over from a third one, and both served",
        "a slot is claimed at one version",
        15,
        _zone_gone,
    ),
)

JOURNAL_DRILLS = {each.name: each for each in _EVERY}
