"""A deferred command is carried out or fails, never both, whoever else asks for it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import StreamMoved
from shared.application.commands.settle_deferred import PATIENCE, Waiting, settle_deferred
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Attack, JoinBattle, LeaveBattle
from shared.games.codebattle.deferral import DEFERRAL
from shared.games.codebattle.facts import ArrowShot, AttackFailed
from shared.games.codebattle.streams import participant_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.runtime.once import once
from tests.codec import CODEC
from tests.functions.battle_application import BATTLE, BattleApplication


class BusyLog(InMemoryLog):
    """Has no room for an attack until somebody gives one up; `just_before` that is written."""

    busy = False
    just_before: Callable[[], object] = staticmethod(lambda: None)

    def append(self, *commits: Commit) -> None:
        if self.busy and len(commits) > 1:
            raise StreamMoved(*(each.stream for each in commits))
        if self.busy:
            self.busy = False
            self.just_before()
        super().append(*commits)


class Duel(BattleApplication):
    """Ana, who has shot once, and bo; an attack is asked for now."""

    @once
    def log(self) -> BusyLog:
        return BusyLog(CODEC)

    def __init__(self) -> None:
        super().__init__()
        self.play()
        self.attack = Attack(self.time.now, BATTLE, "ana", "bo")

    def settle(self, *, last_try: bool = False) -> None:
        waiting = Waiting(self.attack, "p-ana", "c9")
        settle_deferred(
            self, CODE_BATTLE, DEFERRAL, waiting, last_try=last_try, pause=lambda _: None
        )

    def repeat(self, target: str = "bo") -> None:
        self.run(Attack(self.tick(), BATTLE, "ana", target), "c9")

    def facts(self, kind: type) -> list[Any]:
        commits = self.log.read(participant_stream(BATTLE, "ana"))
        return [fact for each in commits for fact in each.facts if isinstance(fact, kind)]


@pytest.fixture
def duel() -> Duel:
    return Duel()


def test_an_attack_that_failed_is_refused_to_whoever_repeats_it(duel: Duel) -> None:
    duel.run(LeaveBattle(duel.tick(), BATTLE, "bo"), "leave")
    duel.settle()
    duel.run(JoinBattle(duel.tick(), BATTLE, "bo", "p-bo"), "return")
    written = len(duel.commits())
    for target, reason in (("bo", "no_target"), ("cy", "command_id_reused")):
        with pytest.raises(CommandRefused) as refusal:
            duel.repeat(target)
        assert refusal.value.reason == reason
    duel.settle()
    assert len(duel.commits()) == written


def test_an_attack_does_not_fail_that_a_repeat_of_it_carried_out_a_moment_ago(duel: Duel) -> None:
    duel.log.busy, duel.log.just_before = True, duel.repeat
    duel.settle(last_try=True)
    assert len(duel.facts(ArrowShot)) == 2
    assert duel.facts(AttackFailed) == []


def test_an_attack_that_comes_too_late_is_given_up(duel: Duel) -> None:
    duel.time.now += PATIENCE
    for _ in range(2):
        duel.settle()
    assert [each.reason for each in duel.facts(AttackFailed)] == ["busy"]
    assert len(duel.facts(ArrowShot)) == 1


def test_an_attack_that_was_carried_out_is_not_given_up_when_it_comes_again(duel: Duel) -> None:
    duel.settle()
    duel.time.now += PATIENCE
    duel.settle()
    assert len(duel.facts(ArrowShot)) == 2
    assert duel.facts(AttackFailed) == []


def test_another_attack_under_the_id_of_one_that_waits_fails_and_says_so(duel: Duel) -> None:
    duel.settle()
    for moment in (duel.time.now, duel.time.now + PATIENCE):
        duel.time.now = moment
        duel.attack = replace(duel.attack, target="cy")
        duel.settle()
    assert len(duel.facts(ArrowShot)) == 2
    (failed,) = duel.facts(AttackFailed)
    assert (failed.target, failed.reason) == ("cy", "command_id_reused")
    with pytest.raises(CommandRefused):
        duel.repeat("cy")
