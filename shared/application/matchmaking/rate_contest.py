"""Rates the players of a contest that is over: each once, on its own stream of the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from shared.application.commands.load import load
from shared.application.lifecycle.ports import Ports
from shared.kernel.contest import Contest
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.kernel.names import player_stream, room_stream
from shared.kernel.rating import Rating
from shared.wire.messages import RateContest

BY = "ratings"


def ask_for_ratings(parts: Ports, commits: Sequence[Commit]) -> None:
    """Have the contests rated that the commits ended; a repeat changes nothing."""
    for commit in commits:
        game = parts.games.of(commit.stream)
        if game is None or game.contest is None or game.ended is None:
            continue
        if any(game.ended(fact) for fact in commit.facts):
            parts.queues.put("default", RateContest(commit.stream))


def rate_contest(parts: Ports, stream: str) -> None:
    """Rate all players of a contest; whoever is rated already is passed over."""
    game, ladder = parts.games.of(stream), ladder_of(parts)
    if game is None or ladder is None or ladder.ladder is None:
        return
    contest = _contest(game, load(parts.log, parts.cache, game, stream).state)
    for who in [who for team in contest.teams for who in team] if contest else ():
        assert contest
        command = ladder.ladder.rate(contest, stream, who)
        with suppress(CommandRefused):
            parts.handle(ladder, command, by=BY, command_id=f"{BY}/{stream}")


def rating_of(parts: Ports, mode: str, username: str) -> Rating:
    """Return a player's rating in a mode now; a new player's where there is no ladder."""
    game = ladder_of(parts)
    if game is None or game.ladder is None or not mode:
        return Rating()
    now = parts.clock()
    room = game.ladder.season(mode, now)
    here, before = (
        load(parts.log, parts.cache, game, player_stream(room_stream(game.name, each), username))
        for each in (room, game.ladder.before(room))
    )
    return game.ladder.rating(here.state, before.state, now)


def ladder_of(parts: Ports) -> Game | None:
    return next((game for game in parts.games if game.ladder is not None), None)


def _contest(game: Game, state: object) -> Contest | None:
    return game.contest(state) if game.contest and state is not None else None
