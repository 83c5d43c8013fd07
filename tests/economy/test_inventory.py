"""Things in a real PostgreSQL: stacks that are counted, and single ones that are worn."""

from __future__ import annotations

import pytest

from shared.application.economy.ports import Holding
from shared.economy.commands import Consume, Equip, Give, Grant, Unequip
from shared.economy.things import Definition, Thing
from shared.kernel.errors import CommandRefused
from tests.economy.bank import CATALOGUE, NOON, Bank, new_name, refused


class TestGrant:
    def test_gives_stacks_and_single_things(self, bank: Bank) -> None:
        sword = new_name()
        ann = bank.armed(arrows=3, sword=sword)
        bank.do(Grant(ann, (Thing("arrow", 4),)))

        assert bank.things(ann) == {"arrow": 7, f"sword {sword}": 1}

    def test_has_one_effect_a_key(self, bank: Bank) -> None:
        ann, key = new_name(), new_name()
        first = bank.do(Grant(ann, (Thing("arrow", 4),)), key)

        assert bank.do(Grant(ann, (Thing("arrow", 4),)), key) == first
        refused(bank, Grant(ann, (Thing("arrow", 5),)), "key_reused", key=key)
        assert bank.things(ann) == {"arrow": 4}

    @pytest.mark.parametrize(
        ("thing", "reason"),
        [
            (Thing("spoon"), "unknown_item"),
            (Thing("Spoon!"), "unknown_item"),
            (Thing("arrow", 0), "bad_amount"),
            (Thing("arrow", -1), "bad_amount"),
            (Thing("arrow", 2**63), "bad_amount"),
            (Thing("arrow", 1001), "limit_reached"),
            (Thing("arrow", id="a1"), "bad_thing"),
            (Thing("sword"), "bad_thing"),
            (Thing("sword", 2, "s1"), "bad_amount"),
        ],
    )
    def test_refuses_what_no_owner_can_have(self, bank: Bank, thing: Thing, reason: str) -> None:
        ann = new_name()
        refused(bank, Grant(ann, (thing,)), reason)
        assert bank.things(ann) == {}

    def test_refuses_an_id_that_was_ever_taken(self, bank: Bank) -> None:
        sword = new_name()
        ann = bank.armed(sword=sword)
        refused(bank, Grant(new_name(), (Thing("sword", id=sword),)), "id_taken")
        bank.do(Consume(ann, (Thing("sword", id=sword),)))
        refused(bank, Grant(ann, (Thing("sword", id=sword),)), "id_taken")

    def test_refuses_more_single_things_than_the_limit(self, bank: Bank) -> None:
        ann = new_name()
        swords = tuple(Thing("sword", id=new_name()) for _ in range(4))
        refused(bank, Grant(ann, swords), "limit_reached")
        bank.do(Grant(ann, swords[:3]))
        assert len(bank.things(ann)) == 3


class TestConsume:
    def test_uses_up_what_is_there(self, bank: Bank) -> None:
        ann = bank.armed(arrows=3)

        refused(bank, Consume(ann, (Thing("arrow", 4),)), "insufficient_items")
        bank.do(Consume(ann, (Thing("arrow", 3),)))

        assert bank.things(ann) == {}


class TestGive:
    def test_moves_all_or_nothing(self, bank: Bank) -> None:
        gem = new_name()
        ann, bob = bank.armed(arrows=3, gem=gem), new_name()
        both = (Thing("arrow", 2), Thing("gem", id=gem))

        refused(bank, Give(ann, bob, (*both, Thing("gem", id="no"))), "insufficient_items")
        bank.do(Give(ann, bob, both))

        assert bank.things(ann) == {"arrow": 1}
        assert bank.things(bob) == {"arrow": 2, f"gem {gem}": 1}

    def test_refuses_what_is_worn_or_goes_nowhere(self, bank: Bank) -> None:
        sword = new_name()
        ann = bank.armed(sword=sword)
        things = (Thing("sword", id=sword),)
        bank.do(Equip(ann, sword))

        refused(bank, Give(ann, new_name(), things), "insufficient_items")
        refused(bank, Give(ann, ann, things), "same_account")
        refused(bank, Give(ann, new_name(), things * 2), "bad_amount")
        refused(bank, Give(ann, new_name(), ()), "bad_amount")


class TestEquip:
    def test_puts_a_thing_in_place_of_another(self, bank: Bank) -> None:
        sword, axe = new_name(), new_name()
        ann = bank.armed(sword=sword, axe=axe)

        bank.do(Equip(ann, sword))
        bank.do(Equip(ann, axe))

        assert bank.inventories.holdings(ann) == [
            Holding("axe", 1, axe, "hand"),
            Holding("sword", 1, sword),
        ]

    def test_can_be_undone_once(self, bank: Bank) -> None:
        sword = new_name()
        ann = bank.armed(sword=sword)
        bank.do(Equip(ann, sword))

        bank.do(Unequip(ann, sword))

        assert bank.inventories.holdings(ann)[0].slot is None
        refused(bank, Unequip(ann, sword), "not_equipped")

    def test_refuses_what_has_no_slot_or_is_not_there(self, bank: Bank) -> None:
        gem = new_name()
        ann = bank.armed(gem=gem)
        refused(bank, Equip(ann, gem), "not_equippable")
        refused(bank, Equip(new_name(), gem), "insufficient_items")


class TestHoldings:
    def test_are_read_by_cursor(self, bank: Bank) -> None:
        ann = bank.armed(arrows=1)
        gems = sorted(new_name() for _ in range(4))
        bank.do(Grant(ann, tuple(Thing("gem", id=gem) for gem in gems)))

        first = bank.inventories.holdings(ann, limit=3)
        rest = bank.inventories.holdings(ann, (first[-1].item, first[-1].id), limit=3)

        assert [each.id for each in (*first, *rest)] == ["", *gems]

    def test_are_worn_in_slots(self, bank: Bank) -> None:
        sword, axe = new_name(), new_name()
        ann, bob = bank.armed(sword=sword, axe=axe), bank.armed(gem=new_name())
        bank.do(Equip(ann, axe))
        assert bank.inventories.worn((ann, bob, new_name())) == {ann: ("axe",)}
        bank.do(Equip(ann, sword))
        assert bank.inventories.worn((ann,)) == {ann: ("sword",)}
        assert bank.inventories.worn(()) == {}


class TestPublish:
    def test_adds_a_version_once_and_changes_no_kind(self, bank: Bank) -> None:
        bank.inventories.publish(1, CATALOGUE, NOON)
        ann = bank.armed(arrows=900)
        bank.inventories.publish(7, [Definition("arrow", stackable=True, most=901)], NOON)
        refused(bank, Grant(ann, (Thing("arrow", 2),)), "limit_reached")
        bank.do(Grant(ann, (Thing("arrow"),)))

        for version, changed, reason in (
            (7, Definition("arrow", stackable=True, most=5), "catalogue_taken"),
            (6, Definition("arrow", stackable=True, most=5), "catalogue_taken"),
            (8, Definition("arrow", stackable=False, most=5), "bad_definition"),
            (8, Definition("arrow", stackable=True, most=5, slot="hand"), "bad_definition"),
            (8, Definition("arrow", stackable=True, most=0), "bad_amount"),
            (0, Definition("arrow", stackable=True, most=5), "bad_catalogue"),
        ):
            with pytest.raises(CommandRefused, match=reason):
                bank.inventories.publish(version, [changed], NOON)
