"""A wide hunt over three owners; and owners that are killed and stopped while players walk."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from localstack.stage import Stage
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.store import Member
from shared.games.hunt.streams import hunt_stream, seeker_stream
from shared.kernel.names import WIDE, roster
from shared.runtime.clock import now
from tests.e2e.driver import DEADLINE, Site, eventually, unique
from tests.e2e.homes import ON_GATEWAY
from tests.e2e.late import LateCalls
from tests.e2e.many import journal_log, journal_store
from tests.e2e.shipped import shipped
from tests.e2e.spread import is_spread, slots_of
from tests.e2e.test_hunt import RULES, plan
from tests.e2e.walkers import Walker, walking
from tests.e2e.wide_hunt import play_and_explain

pytestmark = pytest.mark.stage

WALKERS = 6

SEEKERS = 2
"""Who walk in a wide hunt meanwhile."""

SPREAD_SECONDS = 600.0
"""For which slots may be on the move: a busy emulator does few requests a second."""

FREE: dict[str, Any] = {"land": ["..."], "terrain": {".": 0}}
"""Land on which nobody is ever tired."""


class Slots:
    """What the tables say, behind the product's back."""

    def __init__(self, stage: Stage, hunt: str) -> None:
        self._stage, self._store = stage, journal_store(stage)
        self._number = slot_of(hunt_stream(hunt))
        self.hunt = hunt

    def wide(self) -> str:
        """Return the name of a wide hunt whose plan is in the slot of this one."""
        names = (unique(f"{WIDE}hunt") for _ in count())
        return next(each for each in names if slot_of(hunt_stream(each)) == self._number)

    def rest(self, addresses: set[str]) -> None:
        """Wait until these own all slots, each about as many: none moves by itself now."""
        eventually(
            lambda: slots_of(self._store), lambda slots: is_spread(slots, addresses), SPREAD_SECONDS
        )

    def owner(self) -> str:
        """Return the address of the hunt's owner; nothing while there is none."""
        found = self.member()
        return found.address if found else ""

    def member(self) -> Member | None:
        """Return what the hunt's owner tells of itself."""
        owner = self._store.read_slot(self._number).owner
        members = self._store.read_members()
        return next((each for each in members if each.incarnation == owner), None)

    def ids(self, player: str) -> list[str]:
        """Return the ids of the commands that are in a player's stream, by position."""
        with journal_log(self._stage) as log:
            found = list(log.read(seeker_stream(self.hunt, player)))
        assert [each.position for each in found] == list(range(1, len(found) + 1))
        return [each.command_id for each in found]

    def written(self) -> set[tuple[str, int]]:
        """Return the hunt's stream and those of its players, with each position in them."""
        whole = hunt_stream(self.hunt)
        with journal_log(self._stage) as log:
            streams = [whole, *log.streams(roster(whole))]
            return {(each, commit.position) for each in streams for commit in log.read(each)}


def served_by_another(slots: Slots, former: str, walkers: Sequence[Walker]) -> str:
    """Wait until another process owns the hunt and everybody was answered; return its address."""
    eventually(slots.owner, lambda address: address not in {"", former})
    counts = [len(each.answered) for each in walkers]
    eventually(
        lambda: [len(each.answered) for each in walkers],
        lambda seen: all(after > before for before, after in zip(counts, seen, strict=True)),
    )
    return slots.owner()


@pytest.fixture(scope="module")
def addresses(stage: Stage) -> set[str]:
    """Start two more owners; return where all are."""
    for _ in range(2):
        stage.start_owner()
    return stage.owners()


def test_a_wide_hunt_is_played_over_owners_and_explained(
    site: Site, stage: Stage, addresses: set[str], tmp_path: Path
) -> None:
    hunt, status, _ = plan(site, unique(f"{WIDE}hunt"))
    assert status == 200
    Slots(stage, hunt).rest(addresses)
    play_and_explain(site, hunt, tmp_path)


@ON_GATEWAY
def test_nothing_is_lost_or_doubled_whatever_becomes_of_owners(
    site: Site, stage: Stage, addresses: set[str]
) -> None:
    planned_at = now()
    hunt, _, _ = eventually(
        lambda: plan(site, **FREE, treasures=RULES["treasures"]), lambda planned: planned[1] == 200
    )
    slots = Slots(stage, hunt)
    resting = joined(site, hunt)
    wide = slots.wide()
    assert plan(site, wide, **FREE, treasures=RULES["treasures"])[1] == 200
    with walking(site, hunt, WALKERS) as walkers, walking(site, wide, SEEKERS) as seekers:
        slots.rest(addresses)
        began = time.monotonic()
        first = slots.owner()
        stage.owner_at(first).kill()
        served_by_another(slots, first, [*walkers, *seekers])
        killed = max(each.gap(began) for each in walkers)

        slots.rest(addresses - {first})
        eventually(lambda: live(site, hunt), lambda seen: goes_on(seen, players=WALKERS + 1))
        began = time.monotonic()
        owning = slots.member()
        assert owning is not None
        second, key = owning.address, owning.key
        stopped = stage.owner_at(second)
        late = LateCalls(second, key, hunt)
        stopped.suspend()
        late.send(resting, WALKERS)
        served_by_another(slots, second, walkers)
        paused = max(each.gap(began) for each in walkers)
        stopped.resume()
        assert late.acknowledged(DEADLINE) <= set(slots.ids(resting))

        slots.rest(addresses - {first})
        began = time.monotonic()
        third = slots.owner()
        busy = sum(each.busy for each in walkers)
        stage.owner_at(third).send_signal(signal.SIGTERM)
        served_by_another(slots, third, walkers)
        moved = max(each.gap(began) for each in walkers)
        assert sum(each.busy for each in walkers) == busy
        stage.start_owner()
    sys.stdout.write(f"longest waits: {killed:.1f} s, {paused:.1f} s, {moved:.2f} s\n")
    for each in [*walkers, *seekers]:
        written = Slots(stage, each.hunt).ids(each.name)
        assert len(set(written)) == len(written)
        assert written == [own for _, own in each.answered]
    everybody = [resting, *(each.name for each in walkers)]
    streams = {hunt_stream(hunt), *(seeker_stream(hunt, name) for name in everybody)}
    assert {stream for stream, _ in slots.written()} == streams
    eventually(lambda: slots.written() - shipped(stage, planned_at), lambda left: not left)


def live(site: Site, hunt: str) -> Any:
    """Return how an operator sees a hunt go."""
    return site.operate("GET", f"/v1/overview/hunt/{hunt}").json()["live"]


def goes_on(seen: Any, players: int) -> bool:
    """Say whether so many play, and an owner of the slot is there."""
    return (
        seen is not None
        and (seen["players"], seen["silent_seconds"]) == (players, None)
        and seen["events_per_second"] > 0
    )


def joined(site: Site, hunt: str) -> str:
    """Return the name of a player who is in the hunt, and does nothing by itself."""
    player = site.sign_up()
    socket = player.connect()
    eventually(
        lambda: socket.ask("hunt.join", id=f"j-{player.name}", room=hunt)["type"],
        lambda kind: kind == "done",
    )
    socket.close()
    return player.name
