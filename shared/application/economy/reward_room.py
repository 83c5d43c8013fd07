"""Pays each player of an ended room, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from heapq import nsmallest
from itertools import batched
from typing import assert_never

from msgspec import Struct, to_builtins
from msgspec.json import encode

from shared.application.commands.load import load
from shared.application.commands.ports import Log
from shared.application.commands.stream_cache import StreamCache
from shared.application.economy.note_games import Played, played
from shared.application.economy.perform import perform, transfer_each
from shared.application.economy.ports import Ports
from shared.application.economy.unrewarded import unrewarded
from shared.application.lifecycle.announce_rooms import SETTLED
from shared.application.ports import Each, Queues, Unavailable
from shared.economy.commands import Transfer
from shared.economy.money import Payment, issuance
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.kernel.games import Games
from shared.kernel.names import roster
from shared.kernel.reward import Prizes, Reward, Won
from shared.wire.messages import RewardRoom
from shared.wire.paging import page_of

QUEUE = WORKLOAD = "payouts"
SCOPE = "reward"
UNLISTED = "reward-unlisted"
"""Scope of rewards for rooms that no list has: they are many, so an audit samples them."""

PAGE = 1000
"""Maximum players paid by one message, which has a minute."""

AT_ONCE = 100
"""Maximum rewards in one transaction, as others paid at the same moment wait for it."""

AGAIN_SECONDS = 30
PAID_WITHIN = timedelta(days=14)
"""Time for paying rewards, as long as a key is kept: later, a repeat might pay twice."""


class RewardsTooLate(Exception):  # noqa: N818 - a fact: the keys of the first try may be gone
    """The keys of a first payment may have expired: an operator must check who was paid."""


def ask_for_rewards(games: Games, queues: Queues, commits: Iterable[Commit]) -> None:
    """Queue a message for each room that ended, due when its board is final."""
    for commit in commits:
        game = games.of(commit.stream)
        if game is None or game.reward is None or game.ended is None:
            continue
        for fact in commit.facts:
            if ended_at := game.ended(fact):
                waits = ended_at + SETTLED - fact.at  # below zero if the end was announced late
                delay = max(0, int(waits.total_seconds()))
                _put(queues, commit.stream, ended_at, "", delay)


def reward_room(
    ports: Ports, room: str, ended_at: datetime, after: str, *, each: Each = map
) -> None:
    """Pay a page of players, those after the given one, then queue the next page.

    Safe to repeat. While a store is down the rest of the page waits in the queue.
    """
    game = ports.games.of(room)
    if game is None or game.reward is None:
        return
    if ports.clock() >= ended_at + PAID_WITHIN:
        raise RewardsTooLate(room)
    try:
        rest = nsmallest(PAGE + 1, (each for each in _entries(ports, game, room) if each > after))
        page, more = page_of(rest, PAGE, lambda last: last)
        for some in batched(page, AT_ONCE, strict=False):
            rewards = _rewards(ports, game, room, some, each)
            _pay(ports, scope_of(game), room, rewards)
            _note(ports, played(game.name, room, ended_at, [*rewards.values()]))
            after = some[-1]
    except Unavailable as outage:
        ports.on_fault(outage)
        _put(ports.queues, room, ended_at, after, AGAIN_SECONDS)
        return
    if more:
        _put(ports.queues, room, ended_at, more, 0)


def scope_of(game: Game) -> str:
    """Return the key scope of a game's rewards.

    An audit compares all rewards of `SCOPE` with their rooms, and samples those of `UNLISTED`.
    """
    return UNLISTED if isinstance(game.reward, Prizes) and game.schedule is None else SCOPE


def reward_key(room: str, player_id: str) -> str:
    return blake2b(encode((room, player_id)), digest_size=16).hexdigest()


class _Due(Struct, frozen=True):
    player_id: str
    currency: str
    amount: int


def _entries(ports: Ports, game: Game, room: str) -> Iterable[str]:
    """Return the players' streams, or the usernames whom the room itself pays."""
    if isinstance(game.reward, Prizes):
        return {each.username for each in prizes_of(ports.log, ports.cache, game, room)}
    return ports.log.streams(roster(room))


def prizes_of(log: Log, cache: StreamCache, game: Game, room: str) -> list[Won]:
    """Return what a room pays by its own state; nothing unless it is over."""
    if not isinstance(game.reward, Prizes):
        return []
    return [each for each in game.reward.won(load(log, cache, game, room).state) if each.amount]


def _rewards(
    ports: Ports, game: Game, room: str, some: Sequence[str], each: Each
) -> dict[str, Transfer]:
    """Return rewards by key; a player who joined under several names has one."""
    earned = _due(ports, game, room, some, each)
    nothing = unrewarded(ports, [due.player_id for due in earned])
    rewards: dict[str, Transfer] = {}
    for due in earned:
        if due.player_id not in nothing:
            key = reward_key(room, due.player_id)
            payment = Payment(issuance(key), due.player_id, due.currency, due.amount)
            rewards.setdefault(key, Transfer((payment,)))
    return rewards


def _due(ports: Ports, game: Game, room: str, some: Sequence[str], each: Each) -> list[_Due]:
    match game.reward:
        case Reward(currency=currency, earned=earned):
            found = each(partial(load, ports.log, ports.cache, game), some)
            owed = [due for one in found if (due := earned(one.state))]
            return [_Due(due.player_id, currency, due.amount) for due in owed]
        case Prizes():
            ids = ports.players.ids_of(some)
            return [
                _Due(ids[won.username], won.currency, won.amount)
                for won in prizes_of(ports.log, ports.cache, game, room)
                if won.username in ids and won.username in some
            ]
        case None:
            return []
        case _:
            assert_never(game.reward)


def _pay(ports: Ports, scope: str, room: str, rewards: Mapping[str, Transfer]) -> None:
    """Pay all rewards in one transaction; if one is refused, pay each in its own."""
    if not rewards:
        return
    try:
        transfer_each(ports.economy, rewards, scope=scope, now=ports.clock())
    except CommandRefused:
        for key, transfer in rewards.items():
            _pay_one(ports, scope, room, key, transfer)


def _note(ports: Ports, games: Sequence[Played]) -> None:
    """Add a room to the histories of the players paid; a refusal holds up nobody."""
    try:
        if games:
            ports.profiles.note(games)
    except CommandRefused as refusal:
        ports.on_fault(refusal)


def _pay_one(ports: Ports, scope: str, room: str, key: str, transfer: Transfer) -> None:
    """Pay one reward; a refusal is kept for an operator and affects no other player."""
    try:
        perform(ports.economy, transfer, scope=scope, key=key, now=ports.clock())
    except CommandRefused as refusal:
        if refusal.reason != "key_reused":  # which means: paid earlier, with other points
            (payment,) = transfer.payments
            record = {"room": room, "payment": to_builtins(payment)}
            ports.failed_records.keep(WORKLOAD, f"reward/{key}", record, refusal.reason)


def _put(queues: Queues, room: str, ended_at: datetime, after: str, delay: int) -> None:
    queues.put(QUEUE, RewardRoom(room, ended_at, after), delay=delay)
