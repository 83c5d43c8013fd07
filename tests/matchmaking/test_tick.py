"""Players wait, are offered matches, and find themselves in one room: once, whatever fails."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.application.commands.ports import LogUnavailable
from shared.application.matchmaking.wait import answer, leave
from shared.games.match import MATCH
from shared.kernel.errors import CommandRefused
from tests.matchmaking.lobby import Lobby

FOURS = ("ann", "bob", "cyd", "dee", "eve", "fay", "gus", "hal")


@pytest.fixture
def lobby() -> Lobby:
    return Lobby()


class TestWait:
    def test_finds_a_room_for_two(self, lobby: Lobby) -> None:
        assert lobby.wait("ann").waits
        lobby.wait("bob")
        lobby.tick()
        room = lobby.wait("ann").room
        assert room is not None
        assert room == lobby.look("bob").room
        (match,) = lobby.opened()
        assert sorted(match.plan.asked) == ["ann", "bob"]

    def test_forgets_what_can_not_be_read_and_goes_on(self, lobby: Lobby) -> None:
        """Another version may have written it; who waits says so again."""
        unreadable = {"ticket:zoe": b"{", "seen:zoe": b"x", "place:match/m": b"7"}
        lobby.app.waiting_room.change("match", put=unreadable)
        lobby.wait("ann")
        lobby.wait("bob")
        lobby.tick()
        assert lobby.look("ann").room
        assert not lobby.app.waiting_room.read("match").keys() & unreadable.keys()

    def test_goes_on_while_nobody_else_is_there(self, lobby: Lobby) -> None:
        lobby.wait("ann")
        for _ in range(20):
            lobby.tick()
        assert lobby.look("ann").waits
        lobby.wait("bob")
        lobby.tick()
        assert lobby.look("ann").room

    def test_matches_nobody_twice_who_says_again_that_it_waits_meanwhile(
        self, lobby: Lobby, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lobby.wait("ann")
        lobby.wait("bob")
        lobby.before_a_change(monkeypatch, lobby.tick)
        assert not lobby.wait("ann").waits
        lobby.wait("cyd")
        lobby.tick()
        assert lobby.look("ann").room == lobby.look("bob").room
        assert lobby.look("cyd").waits

    def test_takes_nobody_who_waits_for_something_else_by_now(
        self, lobby: Lobby, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lobby.wait("ann")
        lobby.wait("bob")
        lobby.before_a_change(monkeypatch, lambda: lobby.wait("ann", "pairs"))
        lobby.tick()
        assert not lobby.opened()
        assert lobby.look("ann").waits
        assert lobby.look("bob").waits
        lobby.wait("ann")
        lobby.tick()
        assert lobby.look("ann").room == lobby.look("bob").room

    def test_takes_whoever_only_says_again_that_it_waits(
        self, lobby: Lobby, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lobby.wait("ann")
        lobby.wait("bob")
        lobby.before_a_change(monkeypatch, lambda: lobby.wait("ann"))
        lobby.tick()
        assert len(lobby.opened()) == 1

    def test_offers_nothing_to_whoever_waits_for_something_else_by_now(
        self, lobby: Lobby, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for who in FOURS:
            lobby.wait(who, "fours")
        lobby.before_a_change(monkeypatch, lambda: lobby.wait("ann", "duel"))
        lobby.tick()
        assert not [who for who in FOURS if lobby.look(who).offer]

    def test_keeps_queues_and_regions_apart(self, lobby: Lobby) -> None:
        lobby.wait("ann")
        lobby.wait("bob", "pairs")
        lobby.tick()
        assert not lobby.opened()

    def test_ends_with_whoever_says_nothing_any_more(self, lobby: Lobby) -> None:
        lobby.wait("ann")
        for _ in range(40):
            lobby.tick()
        assert not lobby.look("ann").waits
        assert not lobby.app.queues.take("default")

    def test_ends_when_the_player_leaves(self, lobby: Lobby) -> None:
        lobby.wait("ann")
        leave(lobby.app, MATCH, "ann")
        lobby.wait("bob")
        lobby.tick()
        assert not lobby.opened()

    @pytest.mark.parametrize(
        ("queue", "party", "reason"),
        [("none", (), "unknown_queue"), ("duel", ("bob",), "party_too_large")],
    )
    def test_refuses_what_no_queue_takes(
        self, lobby: Lobby, queue: str, party: Any, reason: str
    ) -> None:
        with pytest.raises(CommandRefused, match=reason):
            lobby.wait("ann", queue, party=party)

    def test_goes_on_after_the_cache_was_flushed_with_the_time_that_was_waited(
        self, lobby: Lobby
    ) -> None:
        since = lobby.wait("ann").since
        lobby.tick()
        lobby.flush()
        assert lobby.wait("ann", waited=1).since == since
        lobby.wait("bob")
        lobby.tick()
        assert len(lobby.opened()) == 1


class TestParty:
    def test_waits_until_all_of_it_have_said_so(self, lobby: Lobby) -> None:
        for who in ("cyd", "dee"):
            lobby.wait(who, "pairs")
        lobby.wait("ann", "pairs", party=("bob",))
        lobby.tick()
        assert not lobby.opened()
        lobby.wait("bob", "pairs", party=("ann",))
        lobby.tick()
        (match,) = lobby.opened()
        assert ("ann", "bob") in match.plan.teams

    def test_of_which_one_has_another_wish_does_not_wait(self, lobby: Lobby) -> None:
        for who in ("cyd", "dee"):
            lobby.wait(who, "pairs")
        lobby.wait("ann", "pairs", party=("bob",))
        lobby.wait("bob", "pairs", party=("eve",))
        lobby.tick()
        assert not lobby.opened()


class TestOffer:
    @pytest.fixture
    def offer(self, lobby: Lobby) -> str:
        for who in FOURS:
            lobby.wait(who, "fours")
        lobby.tick()
        offers = {lobby.look(who).offer for who in FOURS}
        (offer,) = offers
        assert offer
        return offer.id

    def say(self, lobby: Lobby, offer: str, **accepts: bool) -> None:
        for who, yes in accepts.items():
            answer(lobby.app, MATCH, who, offer, accepts=yes)

    def test_becomes_a_match_when_all_accept(self, lobby: Lobby, offer: str) -> None:
        self.say(lobby, offer, **dict.fromkeys(FOURS[:7], True))
        lobby.tick()
        assert not lobby.opened()
        assert lobby.look("ann").accepted
        self.say(lobby, offer, hal=True)
        lobby.tick()
        assert len(lobby.opened()) == 1
        assert len({lobby.look(who).room for who in FOURS}) == 1

    def test_is_told_to_all_while_it_can_be_accepted(self, lobby: Lobby, offer: str) -> None:
        lobby.tick()
        for who in FOURS:
            (notice,) = lobby.notices(who)
            assert (notice.kind, notice.data["offer"]) == ("match.offered", offer)
            assert datetime.fromisoformat(notice.data["accept_by"]) > lobby.app.time.now

    def test_that_has_lapsed_is_told_to_nobody(self, lobby: Lobby, offer: str) -> None:
        lobby.app.time.pass_seconds(60)
        lobby.tick()
        assert offer
        assert not any(map(lobby.notices, FOURS))

    def test_that_one_declines_lets_the_others_wait_on(self, lobby: Lobby, offer: str) -> None:
        since = lobby.look("ann").since
        self.say(lobby, offer, hal=False, ann=True)
        lobby.tick()
        assert not lobby.opened()
        assert (lobby.look("ann").since, lobby.look("ann").offer) == (since, None)
        with pytest.raises(CommandRefused, match="declined_lately"):
            lobby.wait("hal", "fours")

    def test_that_is_declined_while_it_is_made_a_match_is_none(
        self, lobby: Lobby, offer: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.say(lobby, offer, **dict.fromkeys(FOURS, True))
        lobby.before_a_change(monkeypatch, lambda: self.say(lobby, offer, hal=False))
        lobby.tick()
        assert not lobby.opened()
        assert lobby.look("ann").waits
        assert not lobby.look("hal").waits
        with pytest.raises(CommandRefused, match="declined_lately"):
            lobby.wait("hal", "fours")

    def test_can_not_be_declined_once_it_is_a_match(self, lobby: Lobby, offer: str) -> None:
        self.say(lobby, offer, **dict.fromkeys(FOURS, True))
        lobby.tick()
        with pytest.raises(CommandRefused, match="no_such_offer"):
            self.say(lobby, offer, hal=False)

    def test_that_one_leaves_counts_as_declined(self, lobby: Lobby, offer: str) -> None:
        del offer
        leave(lobby.app, MATCH, "hal")
        lobby.tick()
        assert lobby.look("ann").offer is None
        with pytest.raises(CommandRefused, match="declined_lately"):
            lobby.wait("hal", "fours")

    def test_that_one_lets_pass_ends(self, lobby: Lobby, offer: str) -> None:
        self.say(lobby, offer, **dict.fromkeys(FOURS[:7], True))
        for _ in range(11):
            lobby.tick()
        assert not lobby.opened()
        assert lobby.look("ann").waits
        assert not lobby.look("hal").waits

    def test_of_others_can_not_be_answered(self, lobby: Lobby, offer: str) -> None:
        with pytest.raises(CommandRefused, match="no_such_offer"):
            self.say(lobby, offer, zoe=True)
        with pytest.raises(CommandRefused, match="no_such_offer"):
            self.say(lobby, "ab12", ann=True)


FOUR = ("ann", "bob", "cyd", "dee")


class TestCrash:
    @pytest.mark.parametrize("flushed", [False, True])
    @pytest.mark.parametrize("after", range(12))
    def test_anywhere_in_a_tick_leaves_nobody_out_and_nobody_in_two(
        self, lobby: Lobby, after: int, *, flushed: bool
    ) -> None:
        for who in FOUR:
            lobby.wait(who)
        lobby.die_after(after)
        if flushed:
            lobby.flush()
        for waited in range(15):
            for who in FOUR:
                lobby.wait(who, waited=waited)
            lobby.tick()
        asked = Counter(who for match in lobby.opened() for who in match.plan.asked)
        assert asked == dict.fromkeys(FOUR, 1)


class TestFlush:
    def match(self, lobby: Lobby) -> str | None:
        for who in ("ann", "bob"):
            lobby.wait(who)
        lobby.tick()
        return lobby.look("ann").room

    def test_after_a_match_was_opened_leaves_it_the_only_one(self, lobby: Lobby) -> None:
        room = self.match(lobby)
        lobby.flush()
        lobby.app.time.pass_seconds(0.4)
        for who in FOUR:
            lobby.wait(who, waited=1)
        lobby.tick()
        assert room
        assert [lobby.wait(who).room for who in ("ann", "bob")] == [room, room]
        assert len(lobby.opened()) == 2

    def test_while_a_match_is_opened_leaves_its_players_told(
        self, lobby: Lobby, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = lobby.app.log.append

        def append(*commits: Any) -> None:
            lobby.flush()
            for who in ("ann", "bob"):
                lobby.wait(who, waited=1)
            real(*commits)

        monkeypatch.setattr(lobby.app.log, "append", append)
        room = self.match(lobby)
        assert room
        monkeypatch.undo()
        lobby.tick()
        assert lobby.look("bob").room == room
        assert len(lobby.opened()) == 1

    def test_does_not_bring_back_a_match_that_the_player_left(self, lobby: Lobby) -> None:
        self.match(lobby)
        leave(lobby.app, MATCH, "ann")
        lobby.flush()
        assert lobby.wait("ann").waits

    def test_does_not_bring_back_a_match_of_long_ago(self, lobby: Lobby) -> None:
        self.match(lobby)
        lobby.flush()
        lobby.app.time.pass_seconds(120)
        assert lobby.wait("ann").waits


class TestFailingOpening:
    @pytest.fixture
    def failing(self, lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Let the first room that is opened fail, always."""
        real, rooms = lobby.app.log.append, list[str]()

        def append(*commits: Any) -> None:
            if commits[0].stream in (rooms or [commits[0].stream]):
                rooms[:] = [commits[0].stream]
                raise LogUnavailable
            real(*commits)

        monkeypatch.setattr(lobby.app.log, "append", append)
        return rooms

    def test_is_told_and_holds_nobody_else_up(self, lobby: Lobby, failing: list[str]) -> None:
        for who in FOUR:
            lobby.wait(who)
        for _ in range(2):
            lobby.tick()
            lobby.wait("ann")
        assert len(lobby.opened()) == 1
        assert [type(each) for each in lobby.app.faults] == [LogUnavailable] * 2
        assert {lobby.look(who).room for who in FOUR} >= {failing[0].partition("/")[2]}

    def test_is_tried_while_its_players_are_told_and_then_they_wait_anew(
        self, lobby: Lobby, failing: list[str]
    ) -> None:
        for who in ("ann", "bob"):
            lobby.wait(who)
        lobby.tick()
        lobby.app.time.pass_seconds(121)
        failing[:] = ["none"]
        for _ in range(2):
            for who in ("ann", "bob"):
                lobby.wait(who)
            lobby.tick()
        assert lobby.look("ann").room
        assert len(lobby.opened()) == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("wait", "wait", "wait", "wait", "leave", "tick", "accept", "flush")),
        st.sampled_from(FOURS),
        st.sampled_from(("duel", "pairs", "fours")),
    ),
    max_size=60,
)


def step(lobby: Lobby, kind: str, who: str, queue: str) -> None:
    match kind:
        case "wait":
            lobby.wait(who, queue)
        case "leave":
            leave(lobby.app, MATCH, who)
        case "accept":
            offer = lobby.look(who).offer
            answer(lobby.app, MATCH, who, offer.id if offer else "ab", accepts=True)
        case "flush":
            lobby.app.coordination.flush()
        case _:
            lobby.tick()


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_whoever_is_told_a_room_waits_for_no_other(steps: Any) -> None:
    lobby = Lobby()
    for each in steps:
        with suppress(CommandRefused):
            step(lobby, *each)
        places = [lobby.look(who) for who in FOURS]
        assert not any(place.room and (place.waits or place.offer) for place in places)
    for match in lobby.opened():
        assert len(set(match.plan.asked)) == len(match.plan.asked)
