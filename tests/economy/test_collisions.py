"""Requests that meet: all have read the same before the first of them changes anything."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import LiteralString

import pytest

from shared.economy.commands import (
    Buy,
    Cancel,
    Capture,
    Consume,
    EconomyCommand,
    Grant,
    Hold,
    Offer,
    Release,
    Reverse,
)
from shared.economy.things import Thing
from tests.economy.bank import NOON, Bank, audited, new_name, pay
from tests.economy.crowd import collide, insist
from tests.economy.server import Server

WEEK = NOON + timedelta(days=7)


class Meeting:
    """Carries commands out at the same time; tells how often each refusal was given."""

    def __init__(self, server: Server, database: str, bank: Bank) -> None:
        self.server = server
        self.database = database
        self.bank = bank

    def __call__(
        self, gate: LiteralString, *commands: EconomyCommand, key: str = ""
    ) -> Counter[str]:
        works = [partial(insist, self.bank, each, key or new_name()) for each in commands]
        done = collide(self.server, self.database, gate, works)
        assert audited(self.server.url("rumpus", self.database)) == []
        return Counter(each.refusal for each in done)


@pytest.fixture
def meeting(server: Server, database: str, crowd_bank: Bank) -> Meeting:
    return Meeting(server, database, crowd_bank)


class TestCollision:
    def test_of_buyers_has_one_winner(self, meeting: Meeting) -> None:
        bank = meeting.bank
        seller = bank.armed(arrows=5)
        listing = bank.do(Offer(seller, Thing("arrow", 5), "gold", 100, WEEK))["listing"]
        buys = [Buy(listing, bank.player(100), 100) for _ in range(10)]

        assert meeting("market.listings", *buys) == {"": 1, "listing_closed": 9}
        assert bank.gold(seller) == 95

    def test_of_a_buyer_and_the_end_of_the_offer_has_one_winner(self, meeting: Meeting) -> None:
        bank = meeting.bank
        seller, buyer = bank.armed(arrows=5), bank.player(100)
        listing = bank.do(Offer(seller, Thing("arrow", 5), "gold", 100, WEEK))["listing"]
        both = (Buy(listing, buyer, 100), Cancel(listing, seller))

        assert meeting("market.listings", *both) == {"": 1, "listing_closed": 1}

    def test_of_a_capture_and_a_release_settles_a_hold_once(self, meeting: Meeting) -> None:
        bank = meeting.bank
        ann, bob = bank.player(100), bank.player()
        hold = bank.do(Hold(ann, "gold", 60))["hold"]
        ends = (Capture(hold, 60, bob), Capture(hold, 50, bob), Release(hold))

        assert meeting("wallet.accounts", *ends) == {"": 1, "hold_closed": 2}
        assert bank.accounts(ann)[0].held == 0

    def test_of_payments_spends_no_more_than_there_is(self, meeting: Meeting) -> None:
        bank = meeting.bank
        ann = bank.player(100)
        payments = [pay(ann, bank.player(), 40) for _ in range(5)]

        assert meeting("wallet.accounts", *payments) == {"": 2, "insufficient_funds": 3}
        assert bank.gold(ann) == 20

    def test_of_holds_sets_no_more_aside_than_there_is(self, meeting: Meeting) -> None:
        ann = meeting.bank.player(100)
        holds = [Hold(ann, "gold", 40)] * 5

        assert meeting("wallet.accounts", *holds) == {"": 2, "insufficient_funds": 3}

    def test_of_reversals_books_one(self, meeting: Meeting) -> None:
        bank = meeting.bank
        ann, bob = bank.player(100), bank.player()
        reverse = Reverse(bank.do(pay(ann, bob, 10))["transaction"])

        assert meeting("wallet.accounts", *[reverse] * 3) == {"": 1, "already_reversed": 2}

    def test_of_reversals_of_a_sale_gives_back_once(self, meeting: Meeting) -> None:
        bank = meeting.bank
        seller, buyer = bank.armed(arrows=10), bank.player(100)
        listing = bank.do(Offer(seller, Thing("arrow", 5), "gold", 100, WEEK))["listing"]
        reverse = Reverse(bank.do(Buy(listing, buyer, 100))["transaction"])

        assert meeting("wallet.accounts", *[reverse] * 3) == {"": 1, "already_reversed": 2}
        assert (bank.gold(buyer), bank.things(seller)) == (100, {"arrow": 10})

    def test_of_a_reversal_and_a_use_has_one_winner(self, meeting: Meeting) -> None:
        bank = meeting.bank
        seller, buyer = bank.armed(arrows=5), bank.player(100)
        listing = bank.do(Offer(seller, Thing("arrow", 5), "gold", 100, WEEK))["listing"]
        reverse = Reverse(bank.do(Buy(listing, buyer, 100))["transaction"])
        use = Consume(buyer, (Thing("arrow"),))

        counted = meeting("inventory.owners", reverse, use)

        assert counted == {"": 1, "insufficient_items": 1}

    def test_of_repeats_has_one_effect(self, meeting: Meeting) -> None:
        bank = meeting.bank
        ann, bob = bank.player(100), bank.player()

        repeats = [pay(ann, bob, 60)] * 8
        assert meeting("wallet.accounts", *repeats, key=new_name()) == {"": 8}
        assert bank.gold(bob) == 60

    def test_of_different_requests_under_one_key_has_one_effect(self, meeting: Meeting) -> None:
        bank = meeting.bank
        ann, bob = bank.player(100), bank.player()

        requests = [pay(ann, bob, amount) for amount in (10, 11, 12)]
        counted = meeting("wallet.accounts", *requests, key=new_name())

        assert counted == {"": 1, "key_reused": 2}

    def test_of_grants_goes_to_the_limit_and_no_further(self, meeting: Meeting) -> None:
        ann = meeting.bank.armed(arrows=1)
        swords = [Grant(ann, (Thing("sword", id=new_name()),)) for _ in range(5)]

        assert meeting("inventory.owners", *swords) == {"": 3, "limit_reached": 2}

    def test_of_uses_leaves_nothing_below_zero(self, meeting: Meeting) -> None:
        ann = meeting.bank.armed(arrows=5)
        uses = [Consume(ann, (Thing("arrow", 2),))] * 4

        assert meeting("inventory.owners", *uses) == {"": 2, "insufficient_items": 2}
