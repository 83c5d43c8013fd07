"""Compares the rewards that were paid with the battles that ended: neither without the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from shared.application.commands.ports import Log
from shared.application.economy.audit_economy import MOST, Books, Difference
from shared.application.economy.reward_battle import reward_key
from shared.application.parts import Each
from shared.games.codebattle.events import BattleEnded, ParticipantJoined
from shared.games.codebattle.streams import BATTLE_STREAM, BATTLES, roster

LAG = timedelta(hours=1)
"""So long after its end a battle may still be paying."""

LOOKED_BACK = timedelta(days=2)
"""Two nights: one that was missed is made up for."""


def audit_rewards(
    books: Books,
    log: Log,
    now: datetime,
    *,
    each: Each = map,
    unrewarded: Callable[[Iterable[str]], set[str]] = lambda _: set(),
) -> Sequence[Difference]:
    """Return participants of the last two days without a reward, and rewards without a fact.

    Of the participants, those who are `unrewarded` are left out.
    Older battles are read only while there is a reward that none of the later ones explains.
    """
    since = now - LOOKED_BACK
    paid = {reward.key: reward for reward in books.rewards(since)}
    missing: list[tuple[str, str]] = []
    wrong: list[Difference] = []
    for ended_at, battle in sorted(_ended(log, each), reverse=True):
        if ended_at < since and not paid:
            break
        for player_id, username in _participants(log, battle, each).items():
            reward = paid.pop(reward_key(battle, player_id), None)
            subject = f"{battle} {username}"
            if reward is None and since <= ended_at <= now - LAG:
                missing.append((player_id, subject))
            elif reward is not None and reward.owner != player_id:
                wrong.append(_unfounded(subject, player_id, reward.owner))
    wrong += [_unfounded(key, "a participant", reward.owner) for key, reward in paid.items()]
    nothing = unrewarded(player_id for player_id, _ in missing)
    unpaid = [_unpaid(subject) for player_id, subject in missing if player_id not in nothing]
    return [*unpaid[:MOST], *wrong[:MOST]]


def _unpaid(subject: str) -> Difference:
    return Difference("participant_has_a_reward", subject, "a reward", "none")


def _unfounded(subject: str, expected: str, found: str) -> Difference:
    return Difference("reward_has_its_fact", subject, expected, found)


def _ended(log: Log, each: Each) -> Iterator[tuple[datetime, str]]:
    for ended in each(partial(_end, log), log.streams(BATTLES)):
        if ended is not None:
            yield ended


def _end(log: Log, stream: str) -> tuple[datetime, str] | None:
    """Nothing follows the end of a battle on its stream, so the newest commits have it."""
    for commit in log.latest(stream):
        for fact in commit.facts:
            if isinstance(fact, BattleEnded):
                return fact.ended_at, BATTLE_STREAM.parse(stream).battle
    return None


def _participants(log: Log, battle: str, each: Each) -> dict[str, str]:
    """Player id to username; one who joined under several names has one reward."""
    joined = each(partial(_joined, log), log.streams(roster(battle)))
    return {fact.player_id: fact.username for fact in joined if fact is not None}


def _joined(log: Log, stream: str) -> ParticipantJoined | None:
    """Joining is the first fact of a participant's stream."""
    for commit in log.read(stream, limit=1):
        for fact in commit.facts:
            if isinstance(fact, ParticipantJoined):
                return fact
    return None
