"""The rules of high card, in given, when, then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from highcard import GAME
from highcard.commands import Play, Sit, TimeUp
from highcard.decide import HAND, TURN
from highcard.facts import CardChosen, HandsDealt, PlayerSat, RoundPlayed
from highcard.show import Chosen, Dealt, message, snapshot

from rumpus import Viewer, room_stream
from rumpus.testing import Scenario

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOON + TURN
TABLE = "t1"

table = Scenario(GAME, lambda room: room_stream(GAME.name, room))

SAT = (PlayerSat(NOON, "ann"), PlayerSat(NOON, "bob"))
DEALT = HandsDealt(NOON, {"ann": (4, 7, 13), "bob": (1, 3, 7)}, LATER)
ANN, BOB, ANYBODY = Viewer("player", "ann"), Viewer("player", "bob"), Viewer("spectator")


class TestSit:
    def test_waits_for_a_second_player(self) -> None:
        table.given().when(Sit(NOON, TABLE, "ann", chance=7)).then(t1=PlayerSat(NOON, "ann"))

    def test_deals_when_the_second_player_sits(self) -> None:
        then = table.given(t1=SAT[:1]).when(Sit(NOON, TABLE, "bob", chance=7))
        hands = then.state(TABLE).hands
        assert {len(hand) for hand in hands.values()} == {HAND}
        assert not set(hands["ann"]) & set(hands["bob"])

    def test_refuses_a_third(self) -> None:
        table.given(t1=SAT).when(Sit(NOON, TABLE, "cy", chance=7)).then_refused("table_full")


class TestPlay:
    def test_waits_for_the_other_choice(self) -> None:
        given = table.given(t1=[*SAT, DEALT])
        given.when(Play(NOON, TABLE, "ann", card=7)).then(t1=CardChosen(NOON, "ann", 7))

    def test_shows_both_cards_and_gives_the_higher_one_a_point(self) -> None:
        given = table.given(t1=[*SAT, DEALT, CardChosen(NOON, "ann", 4)])
        played = RoundPlayed(NOON, {"ann": 4, "bob": 7}, "bob", {"ann": 0, "bob": 1}, LATER)
        given.when(Play(NOON, TABLE, "bob", card=7)).then(t1=[CardChosen(NOON, "bob", 7), played])

    def test_gives_nobody_a_point_for_equal_cards(self) -> None:
        given = table.given(t1=[*SAT, DEALT, CardChosen(NOON, "ann", 7)])
        then = given.when(Play(NOON, TABLE, "bob", card=7))
        assert then.state(TABLE).points == {"ann": 0, "bob": 0}

    def test_refuses_a_card_of_somebody_else(self) -> None:
        given = table.given(t1=[*SAT, DEALT])
        given.when(Play(NOON, TABLE, "ann", card=1)).then_refused("not_your_card")


class TestTimeUp:
    def test_plays_the_lowest_card_of_who_is_late(self) -> None:
        given = table.given(t1=[*SAT, DEALT, CardChosen(NOON, "ann", 4)])
        then = given.when(TimeUp(LATER, TABLE, round=1))
        assert then.state(TABLE).points == {"ann": 1, "bob": 0}

    def test_does_nothing_for_a_round_that_was_played(self) -> None:
        given = table.given(t1=[*SAT, DEALT])
        given.when(TimeUp(LATER + timedelta(seconds=1), TABLE, round=2)).then()


class TestShow:
    def test_shows_a_hand_to_its_player_alone(self) -> None:
        assert message(DEALT, ANN) == Dealt(timestamp=NOON, hand=(4, 7, 13), deadline=LATER)
        assert message(DEALT, ANYBODY) == Dealt(timestamp=NOON, hand=(), deadline=LATER)

    def test_shows_a_choice_to_its_player_alone(self) -> None:
        chosen = CardChosen(NOON, "ann", 4)
        assert message(chosen, ANN) == Chosen(timestamp=NOON, username="ann", card=4)
        assert message(chosen, BOB) == Chosen(timestamp=NOON, username="ann", card=None)

    def test_shows_no_card_of_another_player(self) -> None:
        state = table.given(t1=[*SAT, DEALT, CardChosen(NOON, "ann", 4)]).state(TABLE)
        view = snapshot(state, BOB, NOON)
        assert (view.hand, view.chosen, view.card) == ((1, 3, 7), ("ann",), None)
