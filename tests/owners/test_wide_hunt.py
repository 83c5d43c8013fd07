"""A wide hunt over three owners: one has each rival treasure, whatever is lost or done twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from msgspec.json import decode

from shared.adapters.journal.settings import Settings
from shared.adapters.journal.slots import SLOTS, slot_of
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.owners.log import OwnersLog
from shared.adapters.owners.slot_owners import SlotOwners
from shared.application.boards.rebuild_board import rebuild_board
from shared.application.boards.record import record
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.application.commands.replay import replay
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.application.commands.undo import undo_command
from shared.application.matchmaking.carry_out import carry_out
from shared.application.matchmaking.effects import ask_for_effects
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.games.hunt.facts import TreasureTaken
from shared.games.hunt.streams import hunt_stream, seeker_stream, treasure_stream
from shared.kernel.facts import Command, Commit
from shared.kernel.names import roster
from shared.runtime.once import once
from shared.wire.messages import CarryOut
from tests.memory import START, MemoryApplication
from tests.owners.served import serving_slots, slot_owners

HUNT_ID = "wide-h"
ROOM = hunt_stream(HUNT_ID)
NAMES = [f"p{number}" for number in range(30)]
CROWNS = ("crown", "sceptre")
KINDS = {"coin": r.Kind((r.Points(5),)), "crown": r.Kind((r.Points(100),), rival=True)}
TREASURES = (
    r.Treasure("penny", "coin", 0, 0, "A penny"),
    r.Treasure("crown", "crown", 1, 0, "The crown"),
    r.Treasure("sceptre", "crown", 2, 0, "The sceptre"),
)
RULES = r.Rules(("...",), {".": 0}, KINDS, TREASURES)


class Worker(MemoryApplication):
    """Does what facts ask for, as the process does that takes the queue `default`."""

    def __init__(self, owners: SlotOwners) -> None:
        super().__init__()
        self._owners_log = OwnersLog(owners, self.codec)

    @once
    def log(self) -> OwnersLog:
        return self._owners_log

    def do(self, messages: Sequence[str]) -> None:
        for body in messages:
            carry_out(self, decode(body, type=CarryOut))


class Hunt:
    """What is asked of the owners, and what came of it."""

    def __init__(self, owners: SlotOwners) -> None:
        self.owners = owners
        self.worker = Worker(owners)
        self.commits: list[Commit] = []
        self.idents = count(1)

    def ask(self, by: str, command: Command, command_id: str) -> CommandResult:
        asked = ask(HUNT, command, by, command_id, trace="")
        while True:
            with suppress(LogUnavailable, StreamMoved):
                result = self.owners.carry_out(asked)
                self.commits += result.commits
                return result

    def all(self, kind: Any, *fields: Any) -> list[CommandResult]:
        """Let everybody ask the same at once."""
        ident = f"{next(self.idents)}"
        with ThreadPoolExecutor(20) as pool:
            commands = [kind(START, HUNT_ID, name, *fields) for name in NAMES]
            idents = [ident] * len(NAMES)
            return list(pool.map(self.ask, NAMES, commands, idents))

    def effects(self) -> list[str]:
        """Take the messages of what the commits so far ask for."""
        ask_for_effects(self.worker, self.commits, sure=True)
        taken = self.worker.queues.take("default")
        return [each for each in taken if decode(each)["job"] == "carry_out"]

    def points(self) -> dict[str, int]:
        """Fold each seeker's stream, as anybody may."""
        log = self.worker.log
        streams = log.streams(roster(ROOM))
        states = [replay(log, HUNT, each).state for each in streams]
        return {each.username: each.points for each in states}


def begin(hunt: Hunt) -> None:
    """Let all join, dig up the penny, and both rival treasures."""
    plan = c.PlanHunt(START, HUNT_ID, "Wide", START, START + timedelta(hours=1), RULES)
    hunt.ask("op", plan, "plan").granted()
    acts: list[tuple[Any, ...]] = [(c.JoinHunt, "a player"), (c.Dig,)]
    acts += [act for x in (1, 2) for act in ((c.Move, x, 0), (c.Dig,))]
    for act in acts:
        refused = [each.outcome for each in hunt.all(*act) if each.refusal]
        assert not refused, act


class Owners:
    """Three owners, each of a third of the slots; the first one may end before the others."""

    def __init__(self, store: InMemoryJournal, stack: ExitStack) -> None:
        self.first = ExitStack()
        ends = (stack, stack, self.first)
        self.parts = [
            each.enter_context(serving_slots(store, range(n, SLOTS, 3), Settings(silence=600)))
            for n, each in enumerate(ends)
        ]
        self.asking = slot_owners(self.parts[0])
        stack.callback(self.first.close)
        stack.callback(self.hang_up)

    def end_first(self) -> None:
        """Its slots go to the others."""
        self.hang_up()
        self.first.close()

    def hang_up(self) -> None:
        """End all connections: an owner's loop has none when it ends."""
        for each in (self.asking, *(parts.asking for parts in self.parts)):
            each.close()


def test_rivals_scores_and_ranks_over_owners() -> None:
    store = InMemoryJournal()
    with ExitStack() as stack:
        owners = Owners(store, stack)
        hunt = Hunt(owners.asking)
        begin(hunt)
        of_slots = {each.number: each.owner for each in store.read_slots()}
        assert len({of_slots[slot_of(seeker_stream(HUNT_ID, name))] for name in NAMES}) > 1

        holders = dict(map(partial(claimed, hunt), CROWNS))
        messages = hunt.effects()
        hunt.worker.do([*reversed(messages), *messages])  # late, and twice
        expected = Counter(dict.fromkeys(NAMES, 5))
        for holder in holders.values():
            expected[holder] += 100
        assert hunt.points() == expected
        told = replay(hunt.worker.log, HUNT, ROOM).state.claims
        assert {name: each.holder for name, each in told.items()} == holders
        check_board(hunt, expected)

        owners.end_first()
        assert hunt.points() == expected
        reverse(hunt, holders["crown"])
        assert [each.faults for each in owners.parts] == [[], [], []]


def claimed(hunt: Hunt, treasure: str) -> tuple[str, str]:
    """Let all claim at once: one has it, and all others are told who."""
    answers = hunt.all(c.ClaimTreasure, treasure)
    won = [name for name, each in zip(NAMES, answers, strict=True) if each.refusal is None]
    assert len(won) == 1
    lost = {"refused": "already_claimed", "details": {"holder": won[0]}}
    assert [each.outcome for each in answers].count(lost) == len(NAMES) - 1
    return treasure, won[0]


def check_board(hunt: Hunt, expected: Counter[str]) -> None:
    """A board of the commits, and one that is made of the log, are as an independent fold is."""
    worker, board = hunt.worker, HUNT.board
    assert board is not None
    streams = [seeker_stream(HUNT_ID, name) for name in NAMES]
    commits = [each for stream in streams for each in worker.log.read(stream)]
    record(worker.games, worker.leaderboard, commits)
    live = worker.leaderboard.ranks(ROOM, NAMES)
    assert {each.member: each.points for each in live} == expected
    worker.leaderboard.flush()
    assert rebuild_board(worker.log, worker.leaderboard, board, ROOM) == len(NAMES)
    assert worker.leaderboard.ranks(ROOM, NAMES) == live
    better = {each: sum(other > each for other in expected.values()) for each in (5, 105, 205)}
    assert {each.member: each.rank for each in live} == {
        name: 1 + better[points] for name, points in expected.items()
    }
    standing = worker.leaderboard.standing(ROOM)
    assert standing is not None
    assert standing.counts == Counter(expected.values())


def reverse(hunt: Hunt, holder: str) -> None:
    """Take a claim back: it is to be had again, and what it gave is gone."""
    log, stream = hunt.worker.log, seeker_stream(HUNT_ID, holder)
    at = next(each.position for each in log.read(stream) if gave_a_crown(each))
    before = hunt.points()[holder]
    command = undo_command(log, HUNT, stream, at, "a bug", START)
    hunt.worker.handle(HUNT, command, by="op", command_id="reverse")
    hunt.commits = list(log.read(treasure_stream(HUNT_ID, "crown"), after=1))
    hunt.worker.do(hunt.effects() * 2)
    assert hunt.points()[holder] == before - 100
    assert "crown" not in replay(log, HUNT, ROOM).state.claims
    others = [name for name in NAMES if name != holder]
    again = hunt.ask(others[0], c.ClaimTreasure(START, HUNT_ID, others[0], "crown"), "again")
    assert again.refusal is None


def gave_a_crown(commit: Commit) -> bool:
    taken = [each for each in commit.facts if isinstance(each, TreasureTaken)]
    return any(each.treasure == "crown" for each in taken)
