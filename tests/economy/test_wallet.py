"""Money in a real PostgreSQL: what moves, what is refused, and what a repeat is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.application.economy.ports import Balance
from shared.economy.commands import (
    Capture,
    Hold,
    Release,
    Reverse,
    Transfer,
)
from shared.economy.money import MAX_AMOUNT, Payment, Seen
from tests.economy.bank import NOON, Bank, new_name, pay, refused


class TestTransfer:
    def test_moves_money_and_tells_both_balances(self, bank: Bank) -> None:
        ann, bob = sorted((bank.player(100), bank.player()))
        payer, payee = (ann, bob) if bank.gold(ann) else (bob, ann)

        result = bank.do(pay(payer, payee, 30))

        told = {each["owner"]: each["balance"] for each in result["balances"]}
        assert told == {payer: 70, payee: 30}
        assert (bank.gold(payer), bank.gold(payee)) == (70, 30)
        assert bank.accounts(payer) == [Balance("gold", 70, 0, 2)]

    def test_makes_all_payments_or_none(self, bank: Bank) -> None:
        ann, bob, cid = bank.player(100), bank.player(), bank.player()
        both = Transfer((Payment(ann, bob, "gold", 60), Payment(ann, cid, "gold", 60)))

        refused(bank, both, "insufficient_funds")

        assert [bank.gold(each) for each in (ann, bob, cid)] == [100, 0, 0]

    def test_lets_money_pass_through_an_empty_account(self, bank: Bank) -> None:
        ann, bob, cid = bank.player(100), bank.player(), bank.player()

        bank.do(Transfer((Payment(ann, bob, "gold", 60), Payment(bob, cid, "gold", 60))))

        assert [bank.gold(each) for each in (ann, bob, cid)] == [40, 0, 60]

    def test_refuses_an_account_that_has_moved_on(self, bank: Bank) -> None:
        ann, bob = bank.player(100), bank.player()
        payments = (Payment(ann, bob, "gold", 1),)
        bank.do(Transfer(payments, (Seen(ann, "gold", 1),)))

        refused(bank, Transfer(payments, (Seen(ann, "gold", 1),)), "version_moved")

        assert bank.gold(ann) == 99

    @pytest.mark.parametrize("amount", [0, -1, 1.5, 2**63, True, MAX_AMOUNT])
    def test_refuses_an_amount_that_is_not_a_possible_number_of_units(
        self, bank: Bank, amount: Any
    ) -> None:
        rich, ann = bank.player(5), bank.player(5)

        refused(bank, pay("$issuance/1", ann, amount), "bad_amount")

        assert (bank.gold(rich), bank.gold(ann)) == (5, 5)

    @pytest.mark.parametrize("currency", ["silver", "", "GOLD", "gold'", "g" * 17])
    def test_refuses_a_currency_that_does_not_exist(self, bank: Bank, currency: str) -> None:
        ann = bank.player(5)
        refused(bank, pay(ann, bank.player(), 5, currency), "wrong_currency")

    def test_refuses_one_to_oneself(self, bank: Bank) -> None:
        ann = bank.player(5)
        refused(bank, pay(ann, ann, 5), "same_account")

    def test_refuses_more_than_250_payments(self, bank: Bank) -> None:
        ann = bank.player(500)
        payments = tuple(Payment(ann, f"{ann}{n}", "gold", 1) for n in range(251))

        refused(bank, Transfer(payments), "too_large")
        bank.do(Transfer(payments[:250]))

        assert bank.gold(ann) == 250


class TestKey:
    def test_tells_a_repeat_the_first_result_and_moves_nothing(self, bank: Bank) -> None:
        ann, bob, key = bank.player(100), bank.player(), new_name()
        first = bank.do(pay(ann, bob, 30), key)
        bank.do(pay(ann, bob, 5))

        assert bank.do(pay(ann, bob, 30), key) == first
        assert bank.gold(ann) == 65

    def test_refuses_another_command_under_the_same_key(self, bank: Bank) -> None:
        ann, bob, key = bank.player(100), bank.player(), new_name()
        bank.do(pay(ann, bob, 30), key)

        refused(bank, pay(ann, bob, 31), "key_reused", key=key)

        assert bank.gold(ann) == 70

    def test_is_of_one_scope(self, bank: Bank) -> None:
        ann, bob, key = bank.player(100), bank.player(), new_name()
        bank.do(pay(ann, bob, 30), key, ann)
        bank.do(pay(ann, bob, 31), key, bob)

        assert bank.gold(ann) == 39

    def test_may_be_used_again_after_a_refusal(self, bank: Bank) -> None:
        ann, bob, key = bank.player(), bank.player(), new_name()
        refused(bank, pay(ann, bob, 30), "insufficient_funds", key=key)
        bank.do(pay("$issuance/2", ann, 30))

        bank.do(pay(ann, bob, 30), key)

        assert bank.gold(bob) == 30

    @pytest.mark.parametrize("key", ["a b", "ä", "x" * 65, "\x00"])
    def test_has_a_form(self, bank: Bank, key: str) -> None:
        refused(bank, pay(bank.player(1), bank.player(), 1), "bad_key", key=key)

    def test_is_forgotten_after_fourteen_days(self, bank: Bank) -> None:
        ann, bob, key = bank.player(100), bank.player(), new_name()
        bank.do(pay(ann, bob, 30), key)

        bank.do_all(pay(ann, bob, 30), key, now=NOON + timedelta(days=13))
        assert bank.gold(bob) == 30
        bank.do_all(pay(ann, bob, 30), key, now=NOON + timedelta(days=14))
        assert bank.gold(bob) == 60


class TestHold:
    def test_keeps_money_from_being_spent(self, bank: Bank) -> None:
        ann, bob = bank.player(100), bank.player()

        bank.do(Hold(ann, "gold", 80))

        refused(bank, pay(ann, bob, 21), "insufficient_funds")
        refused(bank, Hold(ann, "gold", 21), "insufficient_funds")
        bank.do(pay(ann, bob, 20))
        assert bank.accounts(ann) == [Balance("gold", 80, 80, 3)]

    def test_is_captured_once_and_gives_back_the_rest(self, bank: Bank) -> None:
        ann, bob = bank.player(100), bank.player()
        hold = bank.do(Hold(ann, "gold", 80))["hold"]

        bank.do(Capture(hold, 50, bob))

        assert (bank.gold(ann), bank.gold(bob)) == (50, 50)
        assert bank.accounts(ann)[0].held == 0
        refused(bank, Capture(hold, 50, bob), "hold_closed")
        refused(bank, Release(hold), "hold_closed")

    def test_is_not_captured_beyond_its_amount(self, bank: Bank) -> None:
        ann, bob = bank.player(100), bank.player()
        hold = bank.do(Hold(ann, "gold", 80))["hold"]

        refused(bank, Capture(hold, 81, bob), "bad_amount")
        refused(bank, Capture(hold, 80, ann), "same_account")
        refused(bank, Capture(MAX_AMOUNT, 1, bob), "unknown_hold")

        assert bank.accounts(ann)[0].held == 80

    def test_is_released(self, bank: Bank) -> None:
        ann = bank.player(100)
        hold = bank.do(Hold(ann, "gold", 80))["hold"]

        assert bank.do(Release(hold))["balances"][0]["held"] == 0

    def test_needs_a_currency_that_exists(self, bank: Bank) -> None:
        refused(bank, Hold(bank.player(), "silver", 1), "wrong_currency")
        refused(bank, Hold(bank.player(), "gold", 1), "insufficient_funds")


class TestReverse:
    def test_books_the_opposite_once(self, bank: Bank) -> None:
        ann, bob = bank.player(100), bank.player()
        transaction = bank.do(pay(ann, bob, 30))["transaction"]

        reversal = bank.do(Reverse(transaction))["transaction"]

        assert (bank.gold(ann), bank.gold(bob)) == (100, 0)
        refused(bank, Reverse(transaction), "already_reversed")
        refused(bank, Reverse(reversal), "not_reversible")
        refused(bank, Reverse(MAX_AMOUNT), "unknown_transaction")

    def test_needs_the_money_to_be_there(self, bank: Bank) -> None:
        ann, bob, cid = bank.player(100), bank.player(), bank.player()
        transaction = bank.do(pay(ann, bob, 30))["transaction"]
        bank.do(pay(bob, cid, 1))

        refused(bank, Reverse(transaction), "insufficient_funds")


class TestLedger:
    def test_is_read_by_cursor_newest_first(self, bank: Bank) -> None:
        ann, bob = bank.player(100), bank.player()
        for amount in (1, 2, 3):
            bank.do(pay(ann, bob, amount))

        newest = bank.wallets.ledger(ann, "gold", limit=2)
        older = bank.wallets.ledger(ann, "gold", before=newest[-1].transaction)

        assert [(each.amount, each.balance) for each in newest] == [(-3, 94), (-2, 97)]
        assert [(each.amount, each.balance) for each in older] == [(-1, 99), (100, 100)]
        assert newest[0].kind == "transfer"
        assert newest[0].at == NOON
        assert bank.wallets.ledger("nobody", "gold") == []
