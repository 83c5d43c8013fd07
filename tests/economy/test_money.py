"""Payments net to lines that sum to zero, and amounts stay whole."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.economy.market import fee
from shared.economy.money import MAX_AMOUNT, Payment, Seen, fees, issuance, lines
from shared.kernel.errors import CommandRefused

owner = st.sampled_from("abcde")
payment = st.builds(
    Payment, owner, owner, st.sampled_from(["gold", "gems"]), st.integers(1, MAX_AMOUNT // 200)
).filter(lambda each: each.source != each.destination)


class TestLines:
    @given(st.lists(payment, min_size=1, max_size=100))
    def test_sum_to_zero_in_each_currency_with_one_line_an_account(
        self, payments: list[Payment]
    ) -> None:
        try:
            netted = lines(payments)
        except CommandRefused as refusal:
            assert refusal.reason == "bad_amount"  # noqa: PT017 - all came back to where it was
            return
        totals: defaultdict[str, int] = defaultdict(int)
        for line in netted:
            totals[line.currency] += line.amount
        assert not any(totals.values())
        assert len({(each.owner, each.currency) for each in netted}) == len(netted)
        assert all(each.amount for each in netted)

    def test_refuse_payments_that_move_nothing(self) -> None:
        there, back = Payment("a", "b", "gold", 5), Payment("b", "a", "gold", 5)
        with pytest.raises(CommandRefused, match="bad_amount"):
            lines((there, back))

    def test_refuse_a_sum_that_no_account_holds(self) -> None:
        with pytest.raises(CommandRefused, match="bad_amount"):
            lines([Payment("a", "b", "gold", MAX_AMOUNT)] * 2)

    def test_refuse_a_version_of_an_account_that_takes_no_part(self) -> None:
        with pytest.raises(CommandRefused, match="unknown_account"):
            lines([Payment("a", "b", "gold", 1)], [Seen("c", "gold", 1)])

    def test_refuse_a_version_of_an_account_that_ends_as_it_began(self) -> None:
        through_b = [Payment("a", "b", "gold", 5), Payment("b", "c", "gold", 5)]
        with pytest.raises(CommandRefused, match="unknown_account"):
            lines(through_b, [Seen("b", "gold", 1)])


class TestFee:
    @given(st.integers(1, MAX_AMOUNT), st.integers(0, 10_000))
    def test_is_never_more_than_the_price(self, price: int, basis_points: int) -> None:
        assert 0 <= fee(price, basis_points) <= price


class TestSystemAccounts:
    def test_spread_over_sixteen(self) -> None:
        assert len({issuance(f"key{number}") for number in range(500)}) == 16
        assert fees("one") == fees("one")
