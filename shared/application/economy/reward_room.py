"""Pays each player of a room that has ended, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from heapq import nsmallest
from itertools import batched

from msgspec import to_builtins
from msgspec.json import encode

from shared.application.commands.load import load
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
from shared.kernel.game import Game, Reward
from shared.kernel.games import Games
from shared.kernel.names import roster
from shared.wire.messages import RewardRoom
from shared.wire.paging import page_of

QUEUE = WORKLOAD = "payouts"
SCOPE = "reward"
PAGE = 1000
"""Players of one message, which has a minute."""

AT_ONCE = 100
"""Rewards of one transaction, which others who are paid the same moment wait for."""

AGAIN_SECONDS = 30
PAID_WITHIN = timedelta(days=14)
"""As long as a key is kept: later, nobody could tell whether a player was paid."""


class RewardsTooLate(Exception):  # noqa: N818 - a fact: the keys of the first try may be gone
    """Somebody must look who was paid."""


def ask_for_rewards(games: Games, queues: Queues, commits: Iterable[Commit]) -> None:
    """Put a message for each room that ended, due when its board is final."""
    for commit in commits:
        game = games.of(commit.stream)
        if game is None or game.reward is None or game.ended is None:
            continue
        for fact in commit.facts:
            if ended_at := game.ended(fact):
                delay = ended_at + SETTLED - fact.at
                _put(queues, commit.stream, ended_at, "", int(delay.total_seconds()))


def reward_room(
    ports: Ports, room: str, ended_at: datetime, after: str, *, each: Each = map
) -> None:
    """Pay a page of players, those with streams after the given one, then ask for the next.

    Safe to repeat. While a store is away the rest of the page waits in the queue.
    """
    game = ports.games.of(room)
    if game is None or game.reward is None:
        return
    if ports.clock() >= ended_at + PAID_WITHIN:
        raise RewardsTooLate(room)
    try:
        streams = ports.log.streams(roster(room))
        rest = nsmallest(PAGE + 1, (stream for stream in streams if stream > after))
        page, more = page_of(rest, PAGE, lambda last: last)
        for some in batched(page, AT_ONCE, strict=False):
            rewards = _rewards(ports, game, game.reward, room, some, each)
            _pay(ports, room, rewards)
            _note(ports, played(game.name, room, ended_at, [*rewards.values()]))
            after = some[-1]
    except Unavailable as outage:
        ports.on_fault(outage)
        _put(ports.queues, room, ended_at, after, AGAIN_SECONDS)
        return
    if more:
        _put(ports.queues, room, ended_at, more, 0)


def reward_key(room: str, player_id: str) -> str:
    return blake2b(encode((room, player_id)), digest_size=16).hexdigest()


def _rewards(
    ports: Ports, game: Game, reward: Reward, room: str, streams: Iterable[str], each: Each
) -> dict[str, Transfer]:
    """Rewards by key; one who joined under several names has one."""
    found = each(partial(load, ports.log, ports.cache, game), streams)
    earned = [due for each in found if (due := reward.earned(each.state))]
    nothing = unrewarded(ports, [due.player_id for due in earned])
    rewards: dict[str, Transfer] = {}
    for due in earned:
        if due.player_id not in nothing:
            key = reward_key(room, due.player_id)
            payment = Payment(issuance(key), due.player_id, reward.currency, due.amount)
            rewards.setdefault(key, Transfer((payment,)))
    return rewards


def _pay(ports: Ports, room: str, rewards: Mapping[str, Transfer]) -> None:
    """Pay all in one transaction, or, where one is refused, each in its own."""
    if not rewards:
        return
    try:
        transfer_each(ports.economy, rewards, scope=SCOPE, now=ports.clock())
    except CommandRefused:
        for key, transfer in rewards.items():
            _pay_one(ports, room, key, transfer)


def _note(ports: Ports, games: Sequence[Played]) -> None:
    """Add a room to the histories of those who were paid; a refusal holds nobody up."""
    try:
        if games:
            ports.profiles.note(games)
    except CommandRefused as refusal:
        ports.on_fault(refusal)


def _pay_one(ports: Ports, room: str, key: str, transfer: Transfer) -> None:
    """A refusal is nobody else's fault: it is kept for somebody to look at."""
    try:
        perform(ports.economy, transfer, scope=SCOPE, key=key, now=ports.clock())
    except CommandRefused as refusal:
        if refusal.reason != "key_reused":  # which says: paid, when the points were others
            (payment,) = transfer.payments
            record = {"room": room, "payment": to_builtins(payment)}
            ports.failed_records.keep(WORKLOAD, f"reward/{key}", record, refusal.reason)


def _put(queues: Queues, room: str, ended_at: datetime, after: str, delay: int) -> None:
    queues.put(QUEUE, RewardRoom(room, ended_at, after), delay=delay)
