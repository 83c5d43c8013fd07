"""What holds after any commands in any order, on a small island with two seekers."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.json import encode

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.replay import replay
from shared.application.commands.stream_cache import StreamCache
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.energy import regained
from shared.games.hunt.message import message
from shared.games.hunt.state import Rival, Seeker
from shared.games.hunt.streams import hunt_stream, seeker_stream, treasure_stream
from shared.games.hunt.undo import undo
from shared.games.hunt.view import snapshot
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command
from shared.kernel.viewer import SPECTATOR, Viewer
from tests.codec import CODEC
from tests.games.hunt.hunting import NOON, ONE, RULES, TICK

NAMES = ("ann", "bob")
WHO = st.sampled_from(NAMES)
TREASURES = st.sampled_from(["penny", "chest", "crown", "nowhere"])
GAPS = st.sampled_from([timedelta(), timedelta(), timedelta(seconds=7), timedelta(seconds=61)])
STEPS = st.sampled_from([(0, 0), (1, 0), (2, 0), (1, 1), (2, 1), (0, 1), (9, 9)])

type Deed = tuple[str, str, Any]
DEEDS = st.one_of(
    st.tuples(st.just("move"), WHO, STEPS),
    st.tuples(st.just("move"), WHO, STEPS),
    st.tuples(st.sampled_from(["search", "dig", "dig"]), WHO, st.none()),
    st.tuples(st.just("solve"), WHO, st.sampled_from(["four", "five"])),
    st.tuples(st.just("claim"), WHO, TREASURES),
    st.tuples(st.just("undo"), WHO, st.integers(1, 20)),
)
PLAY = st.lists(st.tuples(GAPS, DEEDS), min_size=10, max_size=50)
TOUR: list[tuple[timedelta, Deed]] = [
    (timedelta(seconds=61), deed)
    for who in NAMES
    for deed in [
        ("move", who, (1, 0)),
        ("dig", who, None),
        ("move", who, (2, 0)),
        ("dig", who, None),
        ("solve", who, "four"),
        ("move", who, (2, 1)),
        ("dig", who, None),
    ]
]
"""Both stand at the crown after it, with the key."""


class Run:
    """A hunt on a log in memory, over the path that commands take."""

    def __init__(self) -> None:
        self.log = InMemoryLog(CODEC)
        self.cache = StreamCache(lambda: 0.0)
        self.now = NOON
        self.sent = 0
        self.do("op", c.PlanHunt(NOON - TICK, "h1", "Island", NOON, ONE, RULES))
        for name in NAMES:
            self.do(name, c.JoinHunt(NOON, "h1", name, name))

    def do(self, by: str, command: Command) -> bool:
        self.sent += 1
        handled = handle_command(
            self.log,
            self.cache,
            HUNT,
            command,
            by=by,
            command_id=f"c{self.sent}",
            pause=lambda _: None,
        )
        return handled.refusal is None

    def deed(self, gap: timedelta, deed: Deed) -> None:
        self.now += gap
        kind, who, detail = deed
        head = (self.now, "h1", who)
        match kind:
            case "move":
                self.do(who, c.Move(*head, *detail))
            case "search":
                self.do(who, c.Search(*head))
            case "dig":
                self.do(who, c.Dig(*head))
            case "solve":
                self.do(who, c.Solve(*head, "chest", detail))
            case "claim":
                self.do(who, c.ClaimTreasure(*head, detail))
            case _:
                self.undo(who, detail)

    def undo(self, who: str, position: int) -> None:
        stream = seeker_stream("h1", who)
        for commit in self.log.read(stream, position - 1, 1):
            try:
                command = undo(stream, commit, "why", self.now)
            except CommandRefused:
                return
            self.do("op", command)

    def me(self, who: str) -> Seeker:
        state = self.cache.get(seeker_stream("h1", who))
        assert state
        assert isinstance(state.state, Seeker)
        return state.state

    def facts(self, stream: str) -> list[Any]:
        return [fact for commit in self.log.read(stream) for fact in commit.facts]


def check(run: Run) -> None:
    for name in NAMES:
        me, facts = run.me(name), run.facts(seeker_stream("h1", name))
        assert 0 <= me.energy.level <= RULES.energy.most
        assert 0 <= regained(me.energy, RULES.energy, run.now).level <= RULES.energy.most
        assert me.points == points(facts) >= 0
        assert min(me.items.values(), default=0) >= 0
        assert (me.x, me.y) in {(0, 0), (1, 0), (2, 0), (1, 1), (2, 1)}
        assert max(finds(facts).values(), default=0) <= 1
        check_hidden(run, name)
    check_crown(run)


def points(facts: list[Any]) -> int:
    """Return what a ledger of the facts comes to."""
    won = sum(fact.points for fact in facts if isinstance(fact, f.TreasureTaken))
    return int(won - sum(fact.points for fact in facts if isinstance(fact, f.FindReversed)))


def finds(facts: list[Any]) -> Counter[str]:
    found = Counter(fact.treasure for fact in facts if isinstance(fact, f.TreasureTaken))
    return found - Counter(fact.treasure for fact in facts if isinstance(fact, f.FindReversed))


def check_crown(run: Run) -> None:
    """At most one has it, and both streams say who."""
    holders = [name for name in NAMES if run.me(name).clues.get("crown")]
    holders = [name for name in holders if run.me(name).clues["crown"].stage == "taken"]
    known = run.cache.get(treasure_stream("h1", "crown"))
    holder = known.state.holder if known and isinstance(known.state, Rival) else ""
    assert holders == [holder] * bool(holder)


def check_hidden(run: Run, name: str) -> None:
    """No frame of a seeker names a treasure that it has not found, whoever else has."""
    me = run.me(name)
    stream, viewer = seeker_stream("h1", name), Viewer("owner", name)
    shown = encode([message(fact, viewer) for fact in run.facts(stream)])
    shown += encode(snapshot(me, viewer, run.now))
    for treasure in RULES.treasures:
        if treasure.id not in me.clues:
            assert treasure.title.encode() not in shown
            assert f'"treasure":"{treasure.id}"'.encode() not in shown


class TestAnyHunt:
    @settings(max_examples=60)
    @given(play=PLAY, toured=st.booleans())
    def test_keeps_its_books(self, play: list[tuple[timedelta, Deed]], toured: bool) -> None:
        run = Run()
        for each in (*(TOUR if toured else ()), *play):
            run.deed(*each)
        check(run)

    @settings(max_examples=60)
    @given(play=PLAY)
    def test_is_what_its_log_adds_up_to(self, play: list[tuple[timedelta, Deed]]) -> None:
        run = Run()
        for each in (*TOUR, *play):
            run.deed(*each)
            for name in NAMES:
                stream = seeker_stream("h1", name)
                assert run.cache.get(stream) == replay(run.log, HUNT, stream)


class TestAnybody:
    def test_is_told_no_treasure_of_a_hunt(self) -> None:
        """Neither what is planned nor what is read of a hunt says what is buried where."""
        run = Run()
        stream = hunt_stream("h1")
        state = replay(run.log, HUNT, stream).state
        for viewer in (SPECTATOR, Viewer("player", "ann")):
            shown = encode(snapshot(state, viewer, run.now))
            shown += encode([message(fact, viewer) for fact in run.facts(stream)])
            for treasure in RULES.treasures:
                for secret in (treasure.title, treasure.riddle or "?", *treasure.answers):
                    assert f'"{secret}"'.encode() not in shown
