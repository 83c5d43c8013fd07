"""The audit knows a payday that went well from one that was cut short."""

from __future__ import annotations

from collections.abc import Sequence

from shared.adapters.postgres.audit import PostgresLedger
from shared.application.economy.audit_economy import Difference
from shared.application.economy.audit_rewards import LAG, Sources, audit_rewards
from shared.application.economy.reward_room import AT_ONCE
from shared.application.lifecycle.announce_rooms import SETTLED
from shared.economy.commands import Transfer
from shared.economy.money import Payment
from shared.games.codebattle.streams import battle_stream
from tests.economy.bank import Bank, new_name, sent
from tests.economy.rewards_fixture import Payday
from tests.functions.battle_application import BATTLE, PLAYERS


def differences(app: Payday) -> Sequence[Difference]:
    sent.count = 0
    return audit_rewards(Sources(PostgresLedger(app.bank.pool), app.log, app.games, app.time.now))


class TestAuditRewards:
    def test_of_a_payday_finds_who_was_not_paid_and_what_nobody_earned(self, bank: Bank) -> None:
        bank.wallets.add_currency("coins")
        app = Payday(bank)
        app.schedule()
        crowd = [f"aaa-{number}" for number in range(AT_ONCE - 2)]  # paid with the first two
        app.join(*PLAYERS, *crowd)
        app.moody.moods = [*[None] * AT_ONCE, *["away"] * 3]
        app.consume(app.end())
        for body in _due(app):
            app.pay(body)
        app.time.pass_seconds(LAG.total_seconds())
        assert [(each.rule, each.subject) for each in differences(app)] == [
            ("player_has_a_reward", f"{battle_stream(BATTLE)} {PLAYERS[2]}")
        ]

        app.moody.moods.clear()
        app.work()
        assert differences(app) == []

        gift = Transfer((Payment("$issuance/0", "eve", "coins", 1),))
        bank.do_all(gift, new_name(), "reward", now=app.time.now)
        assert [(each.rule, each.found) for each in differences(app)] == [
            ("reward_has_its_fact", "eve")
        ]


def _due(app: Payday) -> list[str]:
    app.time.pass_seconds(SETTLED.total_seconds())
    return app.queues.take("payouts")
