from __future__ import annotations

from typing import Any

import pytest

from shared.economy.view import concerned, order_key, seen_by


def balance(owner: str) -> dict[str, Any]:
    return {"owner": owner, "currency": "gold", "balance": 5, "held": 0, "version": 1}


TRANSFER = {"transaction": 1, "balances": [balance("$issuance/1"), balance("ann"), balance("bob")]}
GRANT = {"destination": "bob", "things": [{"item": "arrow", "amount": 1, "id": ""}]}
GIVE = {"source": "ann", "destination": "cy", "things": []}
SALE = {"listing": 7, "transaction": 2, "seller": "ann", "price": 20, "fee": 1, "things": []}
OFFER = {"listing": 7}
EQUIPPED = {"id": "sword-1", "slot": "hand"}


class TestConcerned:
    @pytest.mark.parametrize(
        ("subject", "body", "expected"),
        [
            ("reward", [TRANSFER], ["ann", "bob", "reward"]),
            ("bob", [SALE], ["ann", "bob"]),
            ("ann", [EQUIPPED], ["ann"]),
            ("op", [TRANSFER, GRANT, GIVE], ["ann", "bob", "cy", "op"]),
            ("ann", {"listing": 7, "seller": "ann", "things": []}, ["ann"]),
            ("op", [{"source": "$listing/7", "destination": "ann"}], ["ann", "op"]),
        ],
    )
    def test_are_who_asked_and_who_is_named(
        self, subject: str, body: Any, expected: list[str]
    ) -> None:
        assert concerned(subject, body) == expected


class TestSeenBy:
    def test_hides_the_balances_of_others(self) -> None:
        (seen,) = seen_by("ann", "ann", [TRANSFER])
        assert seen == {"transaction": 1, "balances": [balance("ann")]}
        (seen,) = seen_by("bob", "ann", [TRANSFER])
        assert seen["balances"] == [balance("bob")]

    def test_shows_who_asked_all_that_was_done(self) -> None:
        assert seen_by("op", "op", [GRANT, GIVE]) == [GRANT, GIVE]

    def test_shows_others_what_concerns_them(self) -> None:
        assert seen_by("bob", "op", [GRANT, GIVE]) == [GRANT]
        assert seen_by("cy", "op", [GRANT, GIVE]) == [GIVE]
        assert seen_by("dee", "op", [GRANT, GIVE, EQUIPPED]) == []

    def test_changes_nothing_of_the_fact(self) -> None:
        body = [dict(TRANSFER)]
        seen_by("ann", "ann", body)
        assert body == [TRANSFER]


class TestOrderKey:
    @pytest.mark.parametrize(
        ("service", "subject", "body", "expected"),
        [
            ("wallet", "reward", [TRANSFER], "ann"),
            ("inventory", "ann", [EQUIPPED], "ann"),
            ("market", "ann", [OFFER], "listing/7"),
            ("market", "bob", [SALE], "listing/7"),
            ("market", "ann", {"listing": 7, "seller": "ann"}, "listing/7"),
            ("economy", "op", [{"id": "x"}, GRANT], "bob"),
            ("wallet", "op", [], "op"),
        ],
    )
    def test_is_a_listing_or_a_player(
        self, service: str, subject: str, body: Any, expected: str
    ) -> None:
        assert order_key(service, subject, body) == expected
