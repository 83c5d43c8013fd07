"""What holds after any commands in any order, in a match of four."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any, assert_never

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.games.match import MATCH
from shared.games.match import commands as c
from shared.games.match import facts as f
from shared.games.match.actions import SIDE, Guard, Move, Strike, Wait
from shared.games.match.clock import timer
from shared.games.match.evolve import evolve
from shared.games.match.plan import Plan, match_stream
from shared.games.match.resolve import dice_of, resolve
from shared.games.match.state import Fighting, Match, Over
from shared.kernel.errors import CommandRefused
from shared.kernel.names import parse_stream
from shared.kernel.viewer import SPECTATOR, Viewer
from tests.games.match.arena import NOON, SEED

STREAM = match_stream("m1")
NAMES = ("ann", "bob", "cyd", "dee")
SQUARE = st.integers(0, SIDE - 1)
ACTION = st.one_of(
    st.builds(Move, SQUARE, SQUARE),
    st.builds(Strike, st.sampled_from(NAMES)),
    st.just(Guard()),
    st.just(Wait()),
)
STYLES: Any = st.sampled_from(["rounds", "at_once"])
MOVES = st.lists(
    st.tuples(
        st.sampled_from(("act", "act", "act", "act", "act", "join", "leave", "time")),
        st.sampled_from(NAMES),
        st.integers(-1, 1).map(lambda off: off if off < 1 else 0),
        ACTION,
        st.sampled_from((0, 300, 300, 5_000, 40_000)),
    ),
    min_size=5,
    max_size=60,
)


class Run:
    """A match as it goes on, and every fact of it."""

    def __init__(self, style: Any) -> None:
        self.state: Match | None = None
        self.facts: list[f.MatchFact] = []
        self.commits: list[tuple[f.MatchFact, ...]] = []
        self.now = NOON
        self.do(c.OpenMatch(NOON, "m1", SEED, Plan(style, teams=(NAMES[:2], NAMES[2:]))))
        for who in NAMES:
            self.do(c.JoinMatch(NOON, "m1", who))

    def do(self, command: c.MatchCommand) -> None:
        try:
            decided: Any = MATCH.decide(command, {STREAM: self.state})[STREAM]
        except CommandRefused:
            return
        self.commits.append(decided)
        for fact in decided:
            self.state = evolve(self.state, fact)
            self.facts.append(fact)

    def move(self, kind: str, who: str, off: int, action: Any, pause: int) -> None:
        self.now += timedelta(milliseconds=pause)
        self.do(self._command(kind, who, off, action))

    def _command(self, kind: Any, who: str, off: int, action: Any) -> c.MatchCommand:
        match kind:
            case "act":
                seqs = self.state.seqs if isinstance(self.state, Fighting) else {}
                return c.Act(self.now, "m1", who, max(1, seqs.get(who, 0) + 1 + off), action)
            case "join":
                return c.JoinMatch(self.now, "m1", who)
            case "leave":
                return c.LeaveMatch(self.now, "m1", who)
            case "time":
                return c.TimeUp(self.now, "m1")
            case _:
                assert_never(kind)

    def turns(self) -> list[f.TurnResolved]:
        return [fact for fact in self.facts if isinstance(fact, f.TurnResolved)]


def run(style: Any, moves: Any) -> Run:
    played = Run(style)
    for each in moves:
        played.move(*each)
    return played


@settings(max_examples=30)
@given(STYLES, MOVES)
def test_the_same_commands_and_seed_come_to_the_same(style: Any, moves: Any) -> None:
    assert run(style, moves).facts == run(style, moves).facts


@settings(max_examples=30)
@given(STYLES, MOVES)
def test_each_turn_is_resolved_once_and_each_action_counted_once(style: Any, moves: Any) -> None:
    played = run(style, moves)
    assert [each.turn for each in played.turns()] == list(range(1, len(played.turns()) + 1))
    for who in NAMES:
        seqs = [
            fact.seq
            for fact in played.facts
            if (isinstance(fact, f.ActionChosen) and fact.username == who)
            or (isinstance(fact, f.TurnResolved) and fact.by == who)
        ]
        assert seqs == list(range(1, len(seqs) + 1))


@settings(max_examples=30)
@given(STYLES, MOVES)
def test_nobody_acts_twice_in_a_round_or_after_falling(style: Any, moves: Any) -> None:
    played = run(style, moves)
    acted: set[str] = set()
    state: Match | None = None
    for fact in played.facts:
        if isinstance(fact, f.ActionChosen | f.TurnResolved):
            who = fact.username if isinstance(fact, f.ActionChosen) else fact.by
            assert isinstance(state, Fighting)
            assert not who or (who not in acted and state.fighters[who].stands)
            acted.add(who)
        if isinstance(fact, f.TurnResolved):
            acted.clear()
        state = evolve(state, fact)


@settings(max_examples=30)
@given(STYLES, MOVES)
def test_no_turn_shows_other_dice_than_the_seeds(style: Any, moves: Any) -> None:
    """Whoever has the seed and the actions comes to each turn alone."""
    state: Match | None = None
    for fact in run(style, moves).facts:
        if isinstance(fact, f.TurnResolved):
            assert isinstance(state, Fighting)
            last = {fact.by: fact.action} if fact.by and fact.action else {}
            waits: dict[str, Any] = dict.fromkeys(state.standing, Wait())
            actions = (waits | state.chosen if style == "rounds" else {}) | last
            done = resolve(state.fighters, actions, dice_of(SEED, fact.turn), fact.turn)
            assert (done.fighters, done.blows) == (fact.fighters, fact.blows)
        state = evolve(state, fact)


@settings(max_examples=30)
@given(STYLES, MOVES)
def test_it_ends_by_the_clock_alone(style: Any, moves: Any) -> None:
    played = run(style, moves)
    times = []
    while due := timer(played.state):
        played.now = max(played.now, due.at)
        times.append(played.now)
        written = len(played.facts)
        played.do(due.command(played.now, parse_stream(STREAM)))  # type: ignore[arg-type] # its own
        assert len(played.facts) > written
    assert all(one <= other for one, other in pairwise(times))
    assert isinstance(played.state, Over)
    assert set(played.state.places) == set(NAMES)
    assert min(played.state.places.values()) == 1


@settings(max_examples=30)
@given(STYLES, MOVES)
def test_nobody_is_shown_whom_its_team_does_not_see(style: Any, moves: Any) -> None:
    played = run(style, moves)
    for fact in played.turns():
        for who in NAMES:
            team = fact.fighters[who].team
            eyes = [each for each in fact.fighters.values() if each.team == team and each.stands]
            event: Any = MATCH.message(fact, Viewer("player", who))
            for seen in event.fighters:
                near = any(max(abs(eye.x - seen.x), abs(eye.y - seen.y)) <= 4 for eye in eyes)
                assert seen.team == team or seen.health == 0 or near
                assert seen.team == team or seen.items is None
        watched: Any = MATCH.message(fact, SPECTATOR)
        assert watched.blows == ()
        assert fact.earlier or all(each.health == 0 for each in watched.fighters)


@settings(max_examples=30)
@given(MOVES)
def test_a_choice_is_a_secret_until_its_round_is_resolved(moves: Any) -> None:
    for fact in run("rounds", moves).facts:
        if isinstance(fact, f.ActionChosen):
            shown: Any = {who: MATCH.message(fact, Viewer("player", who)) for who in NAMES}
            assert {who for who in NAMES if shown[who].action is not None} == {fact.username}
