"""What holds after any commands in any order, in a battle of three."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.facts import (
    ArrowReturned,
    ArrowShot,
    AttackReversed,
    AwardReversed,
    PointLost,
    QuestionSolved,
    ShieldUsed,
)
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.state import Participant
from shared.games.codebattle.streams import participant_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Fact
from tests.games.codebattle.battle import NOON, NOW, ONE, PACK, TICK, battle, scheduled

NAMES = ("ann", "bob", "zoe")
WHO = st.sampled_from(NAMES)
BATTLE = st.just("b1")
WHEN = st.sampled_from([NOW, NOW, NOW, NOON, NOON - TICK, ONE])
LATER = NOW + timedelta(minutes=20)
NOTHING = c.ReverseAward(LATER, "b1", "nobody", 1, "q1", 10, 0, 0, "why")

ANSWERS = st.sampled_from(
    [*((each.id, each.answers[0]) for each in PACK), ("q1", "no"), ("q2", "no"), ("q9", "no")]
)
ATTACK = st.builds(c.Attack, WHEN, BATTLE, WHO, WHO)
ANSWER = st.builds(lambda now, who, text: c.Answer(now, "b1", who, *text), WHEN, WHO, ANSWERS)
JOIN = st.builds(lambda now, who: c.JoinBattle(now, "b1", who, f"player-{who}"), WHEN, WHO)
LEAVE = st.builds(c.LeaveBattle, WHEN, BATTLE, WHO)
END = st.builds(c.EndBattle, st.just(LATER), BATTLE) | st.builds(c.EndEarly, st.just(LATER), BATTLE)
START = st.builds(c.StartBattle, WHEN, BATTLE)

# `one_of` takes a strategy once however often it is named; choosing among them first weighs them.
KINDS: list[st.SearchStrategy[c.CodeBattleCommand]] = [
    *[ATTACK] * 8,
    *[ANSWER] * 5,
    *[JOIN] * 3,
    LEAVE,
    END,
    START,
]
COMMANDS = st.sampled_from(KINDS).flatmap(lambda kind: kind)
PLAY = st.lists(COMMANDS, min_size=20, max_size=60)
RULES = st.builds(
    Rules,
    arrows_at_start=st.integers(0, 3),
    shields_at_start=st.integers(0, 2),
    arrow_every=st.integers(0, 2),
    shield_every=st.integers(0, 3),
    attack_points=st.integers(1, 15),
    max_arrows=st.integers(0, 4),
    max_shields=st.integers(0, 3),
)


class Run:
    """A battle as it goes on: the states, and every fact on its stream."""

    def __init__(self, rules: Rules) -> None:
        start = scheduled(rules=rules)
        self.states = dict(battle.given(battle=[start]).states)
        self.facts: dict[str, list[Fact]] = {}

    def do(self, command: c.CodeBattleCommand) -> bool:
        scope = CODE_BATTLE.scope(command)
        states = {each: self.states.get(each) for each in (*scope.writes, *scope.reads)}
        try:
            decision = CODE_BATTLE.decide(command, states)
        except CommandRefused:
            return False
        assert set(decision) <= set(scope.writes)
        for stream, facts in decision.items():
            for fact in facts:
                assert fact.at == command.now
                self.states[stream] = CODE_BATTLE.evolve(self.states.get(stream), fact)
                self.facts.setdefault(stream, []).append(fact)
        return True

    def join_all(self) -> None:
        for name in NAMES:
            self.do(c.JoinBattle(NOON, "b1", name, f"player-{name}"))

    def participants(self) -> list[Participant]:
        states = (self.states.get(participant_stream("b1", name)) for name in NAMES)
        return [each for each in states if isinstance(each, Participant)]

    def of(self, name: str, kind: type[Any]) -> list[Any]:
        facts = self.facts.get(participant_stream("b1", name), [])
        return [fact for fact in facts if isinstance(fact, kind)]


def check(run: Run, rules: Rules) -> None:
    for each in run.participants():
        assert each.points >= 0
        assert each.arrows <= max(rules.arrows_at_start, rules.max_arrows) + returned(run, each)
        assert len(set(each.solved)) == len(each.solved)
        assert max(each.tries.values(), default=0) <= rules.tries_per_question
        assert each.balance == balance(run, each.username)
    assert arrows_shot(run) == arrows_met(run)


def returned(run: Run, each: Participant) -> int:
    return len(run.of(each.username, ArrowReturned))


def balance(run: Run, name: str) -> int:
    """Points are what was won less what was lost, like a ledger."""
    won = sum(fact.points for fact in run.of(name, QuestionSolved))
    lost = sum(fact.points for fact in run.of(name, PointLost))
    taken = sum(fact.points for fact in run.of(name, AwardReversed))
    restored = sum(fact.points for fact in run.of(name, AttackReversed))
    return int(won - lost - taken + restored)


def arrows_shot(run: Run) -> Counter[tuple[str, str, datetime, int]]:
    return Counter(
        (name, shot.target, shot.at, shot.points_deducted)
        for name in NAMES
        for shot in run.of(name, ArrowShot)
    )


def arrows_met(run: Run) -> Counter[tuple[str, str, datetime, int]]:
    hits = [
        (hit.attacker, name, hit.at, hit.points)
        for name in NAMES
        for hit in run.of(name, PointLost)
    ]
    blocks = [(hit.attacker, name, hit.at, 0) for name in NAMES for hit in run.of(name, ShieldUsed)]
    return Counter(hits + blocks)


def reversals(run: Run) -> list[c.ReverseAward | c.ReverseAttack]:
    """What an operator may undo; a commit has one fact here, so a place is a position."""
    found: list[c.ReverseAward | c.ReverseAttack] = []
    for name in NAMES:
        for position, fact in enumerate(run.of(name, Fact), 1):
            match fact:
                case QuestionSolved(question=question, points=points):
                    arms = (fact.arrows, fact.shields)
                    undo = (LATER, "b1", name, position, question, points, *arms, "why")
                    found.append(c.ReverseAward(*undo))
                case PointLost(attacker=by, points=points):
                    found.append(c.ReverseAttack(LATER, "b1", name, by, position, points, 0, "why"))
                case ShieldUsed(attacker=by):
                    found.append(c.ReverseAttack(LATER, "b1", name, by, position, 0, 1, "why"))
                case _:
                    pass
    return found


class TestAnyBattle:
    @settings(max_examples=100)
    @given(rules=RULES, commands=PLAY)
    def test_keeps_its_books(self, rules: Rules, commands: list[c.CodeBattleCommand]) -> None:
        run = Run(rules)
        run.join_all()
        for command in commands:
            run.do(command)
            check(run, rules)
            for each in run.participants():
                assert min(each.balance, each.arrows, each.shields) >= 0

    @settings(max_examples=100)
    @given(commands=PLAY, data=st.data())
    def test_keeps_its_books_over_reversals(
        self, commands: list[c.CodeBattleCommand], data: st.DataObject
    ) -> None:
        rules = Rules(shields_at_start=0)
        run = Run(rules)
        run.join_all()
        for command in commands:
            run.do(command)
        undoable = reversals(run)
        for command in data.draw(st.lists(st.sampled_from(undoable or [NOTHING]), max_size=4)):
            run.do(command)
            assert not run.do(command)
            check(run, rules)
