"""A match that is over changes the ratings of its players, once, and the next one knows them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from shared.application.commands.load import load
from shared.application.commands.ports import LogUnavailable
from shared.application.matchmaking.rate_contest import (
    ask_for_ratings,
    ladder_of,
    rate_contest,
    rating_of,
)
from shared.games.ladder import LADDER
from shared.games.ladder.rules import season
from shared.games.match import MATCH
from shared.games.match.commands import JoinMatch, LeaveMatch, TakeGear
from shared.kernel.check_manifest import BadManifest
from shared.kernel.contest import Contest
from shared.kernel.game import Game
from shared.kernel.games import Games
from shared.kernel.names import player_stream, room_stream
from shared.kernel.rating import Rating, rated
from shared.kernel.rules import REMEMBERED
from tests.matchmaking.lobby import Lobby


class Duel(Lobby):
    """ann wins a duel against bob that the queue has found."""

    def __init__(self) -> None:
        super().__init__()
        for who in ("ann", "bob"):
            self.wait(who)
        self.tick()
        self.room = self.look("ann").room or ""
        for number, who in enumerate(("ann", "bob")):
            self.do(JoinMatch(self.app.time.now, self.room, who), f"j{number}")
        gear = TakeGear(self.app.time.now, self.room, {})
        self.app.handle(MATCH, gear, by="effects", command_id="g")
        self.commits = self.do(LeaveMatch(self.app.time.now, self.room, "bob"), "l")

    def do(self, command: Any, ident: str) -> Any:
        return self.app.handle(MATCH, command, by=command.username, command_id=ident).commits

    def ratings(self) -> list[Rating]:
        return [rating_of(self.app, MATCH, "1v1", who) for who in ("ann", "bob")]


@pytest.fixture
def duel() -> Duel:
    return Duel()


def test_the_winner_rises_and_the_loser_falls(duel: Duel) -> None:
    assert duel.ratings() == [Rating(), Rating()]
    ask_for_ratings(duel.app, duel.commits)
    duel.tick()
    ann, bob = duel.ratings()
    assert ann.mu > 25 > bob.mu


def test_a_repeat_changes_nothing(duel: Duel) -> None:
    rate_contest(duel.app, f"match/{duel.room}")
    once = duel.ratings()
    ask_for_ratings(duel.app, duel.commits)
    duel.tick()
    rate_contest(duel.app, f"match/{duel.room}")
    assert duel.ratings() == once


def test_the_queue_knows_the_rating_of_whoever_waits(duel: Duel) -> None:
    rate_contest(duel.app, f"match/{duel.room}")
    duel.app.waiting_room.flush()
    duel.app.time.now += timedelta(minutes=5)
    for who in ("ann", "bob"):
        duel.wait(who)
    duel.tick()
    assert duel.look("ann").waits, "they are further apart than the window is at first"
    for _ in range(30):
        duel.tick()
        duel.wait("ann")
        duel.wait("bob")
    assert duel.look("ann").room


def test_a_match_of_whoever_comes_first_is_not_rated(duel: Duel) -> None:
    rate_contest(duel.app, "match/none")
    assert duel.ratings() == [Rating(), Rating()]


def contest_after(duel: Duel, number: int) -> Contest:
    return Contest("1v1", (("ann",), ("bob",)), (2, 1), duel.app.time.now + timedelta(hours=number))


def rate_many(duel: Duel, *names: str) -> None:
    """Rate so many later contests that a stream remembers nothing of what was before."""
    assert LADDER.ladder
    for number in range(REMEMBERED + 1):
        contest = contest_after(duel, number)
        for who in names:
            command = LADDER.ladder.rate(contest, f"match/later{number}", who, None)
            duel.app.handle(LADDER, command, by="ratings", command_id=f"ratings/later{number}")


def standings(duel: Duel) -> list[Any]:
    room = room_stream("ladder", season("match", "1v1", duel.app.time.now))
    streams = [player_stream(room, who) for who in ("ann", "bob")]
    return [load(duel.app.log, duel.app.cache, LADDER, each).state for each in streams]


def test_a_redrive_after_many_contests_changes_nothing(duel: Duel) -> None:
    rate_contest(duel.app, f"match/{duel.room}")
    rate_many(duel, "ann", "bob")
    once = standings(duel)
    rate_contest(duel.app, f"match/{duel.room}")
    assert standings(duel) == once


def test_a_redrive_rates_whoever_was_left_out_by_what_the_contest_found(duel: Duel) -> None:
    real = duel.app.handle

    def die_at_bob(game: Any, command: Any, **ids: str) -> Any:
        if command.username == "bob":
            raise LogUnavailable
        return real(game, command, **ids)

    with pytest.MonkeyPatch.context() as patch, suppress(LogUnavailable):
        patch.setattr(duel.app, "handle", die_at_bob)
        rate_contest(duel.app, f"match/{duel.room}")
    rate_many(duel, "ann")
    before = standings(duel)
    rate_contest(duel.app, f"match/{duel.room}")
    ann, bob = standings(duel)
    assert ann == before[0]
    assert bob.rating == rated([[Rating()], [Rating()]], (1, 2))[1][0]


def test_a_player_who_can_not_be_rated_keeps_back_no_other(duel: Duel) -> None:
    real = duel.app.handle

    def fail_at_ann(game: Any, command: Any, **ids: str) -> Any:
        if command.username == "ann":
            raise LogUnavailable
        return real(game, command, **ids)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duel.app, "handle", fail_at_ann)
        with pytest.raises(LogUnavailable):
            rate_contest(duel.app, f"match/{duel.room}")
    ann, bob = duel.ratings()
    assert (ann, bob.mu < 25) == (Rating(), True)
    rate_contest(duel.app, f"match/{duel.room}")
    assert duel.ratings()[0].mu > 25


def test_each_game_has_the_ladder_that_names_it(duel: Duel) -> None:
    assert LADDER.ladder
    own = replace(LADDER, name="cup", facts=named(LADDER.facts), states=named(LADDER.states))
    own = replace(own, ladder=replace(LADDER.ladder, games=("match",)))
    assert ladder_names(duel, own, MATCH) == ["cup"]
    assert ladder_names(duel, MATCH, LADDER, replace(own, ladder=None)) == ["ladder"]
    with pytest.raises(BadManifest, match="ladder and cup: both rate"):
        Games(MATCH, LADDER, replace(own, ladder=LADDER.ladder))


def named(stored: Any) -> dict[str, Any]:
    return {name.replace("ladder.", "cup."): kind for name, kind in stored.items()}


def ladder_names(duel: Duel, *games: Game) -> list[str]:
    """Return what keeps the ratings of match, with these games, in whatever order."""
    found = []
    for some in (games, games[::-1]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(duel.app, "games", Games(*some))
            of = ladder_of(duel.app, MATCH)
            found += [of.game.name] if of else []
    return list(dict.fromkeys(found))
