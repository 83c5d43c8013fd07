"""Undoing adds up: what was undone leaves no trace in anybody's points, arrows and shields."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.games.codebattle import commands as c
from shared.games.codebattle import facts as f
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Fact
from tests.games.codebattle.battle import NOON, NOW
from tests.games.codebattle.test_properties import NAMES, PLAY, RULES, Run, reversals

type Reversal = c.ReverseAward | c.ReverseAttack
type Held = dict[str, tuple[int, int, int]]


def held(run: Run) -> Held:
    return {each.username: (each.points, each.arrows, each.shields) for each in run.participants()}


def given_by_the_rest(run: Run, undone: list[Reversal]) -> Held:
    """Add up, fact by fact, what nobody undid: no rule and no state of the game is asked."""
    sums: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
    for name in NAMES:
        for position, fact in enumerate(run.facts[participant_stream("b1", name)], 1):
            if not any(_undoes(each, name, position) for each in undone):
                sums[name].update(_changes(fact))
    for each in undone:
        if isinstance(each, c.ReverseAttack):
            sums[each.attacker]["arrows"] += 1
    return {
        name: (max(0, all_["points"]), all_["arrows"], all_["shields"])
        for name, all_ in sums.items()
    }


def _undoes(reversal: Reversal, name: str, position: int) -> bool:
    who = reversal.target if isinstance(reversal, c.ReverseAttack) else reversal.username
    return (who, reversal.position) == (name, position)


def _changes(fact: Fact) -> dict[str, int]:
    match fact:
        case f.ParticipantJoined():
            return {"arrows": fact.arrows, "shields": fact.shields}
        case f.QuestionSolved():
            return {"points": fact.points, "arrows": fact.arrows, "shields": fact.shields}
        case f.ArrowShot():
            return {"arrows": -1}
        case f.PointLost():
            return {"points": -fact.points}
        case f.ShieldUsed():
            return {"shields": -1}
        case _:
            return {}


class TestUndoing:
    @settings(max_examples=150)
    @given(rules=RULES, commands=PLAY, data=st.data())
    def test_gives_what_the_rest_of_the_facts_give_in_any_order(
        self, rules: Rules, commands: list[c.CodeBattleCommand], data: st.DataObject
    ) -> None:
        run = played(rules, commands)
        some = data.draw(subset(reversals(run)))
        expected = given_by_the_rest(run, some)
        for each in some:
            assert run.do(each)
        assert held(run) == expected

    @settings(max_examples=100)
    @given(rules=RULES, commands=PLAY, data=st.data())
    def test_tells_in_each_fact_the_points_that_are_held_after_it(
        self, rules: Rules, commands: list[c.CodeBattleCommand], data: st.DataObject
    ) -> None:
        run = played(rules, commands[::2])
        for each in data.draw(subset(reversals(run))):
            run.do(each)
        for command in commands[1::2]:
            run.do(command)
        for who in run.participants():
            told = [fact.total for fact in run.of(who.username, Fact) if hasattr(fact, "total")]
            assert not told or told[-1] == who.points

    def test_of_an_award_and_an_attack_on_it_leaves_nothing_in_either_order(self) -> None:
        left = []
        for turn in (1, -1):
            run = played(Rules(shields_at_start=0, attack_points=10), [])
            run.do(c.Answer(NOW, "b1", "bob", "q1", "4"))
            run.do(c.Attack(NOW, "b1", "ann", "bob"))
            for each in reversals(run)[::turn]:
                assert run.do(each)
            left.append(held(run)["bob"][0])
        assert left == [0, 0]


def played(rules: Rules, commands: list[c.CodeBattleCommand]) -> Run:
    run = Run(rules)
    for name in NAMES:
        run.do(c.JoinBattle(NOON, "b1", name, f"player-{name}"))
    for command in commands:
        run.do(command)
    return run


def subset(reversals: list[Reversal]) -> st.SearchStrategy[list[Reversal]]:
    """All of them or some, in any order; a set of places would be small most of the time."""
    left_out = st.integers(0, len(reversals))
    return st.tuples(st.permutations(reversals), left_out).map(lambda drawn: drawn[0][drawn[1] :])
