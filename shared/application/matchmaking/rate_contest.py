"""Rates each player of a finished contest once, on the player's own stream of the ladder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import Struct

from shared.application.commands.load import load
from shared.application.lifecycle.ports import Ports
from shared.kernel.contest import MAY_BE_RATED, Contest, Ladder
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, Commit
from shared.kernel.game import Game
from shared.kernel.names import game_of, player_stream, room_stream
from shared.kernel.rating import Rating
from shared.wire.messages import RateContest

BY = "ratings"


def ask_for_ratings(parts: Ports, commits: Sequence[Commit]) -> None:
    """Queue the rating of the contests that the commits ended; idempotent."""
    for commit in commits:
        game = parts.games.of(commit.stream)
        if game is None or game.contest is None or game.ended is None:
            continue
        if any(game.ended(fact) for fact in commit.facts):
            parts.queues.put("default", RateContest(commit.stream))


def rate_contest(parts: Ports, stream: str) -> None:
    """Rate all players of a contest; skip those who are rated already, however long ago.

    A failed rating does not hold up the others; the failure is raised at the end, so that the
    players left out are tried again.
    """
    game = parts.games.of(stream)
    contest = _contest(game, load(parts.log, parts.cache, game, stream).state) if game else None
    of = ladder_of(parts, game) if game else None
    if contest is None or of is None:
        return
    known: Mapping[str, Rating] | None = None
    failures: list[Exception] = []
    for who in _players(contest):
        command = partial(of.ladder.rate, contest, stream, who)
        try:
            if _is_unsure(parts, of, stream, command(known)):
                known = _in_the_log(parts, of, contest, stream)
                _is_unsure(parts, of, stream, command(known))
        except Exception as failure:  # noqa: BLE001 - the others are rated first
            failures.append(failure)
    if failures:
        raise failures[0]


def rating_of(parts: Ports, game: Game, mode: str, username: str) -> Rating:
    """Return a player's rating in a game's mode now; a new player's if there is no ladder."""
    of = ladder_of(parts, game)
    if of is None or not mode:
        return Rating()
    now = parts.clock()
    room = of.ladder.season(game.name, mode, now)
    here, before = (_standing(parts, of, each, username) for each in (room, of.ladder.before(room)))
    return of.ladder.rating(here, before, now)


class LadderGame(Struct, frozen=True):
    """A game that is a ladder, with its `Ladder`."""

    game: Game
    ladder: Ladder


def ladder_of(parts: Ports, game: Game) -> LadderGame | None:
    """Return the ladder that rates a game: the one that names it, or the one for all games."""
    for_all: LadderGame | None = None
    for each in parts.games:
        if each.ladder is not None and game.name in each.ladder.games:
            return LadderGame(each, each.ladder)
        if each.ladder is not None and not each.ladder.games:
            for_all = LadderGame(each, each.ladder)
    return for_all


def _is_unsure(parts: Ports, of: LadderGame, stream: str, command: Command) -> bool:
    """Rate a player; return whether only the log knows if the contest is new to the ladder."""
    try:
        parts.handle(of.game, command, by=BY, command_id=f"{BY}/{stream}")
    except CommandRefused as refused:
        return refused.reason == MAY_BE_RATED
    return False


def _in_the_log(
    parts: Ports, of: LadderGame, contest: Contest, stream: str
) -> Mapping[str, Rating]:
    """Return what the contest found for each player it has rated; reads a season's streams."""
    room = of.ladder.season(game_of(stream), contest.mode, contest.at)
    return {
        who: found
        for who in _players(contest)
        for commit in parts.log.read(_stream(of, room, who))
        for fact in commit.facts
        if (found := of.ladder.found(fact, stream)) is not None
    }


def _standing(parts: Ports, of: LadderGame, room: str | None, username: str) -> object:
    if room is None:
        return None
    return load(parts.log, parts.cache, of.game, _stream(of, room, username)).state


def _stream(of: LadderGame, room: str, username: str) -> str:
    return player_stream(room_stream(of.game.name, room), username)


def _players(contest: Contest) -> list[str]:
    return [who for team in contest.teams for who in team]


def _contest(game: Game, state: object) -> Contest | None:
    return game.contest(state) if game.contest and state is not None else None
