"""Several commands under one key: in order, all or none."""

from __future__ import annotations

from functools import partial

from shared.economy.commands import Batch, Equip, Give, Grant, Hold, Transfer
from shared.economy.money import Payment
from shared.economy.things import Thing
from tests.economy.bank import Bank, new_name, pay, refused
from tests.economy.crowd import at_once, insist


class TestBatch:
    def test_carries_out_in_order_and_tells_every_result(self, bank: Bank) -> None:
        ann, sword, key = new_name(), new_name(), new_name()
        batch = Batch(
            (
                pay("$issuance/0", ann, 100),
                Hold(ann, "gold", 60),
                Grant(ann, (Thing("sword", id=sword),)),
                Equip(ann, sword),
            )
        )

        results = bank.do_all(batch, key)

        assert results[1]["balances"][0]["held"] == 60
        assert results[3] == {"id": sword, "slot": "hand"}
        assert bank.do_all(batch, key) == results
        assert bank.gold(ann) == 100

    def test_does_nothing_when_its_last_command_is_refused(self, bank: Bank) -> None:
        ann, bob = bank.player(100), bank.player()
        commands = (pay(ann, bob, 60), Grant(bob, (Thing("arrow", 5),)), pay(ann, bob, 60))

        refused(bank, Batch(commands), "insufficient_funds")

        assert (bank.gold(ann), bank.gold(bob), bank.things(bob)) == (100, 0, {})

    def test_has_at_most_ten_commands_and_250_items(self, bank: Bank) -> None:
        ann, bob = bank.player(1000), bank.player()
        many = tuple(Payment(ann, bob, "gold", 1) for _ in range(125))

        refused(bank, Batch(()), "too_large")
        refused(bank, Batch((pay(ann, bob, 1),) * 11), "too_large")
        refused(bank, Batch((Transfer(many), Transfer(many), pay(ann, bob, 1))), "too_large")
        bank.do_all(Batch((pay(ann, bob, 1),) * 10))
        bank.do_all(Batch((Transfer(many), Transfer(many))))

        assert bank.gold(bob) == 260

    def test_does_not_wait_for_one_in_the_opposite_order(self, crowd_bank: Bank) -> None:
        ann, bob = crowd_bank.player(1000), crowd_bank.player(1000)
        for name in (ann, bob):
            crowd_bank.do(Grant(name, (Thing("arrow", 500),)))
        there = (pay(ann, bob, 1), Give(ann, bob, (Thing("arrow"),)))
        back = (Give(bob, ann, (Thing("arrow"),)), pay(bob, ann, 1))
        works = [
            partial(insist, crowd_bank, Batch(commands), new_name())
            for commands in (there, back) * 40
        ]

        done = [each for chunk in range(5) for each in at_once(works[chunk * 16 :][:16])]

        assert not any(each.refusal for each in done)
        assert (crowd_bank.gold(ann), crowd_bank.gold(bob)) == (1000, 1000)
