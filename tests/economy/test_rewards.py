"""A battle's end makes one reward for each of its players, whatever fails on the way."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.adapters.postgres.audit import PostgresLedger
from shared.application.economy.audit_rewards import LAG, Sources, audit_rewards
from shared.application.economy.reward_room import (
    AT_ONCE,
    PAGE,
    PAID_WITHIN,
    QUEUE,
    RewardsTooLate,
)
from shared.application.economy.unrewarded import unrewarded
from shared.application.players.ports import Player
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, ReverseAward
from shared.games.codebattle.streams import battle_stream
from tests.economy.bank import Bank, sent
from tests.economy.rewards_fixture import Payday
from tests.functions.battle_application import BATTLE, PLAYERS, Shard, change

REWARDS = [13, 11, 10]
MOODS = st.sampled_from([None, "away", "answer lost", "dies before", "dies after"])


@pytest.fixture(scope="module", autouse=True)
def currency(bank: Bank) -> None:
    bank.wallets.add_currency("coins")


def played(bank: Bank) -> Payday:
    """Three players with 3, 1 and no points."""
    app = Payday(bank)
    app.schedule()
    app.join(*PLAYERS)
    for name, question in (("ana", "q3"), ("bo", "q1")):
        command = Answer(app.tick(), BATTLE, name, question, "!")
        app.handle(CODE_BATTLE, command, by=app.player(name), command_id=f"answer-{name}")
    return app


@pytest.fixture
def app(bank: Bank) -> Payday:
    return played(bank)


class TestReward:
    def test_is_paid_to_each_participant_when_the_board_is_final(self, app: Payday) -> None:
        app.consume(app.end())
        assert app.queues.take(QUEUE) == []
        app.work()
        assert app.coins() == REWARDS

    def test_is_paid_page_by_page(self, app: Payday) -> None:
        crowd = [f"player-{number}" for number in range(PAGE)]
        app.join(*crowd)
        app.consume(app.end())
        app.work()
        assert app.coins() == REWARDS
        assert set(app.coins(*crowd)) == {10}
        assert app.tried == 2

    def test_of_a_hundred_is_one_transaction(self, app: Payday) -> None:
        crowd = [f"player-{number}" for number in range(2 * AT_ONCE)]
        app.join(*crowd)
        app.consume(app.end())
        app.moody.moods = [*[None] * AT_ONCE, "dies after", "dies before"]
        app.work()
        assert app.moody.asked == [*[AT_ONCE] * 2, AT_ONCE, *[AT_ONCE] * 2, 3]
        assert app.coins() == REWARDS
        assert set(app.coins(*crowd)) == {10}

    def test_is_not_paid_before_the_battle_ends(self, app: Payday) -> None:
        app.consume(Shard(map(change, app.commits())))
        assert app.queues.waiting(QUEUE) == []

    def test_stays_what_it_was_when_the_points_change_afterwards(self, app: Payday) -> None:
        shard = app.end()
        app.consume(shard, killed=True)
        app.work()
        undo = ReverseAward(app.time.now, BATTLE, "ana", 2, "q3", 3, 0, 0, "by mistake")
        app.handle(CODE_BATTLE, undo, by="op", command_id="undo")
        app.consume(shard)
        app.work()
        assert app.coins() == REWARDS
        assert app.failed_records.kept == {}

    def test_is_one_for_a_player_who_joined_under_two_names(self, app: Payday) -> None:
        app.join("ana-too", player_id=app.player("ana"))
        app.consume(app.end())
        app.work()
        assert app.coins("ana") in ([13], [10])

    @pytest.mark.parametrize("rewarded", [True, False])
    def test_is_for_guests_if_the_stage_says_so(self, app: Payday, rewarded: bool) -> None:
        app.settings = replace(app.settings, reward_guests=rewarded)
        guests = ("gil", "gus")
        app.join(*guests)
        for name in (*PLAYERS, *guests):
            subject = "" if name in guests else f"https://id.example|{name}"
            app.players.create(Player(app.player(name), name, app.time.now, subject))
        app.consume(app.end())
        app.work()
        assert app.coins() == REWARDS
        assert app.coins(*guests) == [10 if rewarded else 0] * 2
        app.time.pass_seconds(LAG.total_seconds())
        sent.count = 0
        found = audit_rewards(
            Sources(
                PostgresLedger(app.bank.pool),
                app.log,
                app.games,
                app.time.now,
                unrewarded=partial(unrewarded, app),
            )
        )
        assert "player_has_a_reward" not in {each.rule for each in found}

    def test_that_is_refused_is_kept_and_holds_nobody_up(self, app: Payday) -> None:
        app.join("aaa", player_id="x" * 201)
        app.consume(app.end())
        app.work()
        assert app.coins() == REWARDS
        (((workload, _), (record, reason)),) = app.failed_records.kept.items()
        assert (workload, reason, record["room"]) == ("payouts", "bad_owner", battle_stream(BATTLE))

    def test_waits_for_an_economy_that_is_away(self, app: Payday) -> None:
        app.moody.moods = [None, "away", "away", "answer lost"]
        app.consume(app.end())
        app.work()
        assert app.coins() == REWARDS
        assert len(app.faults) == 3

    def test_is_not_paid_when_its_key_may_have_been_forgotten(self, app: Payday) -> None:
        app.consume(app.end())
        app.time.pass_seconds(PAID_WITHIN.total_seconds())
        (body,) = app.queues.take(QUEUE)
        assert not app.pay(body)
        assert [type(fault) for fault in app.faults] == [RewardsTooLate]
        assert app.coins() == [0, 0, 0]

    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(moods=st.lists(MOODS, max_size=8), repeats=st.integers(1, 3))
    def test_of_a_crowd_is_one_whatever_dies_between_transactions(
        self, bank: Bank, moods: list[str | None], repeats: int
    ) -> None:
        app = played(bank)
        crowd = [f"player-{number}" for number in range(AT_ONCE)]
        app.join(*crowd)
        shard = app.end()
        app.moody.moods = list(moods)
        for _ in range(repeats):
            shard.checkpoint = 0
            app.consume(shard)
        app.work()
        assert app.coins() == REWARDS
        assert set(app.coins(*crowd)) == {10}
        assert app.failed_records.kept == {}

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_is_one_whatever_repeats_reorders_and_dies(
        self, bank: Bank, data: st.DataObject
    ) -> None:
        app = played(bank)
        app.end()
        shard = Shard(map(change, data.draw(st.permutations(app.commits() * 2))))
        app.moody.moods = data.draw(st.lists(MOODS, max_size=12))
        sizes = st.integers(1, 8)
        for killed in data.draw(st.lists(st.booleans(), max_size=4)):
            app.consume(shard, size=data.draw(sizes), killed=killed)
            for body in app.queues.take(QUEUE):
                app.pay(body)
        shard.checkpoint = 0
        while app.consume(shard, size=data.draw(sizes)):
            pass
        app.work()
        assert app.coins() == REWARDS
