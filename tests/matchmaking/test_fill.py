"""One who waits takes the place of a player that left a match: once, whatever fails."""

from __future__ import annotations

from typing import Any

import pytest

from shared.application.commands.load import load
from shared.application.matchmaking import remember
from shared.application.matchmaking.effects import ask_for_effects
from shared.application.matchmaking.fill import TOLD_FOR
from shared.application.matchmaking.values import sorted_out
from shared.application.matchmaking.wait import leave
from shared.application.ports import Unavailable
from shared.games.match import MATCH
from shared.games.match.commands import JoinMatch, LeaveMatch, TakeGear
from shared.games.match.state import Fighting
from shared.kernel.facts import Command
from shared.kernel.matchmaking import MatchQueue
from shared.kernel.rating import Rating
from shared.matchmaking.party import Party
from shared.matchmaking.substitute import Vacancy, substitute
from tests.matchmaking.lobby import Lobby

FOUR = ("ann", "bob", "cyd", "dee")


class Left(Lobby):
    """A match of pairs that bob has left."""

    def __init__(self) -> None:
        super().__init__()
        for who in FOUR:
            self.wait(who, "pairs")
        self.tick()
        self.room = str(self.look("ann").room)
        for who in FOUR:
            self.send(JoinMatch(self.app.time.now, self.room, who), who)
        self.send(TakeGear(self.app.time.now, self.room, {}), "effects")
        self.leave("bob")

    def send(self, command: Command, by: str) -> None:
        self.app.handle(MATCH, command, by=by, command_id=f"{type(command).__name__}-{by}")

    def leave(self, *who: str) -> None:
        for each in who:
            self.send(LeaveMatch(self.app.time.now, self.room, each), each)
        ask_for_effects(self.app, self.app.log.read(f"match/{self.room}"), sure=True)

    @property
    def state(self) -> Any:
        return load(self.app.log, self.app.cache, MATCH, f"match/{self.room}").state

    def new(self) -> list[str]:
        """Who fights there and was not there from the beginning."""
        assert isinstance(self.state, Fighting)
        return [who for who in self.state.fighters if who not in FOUR]


@pytest.fixture
def lobby() -> Left:
    return Left()


class TestFill:
    def test_takes_one_who_waits_alone_for_that_queue(self, lobby: Left) -> None:
        lobby.wait("eve", "duel")
        lobby.wait("fay", "pairs")
        for _ in range(2):
            lobby.tick()
        assert lobby.new() == ["fay"]
        assert lobby.look("fay").room == lobby.room
        assert lobby.look("eve").waits

    def test_splits_no_party(self, lobby: Left) -> None:
        lobby.wait("eve", "pairs", party=("fay",))
        lobby.wait("fay", "pairs", party=("eve",))
        for _ in range(3):
            lobby.tick()
        assert lobby.new() == []
        assert lobby.look("eve").waits

    def test_does_not_take_back_who_has_left(self, lobby: Left) -> None:
        leave(lobby.app, MATCH, "bob")
        assert lobby.wait("bob", "pairs").waits
        for _ in range(2):
            lobby.tick()
        assert lobby.new() == []

    def test_takes_no_other_who_has_left(self, lobby: Left) -> None:
        lobby.tick()
        lobby.leave("cyd")
        leave(lobby.app, MATCH, "cyd")
        lobby.wait("cyd", "pairs")
        lobby.tick()
        lobby.wait("eve", "pairs")
        lobby.tick()
        assert lobby.new() == ["eve"]
        assert lobby.look("cyd").waits

    def test_is_done_once_however_often_it_is_asked_for(self, lobby: Left) -> None:
        for who in ("eve", "fay"):
            lobby.wait(who, "pairs")
        for _ in range(3):
            ask_for_effects(lobby.app, lobby.app.log.read(f"match/{lobby.room}"), sure=True)
            lobby.tick()
        assert len(lobby.new()) == 1
        assert sum(lobby.look(who).waits for who in ("eve", "fay")) == 1

    def test_lets_one_wait_on_whose_match_is_over_by_then(
        self, lobby: Left, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lobby.tick()
        since = lobby.wait("eve", "pairs").since
        lobby.before_a_change(monkeypatch, lambda: lobby.leave("cyd", "dee"))
        for _ in range(2):
            lobby.tick()
        place = lobby.look("eve")
        assert (place.waits, place.since, place.room) == (True, since, None)

    def test_leaves_a_flush_no_one_out(self, lobby: Left) -> None:
        lobby.wait("eve", "pairs")
        lobby.flush()
        for waited in range(3):
            lobby.wait("eve", "pairs", waited=waited)
            lobby.tick()
        place = lobby.look("eve")
        assert (lobby.new() == ["eve"]) is not place.waits

    def test_is_remembered_after_a_flush(self, lobby: Left) -> None:
        lobby.wait("eve", "pairs")
        for _ in range(2):
            lobby.tick()
        lobby.flush()
        assert lobby.wait("eve", "pairs").room == lobby.room

    @pytest.mark.parametrize("after", range(8))
    def test_stopped_anywhere_seats_one_in_the_end(self, lobby: Left, after: int) -> None:
        lobby.tick()
        lobby.wait("eve", "pairs")
        lobby.die_after(after)
        for waited in range(3):
            lobby.wait("eve", "pairs", waited=waited)
            lobby.tick()
        assert lobby.new() == ["eve"]
        assert lobby.look("eve").room == lobby.room

    @pytest.mark.parametrize("after", range(8))
    def test_stopped_anywhere_with_a_flush_tells_whoever_is_seated(
        self, lobby: Left, after: int
    ) -> None:
        lobby.tick()
        lobby.wait("eve", "pairs")
        lobby.die_after(after)
        lobby.flush()
        place = lobby.wait("eve", "pairs")
        assert (place.room == lobby.room) is (lobby.new() == ["eve"])
        assert place.waits is (place.room is None)

    def test_flushed_while_it_is_seated_it_waits_no_more(
        self, lobby: Left, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lobby.tick()
        lobby.wait("eve", "pairs")
        real = lobby.app.log.append

        def flushed(*args: Any, **fields: Any) -> Any:
            lobby.flush()
            lobby.wait("eve", "pairs")
            return real(*args, **fields)

        monkeypatch.setattr(lobby.app.log, "append", flushed)
        lobby.tick()
        assert lobby.new() == ["eve"]
        place = lobby.look("eve")
        assert (place.waits, place.room) == (False, lobby.room)

    def test_is_not_asked_for_again_while_one_is_taken(self, lobby: Left) -> None:
        lobby.tick()
        lobby.wait("eve", "pairs")
        lobby.die_after(1)
        assert lobby.look("eve").room == lobby.room
        lobby.wait("fay", "pairs")
        ask_for_effects(lobby.app, lobby.app.log.read(f"match/{lobby.room}"), sure=True)
        for _ in range(2):
            lobby.tick()
        assert lobby.new() == ["eve"]
        assert lobby.look("fay").waits

    def test_whoever_leaves_before_it_is_refused_waits_no_more(self, lobby: Left) -> None:
        lobby.tick()
        lobby.wait("eve", "pairs")
        lobby.die_after(1)
        leave(lobby.app, MATCH, "eve")
        lobby.leave("cyd", "dee")
        lobby.wait("fay", "duel")
        for _ in range(2):
            lobby.tick()
        place = lobby.look("eve")
        assert (place.waits, place.room) == (False, None)

    def test_whoever_can_not_be_seated_for_two_minutes_waits_anew(
        self, lobby: Left, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lobby.tick()
        lobby.wait("eve", "pairs")
        real = lobby.app.views.put

        def away(kind: str, *args: Any, **fields: Any) -> Any:
            if kind == remember.KIND:
                raise Unavailable
            return real(kind, *args, **fields)

        monkeypatch.setattr(lobby.app.views, "put", away)
        lobby.tick()
        assert lobby.app.faults
        lobby.app.time.pass_seconds(TOLD_FOR)
        assert lobby.wait("eve", "pairs").waits
        lobby.tick()
        assert not sorted_out(lobby.app.waiting_room.read("match")).places

    def test_whoever_says_again_that_it_waits_has_a_taken_place_filled(self, lobby: Left) -> None:
        lobby.tick()
        lobby.wait("eve", "pairs")
        lobby.die_after(1)
        lobby.app.queues.take("default")
        assert lobby.wait("eve", "pairs").room == lobby.room
        lobby.tick()
        assert lobby.new() == ["eve"]


class TestSubstitute:
    QUEUE = MatchQueue(teams=2, size=2, window=1, grows=1, widest=5)

    def party(self, mu: float, *who: str, born: float = 0) -> Party:
        return Party(who, tuple(Rating(mu, 2) for _ in who), born)

    def test_is_within_the_windows_of_both(self) -> None:
        place = Vacancy(25, 25, born=9)
        assert substitute(place, [self.party(27, "ann")], self.QUEUE, 9) is None
        assert substitute(place, [self.party(27, "ann", born=9.5)], self.QUEUE, 10) is None
        assert substitute(place, [self.party(27, "ann")], self.QUEUE, 10) is not None

    def test_makes_the_teams_most_even(self) -> None:
        pool = [self.party(mu, f"p{mu}") for mu in (24, 25, 26)]
        found = substitute(Vacancy(25, 30, born=0), pool, self.QUEUE, 9)
        assert found == pool[2]
