"""A match by rounds is resolved in order and once, by its consumer and its timers alone.

No process takes the fast path. Records come from shards in any order, some twice, and their number
grows from 12 to 24 meanwhile. Consumers and workers die before their answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from hashlib import md5
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.queues import default
from functions.streams import rank
from shared.application.commands.load import load
from shared.games.match import MATCH
from shared.games.match.actions import Guard
from shared.games.match.commands import Act, JoinMatch, OpenMatch
from shared.games.match.facts import ActionChosen, TurnResolved
from shared.games.match.plan import Plan, match_stream
from shared.games.match.state import Fighting, Over
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, Commit
from shared.runtime.once import once
from tests.functions.battle_application import BattleApplication, Shard, change, message
from tests.memory import START

ROOM = match_stream("m1")
NAMES = ("ann", "bob", "cyd")
TURN_SECONDS = 20
KEYS = 1 << 128
BEFORE, AFTER = 12, 24


class Shards:
    """A stream that is made wider: the shards it had stay until they have been read."""

    def __init__(self) -> None:
        self.all: list[Shard] = []
        self.open: list[Shard] = []
        self.widen(BEFORE)

    def widen(self, count: int) -> None:
        self.open = [Shard() for _ in range(count)]
        self.all += self.open

    def put(self, commit: Commit) -> None:
        """DynamoDB chooses a key for each item; Kinesis hashes it."""
        key = md5(f"{commit.stream}#{commit.position}".encode(), usedforsecurity=False)
        place = int.from_bytes(key.digest()) * len(self.open) // KEYS
        self.open[place].put(change(commit))

    def unread(self) -> list[Shard]:
        return [each for each in self.all if each.checkpoint < len(each.records)]


class Turns(BattleApplication):
    """A match of three; what it commits goes to the shards, and nowhere else."""

    fast_path = False

    def __init__(self) -> None:
        super().__init__()
        self.acted: list[tuple[str, int]] = []
        self.tries = 0
        plan = Plan("rounds", teams=tuple((each,) for each in NAMES), turn_seconds=TURN_SECONDS)
        self.send(OpenMatch(self.time.now, "m1", 7, plan), "open")
        for who in NAMES:
            self.send(JoinMatch(self.time.now, "m1", who), f"join-{who}")

    @once
    def shards(self) -> Shards:
        return Shards()

    def publish(self, commits: Sequence[Commit]) -> None:
        for each in commits:
            self.shards.put(each)

    def send(self, command: Command, command_id: str) -> dict[str, Any]:
        by = getattr(command, "username", "operator")
        return dict(self.handle(MATCH, command, by=by, command_id=command_id).outcome)

    def act(self, who: str, off: int, times: int) -> None:
        """Send an action, as often as a client that hears nothing does; `off` is its mistake."""
        state = load(self.log, self.cache, MATCH, ROOM).state
        seqs = state.seqs if isinstance(state, Fighting) else {}
        seq = max(1, seqs.get(who, 0) + 1 + off)
        self.tries += 1
        command_id = f"act-{self.tries}"
        for _ in range(times):
            with suppress(CommandRefused):
                outcome = self.send(Act(self.time.now, "m1", who, seq, Guard()), command_id)
                self.acted.append((who, outcome["seq"]))

    def work(self, times: int) -> None:
        """Have the messages that are due handled, each so many times."""
        for body in self.queues.take("default"):
            for _ in range(times):
                assert default.work(self, message(body)) == {"batchItemFailures": []}

    def finish(self) -> None:
        """Let time pass, and all be read that is there, until the match is over."""
        for _ in range(100):
            while unread := self.shards.unread():
                for shard in unread:
                    shard.deliver(partial(rank.consume, self))
            self.work(1)
            if isinstance(load(self.log, self.cache, MATCH, ROOM).state, Over):
                return
            self.time.pass_seconds(TURN_SECONDS)
        raise AssertionError("the match goes on without its players")

    def facts(self) -> list[Any]:
        return [fact for commit in self.log.read(ROOM) for fact in commit.facts]


STEP = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(NAMES), st.sampled_from((0, 0, 0, -1, 1))),
    st.tuples(st.just("read"), st.integers(0, BEFORE + AFTER), st.booleans()),
    st.tuples(st.just("work"), st.integers(1, 2), st.just(None)),
    st.tuples(st.just("wait"), st.sampled_from((1, 19, 21)), st.just(None)),
    st.tuples(st.just("twice"), st.integers(0, 50), st.just(None)),
)


def take(app: Turns, step: tuple[str, Any, Any]) -> None:
    match step:
        case ("act", who, off):
            app.act(who, off, times=2)
        case ("read", number, killed):
            if unread := app.shards.unread():
                shard = unread[number % len(unread)]
                shard.deliver(partial(rank.consume, app), size=1 + number % 3, killed=killed)
        case ("work", times, _):
            app.work(times)
        case ("wait", seconds, _):
            app.time.pass_seconds(seconds)
        case (_, number, _):
            commits = list(app.log.read(ROOM))
            app.shards.put(commits[number % len(commits)])


def check(app: Turns) -> None:
    facts = app.facts()
    turns = [each.turn for each in facts if isinstance(each, TurnResolved)]
    assert turns == list(range(1, len(turns) + 1))
    chosen = [
        (each.username, each.seq) if isinstance(each, ActionChosen) else (each.by, each.seq)
        for each in facts
        if isinstance(each, ActionChosen) or (isinstance(each, TurnResolved) and each.by)
    ]
    assert set(app.acted) == set(chosen)
    assert max(Counter(chosen).values(), default=1) == 1
    for who in NAMES:
        own = [seq for name, seq in chosen if name == who]
        assert own == list(range(1, len(own) + 1))
    assert not app.faults


@settings(max_examples=40, deadline=None)
@given(st.lists(STEP, max_size=40), st.lists(STEP, max_size=40))
def test_each_turn_once_and_each_players_actions_in_order_over_a_reshard(
    before: list[Any], after: list[Any]
) -> None:
    app = Turns()
    for step in before:
        take(app, step)
    app.shards.widen(AFTER)
    for step in after:
        take(app, step)
    app.finish()
    check(app)


def test_a_turn_is_resolved_at_its_deadline_though_nobody_took_the_fast_path() -> None:
    app = Turns()
    app.act("ann", 0, times=1)
    for shard in app.shards.unread():
        shard.deliver(partial(rank.consume, app))
    app.time.pass_seconds(TURN_SECONDS)
    app.work(2)
    (turn,) = [each for each in app.facts() if isinstance(each, TurnResolved)]
    assert (turn.turn, turn.by, turn.at) == (1, "", app.time.now)


def test_the_last_choice_resolves_its_turn_in_its_own_commit() -> None:
    """So there is nothing for a consumer to resolve, but what is late."""
    app = Turns()
    for who in NAMES:
        app.act(who, 0, times=1)
    *_, last = app.log.read(ROOM)
    assert isinstance(last.facts[-1], TurnResolved)
    assert last.facts[-1].by == "cyd"


def test_shards_of_a_wider_stream_share_its_keys() -> None:
    shards = Shards()
    shards.widen(AFTER)
    for number in range(1, 501):
        shards.put(Commit(ROOM, number, (), START, "ann", f"c{number}", ""))
    filled = [len(each.records) for each in shards.all]
    assert filled[:BEFORE] == [0] * BEFORE
    assert sum(filled) == 500
    assert 0 not in filled[BEFORE:]
