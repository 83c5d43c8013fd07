"""Compares paid rewards with ended rooms: neither may be without the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from msgspec import Struct

from shared.application.commands.ports import Log
from shared.application.commands.stream_cache import StreamCache
from shared.application.economy.audit_economy import MOST, Difference, Ledger
from shared.application.economy.reward_room import SCOPE, UNLISTED, prizes_of, reward_key, scope_of
from shared.application.ports import Each
from shared.kernel.facts import StreamState
from shared.kernel.game import Game
from shared.kernel.games import Games
from shared.kernel.names import parse_stream, roster
from shared.kernel.reward import Prizes, Reward
from shared.kernel.rules import fold

type Ended = tuple[datetime, str, Game]
"""When a room ended, its name, and its game."""

LAG = timedelta(hours=1)
"""Time after its end within which a room may still be paying."""

LOOKED_BACK = timedelta(days=2)
"""Period of one comparison: two nights, so that a missed night is made up for."""

SAMPLE = 2_000
"""Maximum rooms compared among those that no list has, such as matches: the first by name.

The matchmaker's room names are hashes, so which come first is random, and changes as older rooms
expire.
"""


class Sources(Struct, frozen=True):
    """What is compared, at a time: the ledger and the log.

    `unrewarded` returns the players who get no reward, `ids_of` the player ids of usernames.
    """

    ledger: Ledger
    log: Log
    games: Games
    now: datetime
    each: Each = map
    unrewarded: Callable[[Iterable[str]], set[str]] = lambda _: set()
    ids_of: Callable[[Iterable[str]], Mapping[str, str]] = lambda _: {}


def audit_rewards(of: Sources) -> Sequence[Difference]:
    """Return players of the last two days without a reward, and rewards without a room.

    Players who are `unrewarded` are left out. Older rooms are read only while a reward remains that
    none of the later ones explains.
    """
    since = of.now - LOOKED_BACK
    paid = {reward.key: reward for reward in of.ledger.rewards(since)}
    missing: list[tuple[str, str]] = []
    wrong: list[Difference] = []
    for ended_at, room, game in sorted(_ended(of, SCOPE), key=_latest_first):
        if ended_at < since and not paid:
            break
        for player_id, username in _players(of, game, room).items():
            reward = paid.pop(reward_key(room, player_id), None)
            subject = f"{room} {username}"
            if reward is None and since <= ended_at <= of.now - LAG:
                missing.append((player_id, subject))
            elif reward is not None and reward.owner != player_id:
                wrong.append(_unfounded(subject, player_id, reward.owner))
    wrong += [_unfounded(key, "a player", reward.owner) for key, reward in paid.items()]
    nothing = of.unrewarded(player_id for player_id, _ in missing)
    unpaid = [_unpaid(subject) for player_id, subject in missing if player_id not in nothing]
    return [*unpaid[:MOST], *wrong[:MOST]]


def audit_sample(of: Sources) -> Sequence[Difference]:
    """Return, for some unlisted rooms, players who were not paid and payments to others.

    It does not report rewards without a room: there are millions of such rooms, and a reward does
    not tell its room.
    """
    due: dict[str, tuple[str, str]] = {}
    for ended_at, room, game in _ended(of, UNLISTED, SAMPLE):
        if of.now - LOOKED_BACK <= ended_at <= of.now - LAG:
            for player_id, username in _players(of, game, room).items():
                due[reward_key(room, player_id)] = (player_id, f"{room} {username}")
    owners = {paid.key: paid.owner for paid in of.ledger.rewards_of(due)}
    nothing = of.unrewarded(who for key, (who, _) in due.items() if key not in owners)
    found = [
        _unpaid(subject) if key not in owners else _unfounded(subject, who, owners[key])
        for key, (who, subject) in due.items()
        if owners.get(key) != who and not (key not in owners and who in nothing)
    ]
    return found[:MOST]


def _unpaid(subject: str) -> Difference:
    return Difference("player_has_a_reward", subject, "a reward", "none")


def _unfounded(subject: str, expected: str, found: str) -> Difference:
    return Difference("reward_has_its_fact", subject, expected, found)


def _latest_first(ended: Ended) -> float:
    return -ended[0].timestamp()


def _ended(of: Sources, scope: str, most: int | None = None) -> Iterator[Ended]:
    for game in of.games:
        if game.reward is not None and scope_of(game) == scope:
            rooms = islice(of.log.streams(game.name), most)
            for ended in of.each(partial(_end, of.log, game), rooms):
                if ended is not None:
                    yield ended


def _end(log: Log, game: Game, room: str) -> Ended | None:
    """Return when the room ended: nothing follows the end on its stream, so new commits have it."""
    for commit in log.latest(room):
        for fact in commit.facts:
            if game.ended and (ended_at := game.ended(fact)):
                return ended_at, room, game
    return None


def _players(of: Sources, game: Game, room: str) -> dict[str, str]:
    """Return usernames by player id; a player who joined under several names has one reward."""
    if isinstance(game.reward, Prizes):
        names = [won.username for won in prizes_of(of.log, StreamCache(lambda: 0.0), game, room)]
        return {player_id: username for username, player_id in of.ids_of(names).items()}
    found = of.each(partial(_player, of.log, game), of.log.streams(roster(room)))
    return dict(player for player in found if player is not None)


def _player(log: Log, game: Game, stream: str) -> tuple[str, str] | None:
    """Return the player of a stream, as its first commit tells."""
    first = fold(game, StreamState(stream), log.read(stream, limit=1))
    earned = game.reward.earned(first.state) if isinstance(game.reward, Reward) else None
    return (earned.player_id, parse_stream(stream).username) if earned else None
