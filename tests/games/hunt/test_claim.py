"""A rival treasure is the first one's who claims it, and an operator can take that back."""

from __future__ import annotations

from msgspec.structs import replace

from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.energy import Energy
from shared.games.hunt.lifecycle import due
from shared.games.hunt.undo import undo
from shared.kernel.facts import Commit
from shared.kernel.rules import KNOWN_WITHIN
from tests.games.hunt.hunting import (
    AT_THE_CROWN,
    CHEST,
    CROWN,
    NOW,
    clue,
    dug,
    hunt,
    joined,
    planned,
    took,
)

CLAIM = c.ClaimTreasure(NOW, "h1", "ann", "crown")
NAMED = ("h1", "crown", "The crown", "crown")
WON = f.TreasureClaimed(NOW, 1, *NAMED, "ann")
LOST = f.TreasureClaimed(NOW, 1, *NAMED, "bob")
REVERSED = f.ClaimReversed(NOW, "bob", "a bug")
PLAN = [planned()]
TAKEN = took(CROWN, 100, 101, finds=2, steps=1, claim=0)


class TestClaim:
    def test_is_the_first_ones_on_both_streams(self) -> None:
        given = hunt.given(hunt=PLAN, ann=AT_THE_CROWN)
        through = f.SeekerThrough(NOW, 1, 101)
        after = given.when(CLAIM).then(ann=[TAKEN, through], crown=WON)
        after.answers(treasure="crown", points=100, total=101, energy=14, through=True)

    def test_is_refused_to_all_others_who_are_told_the_holder(self) -> None:
        given = hunt.given(hunt=PLAN, ann=AT_THE_CROWN, crown=[LOST])
        given.when(CLAIM).then_refused("already_claimed", holder="bob")

    def test_is_open_again_after_a_reversal_and_says_on_which_version(self) -> None:
        given = hunt.given(hunt=PLAN, ann=AT_THE_CROWN, crown=[LOST, REVERSED])
        (taken, _) = given.when(CLAIM).decision["hunt/h1/player/ann"]
        assert isinstance(taken, f.TreasureTaken)
        assert taken.claim == 2

    def test_needs_a_rival_treasure_that_is_dug_up(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined(), dug(CHEST)])
        given.when(CLAIM).then_refused("unknown_treasure")
        given.when(replace(CLAIM, treasure="chest")).then_refused("not_rival")
        known = f.CellSearched(NOW, 1, Energy(20, NOW), (clue(CROWN),))
        found = hunt.given(hunt=PLAN, ann=[joined(), known])
        found.when(CLAIM).then_refused("not_dug_up")

    def test_leaves_who_is_through_nothing_to_do(self) -> None:
        won = [*AT_THE_CROWN, TAKEN, f.SeekerThrough(NOW, 1, 101)]
        hunt.given(hunt=PLAN, ann=won).when(c.Search(NOW, "h1", "ann")).then_refused("through")


class TestTellChange:
    COMMAND = c.TellChange(NOW, "h1", "crown")

    def test_tells_the_hunt_and_ends_it_with_its_last_treasure(self) -> None:
        given = hunt.given(hunt=PLAN, crown=[WON])
        told = f.ClaimTold(NOW, "crown", "The crown", "crown", "ann")
        end = f.HuntEnded(NOW, early=True, ends_at=NOW + KNOWN_WITHIN)
        after = given.when(self.COMMAND).then(crown=f.ChangesTold(NOW, 1), hunt=[told, end])
        assert after.state("hunt").claims["crown"].holder == "ann"
        assert due(after.state("crown")) is None

    def test_tells_that_it_is_open_again(self) -> None:
        given = hunt.given(hunt=PLAN, crown=[LOST, f.ChangesTold(NOW, 1), REVERSED])
        told = f.ReopeningTold(NOW, "crown", "The crown")
        given.when(self.COMMAND).then(crown=f.ChangesTold(NOW, 2), hunt=told)

    def test_is_due_until_it_is_done_and_does_nothing_twice(self) -> None:
        given = hunt.given(hunt=PLAN, crown=[WON])
        timer = due(given.state("crown"))
        assert timer
        assert timer.at == NOW
        hunt.given(hunt=PLAN, crown=[WON, f.ChangesTold(NOW, 1)]).when(self.COMMAND).then()


class TestUndo:
    def commit(self, *facts: f.HuntFact) -> Commit:
        return Commit("hunt/h1/player/ann", 9, facts, NOW, "p", "c", "d", {})

    def test_opens_a_rival_treasure_again_by_new_facts(self) -> None:
        command = undo("hunt/h1/player/ann", self.commit(TAKEN), "a bug", NOW)
        facts = [*AT_THE_CROWN, TAKEN]
        given = hunt.given(hunt=PLAN, ann=facts, crown=[WON])
        undone = f.FindReversed(NOW, 9, "crown", 5, 100, 1, 1, 1, {}, "a bug")
        after = given.when(command).then(ann=undone, crown=f.ClaimReversed(NOW, "ann", "a bug"))
        assert (after.state("ann").points, after.state("crown").holder) == (1, "")
        again = hunt.given(hunt=PLAN, ann=[*facts, undone], crown=[WON])
        again.when(command).then_refused("already_reversed")

    def test_takes_items_back_and_lets_the_seeker_dig_anew(self) -> None:
        taken = took(CHEST, 1, 1, items={"key": 1})
        command = undo("hunt/h1/player/ann", self.commit(dug(CHEST), taken), "why", NOW)
        given = hunt.given(hunt=PLAN, ann=[joined(), dug(CHEST), taken])
        me = given.when(command).answers(total=0).state("ann")
        assert (me.items, me.dug, me.clues["chest"].stage) == ({"key": 0}, frozenset(), "found")
