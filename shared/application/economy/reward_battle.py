"""Pays each participant of a battle that has ended, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from heapq import nsmallest
from itertools import batched
from typing import Protocol

from msgspec import to_builtins
from msgspec.json import encode

from shared.application.commands.load import load
from shared.application.economy.perform import perform, transfer_each
from shared.application.economy.ports import Economy
from shared.application.economy.unrewarded import Parts as Rewarding
from shared.application.economy.unrewarded import unrewarded
from shared.application.lifecycle.announce_battles import SETTLED
from shared.application.paging import page_of
from shared.application.parts import Each, HasClock, HasLog, HasQueues
from shared.application.ports import FailedRecords, Queues
from shared.application.unavailable import Unavailable
from shared.economy.commands import Transfer
from shared.economy.money import Payment, issuance
from shared.games.codebattle.decider import CODE_BATTLE
from shared.games.codebattle.events import BattleEnded
from shared.games.codebattle.rewards import CURRENCY, reward
from shared.games.codebattle.state import Participant
from shared.games.codebattle.streams import BATTLE_STREAM, roster
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit

QUEUE = DUTY = "payouts"
SCOPE = "reward"
PAGE = 1000
"""Participants of one message, which has a minute."""

AT_ONCE = 100
"""Rewards of one transaction, which others who are paid the same moment wait for."""

AGAIN_SECONDS = 30
PAID_WITHIN = timedelta(days=14)
"""As long as a key is kept: later, nobody could tell whether a player was paid."""


class RewardsTooLate(Exception):  # noqa: N818 - a fact: the keys of the first try may be gone
    """Somebody must look who was paid."""


class Parts(HasLog, HasQueues, HasClock, Rewarding, Protocol):
    """What rewarding needs of the application."""

    @property
    def economy(self) -> Economy: ...
    @property
    def failed_records(self) -> FailedRecords: ...
    @property
    def on_fault(self) -> Callable[[Exception], object]: ...


def ask_for_rewards(queues: Queues, commits: Iterable[Commit]) -> None:
    """Put a message for each battle that ended, due when its board is final."""
    for commit in commits:
        for fact in commit.facts:
            if isinstance(fact, BattleEnded):
                battle = BATTLE_STREAM.parse(commit.stream).battle
                delay = fact.ended_at + SETTLED - fact.at
                _put(queues, battle, fact.ended_at, "", int(delay.total_seconds()))


def reward_battle(
    parts: Parts, battle: str, ended_at: datetime, after: str, *, each: Each = map
) -> None:
    """Pay a page of participants, those with streams after the given one, then ask for the next.

    Safe to repeat. While a store is away the rest of the page waits in the queue.
    """
    if parts.clock() >= ended_at + PAID_WITHIN:
        raise RewardsTooLate(battle)
    try:
        streams = parts.log.streams(roster(battle))
        rest = nsmallest(PAGE + 1, (stream for stream in streams if stream > after))
        page, more = page_of(rest, PAGE, lambda last: last)
        for some in batched(page, AT_ONCE, strict=False):
            _pay(parts, battle, _rewards(parts, battle, some, each))
            after = some[-1]
    except Unavailable as outage:
        parts.on_fault(outage)
        _put(parts.queues, battle, ended_at, after, AGAIN_SECONDS)
        return
    if more:
        _put(parts.queues, battle, ended_at, more, 0)


def reward_key(battle: str, player_id: str) -> str:
    return blake2b(encode((battle, player_id)), digest_size=16).hexdigest()


def _rewards(parts: Parts, battle: str, streams: Iterable[str], each: Each) -> dict[str, Transfer]:
    """Rewards by key; one who joined under several names has one."""
    found = each(partial(load, parts.log, parts.cache, CODE_BATTLE), streams)
    participants = [each.state for each in found if isinstance(each.state, Participant)]
    nothing = unrewarded(parts, [who.player_id for who in participants])
    rewards: dict[str, Transfer] = {}
    for who in participants:
        if who.player_id not in nothing:
            key = reward_key(battle, who.player_id)
            payment = Payment(issuance(key), who.player_id, CURRENCY, reward(who.points))
            rewards.setdefault(key, Transfer((payment,)))
    return rewards


def _pay(parts: Parts, battle: str, rewards: Mapping[str, Transfer]) -> None:
    """Pay all in one transaction, or, where one is refused, each in its own."""
    if not rewards:
        return
    try:
        transfer_each(parts.economy, rewards, scope=SCOPE, now=parts.clock())
    except CommandRefused:
        for key, transfer in rewards.items():
            _pay_one(parts, battle, key, transfer)


def _pay_one(parts: Parts, battle: str, key: str, transfer: Transfer) -> None:
    """A refusal is nobody else's fault: it is kept for somebody to look at."""
    try:
        perform(parts.economy, transfer, scope=SCOPE, key=key, now=parts.clock())
    except CommandRefused as refusal:
        if refusal.reason != "key_reused":  # which says: paid, when the points were others
            (payment,) = transfer.payments
            record = {"battle": battle, "payment": to_builtins(payment)}
            parts.failed_records.keep(DUTY, f"reward/{key}", record, refusal.reason)


def _put(queues: Queues, battle: str, ended_at: datetime, after: str, delay: int) -> None:
    message = {"job": "reward", "battle": battle, "ended_at": ended_at, "after": after}
    queues.put(QUEUE, message, delay=delay)
