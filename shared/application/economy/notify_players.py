"""Tells players what changed in their money and items."""

from __future__ import annotations

from collections.abc import Iterable

from shared.application.economy.reward_room import SCOPE, UNLISTED
from shared.application.ports import Queues
from shared.economy.outbox import EconomyFact
from shared.economy.view import concerned, seen_by
from shared.kernel.names import account_channel
from shared.wire.messages import Notice

EVENT = "economy"


def notify_players(queues: Queues, facts: Iterable[EconomyFact]) -> None:
    """Queue a notice for each player whom a fact concerns.

    A repeated fact gives the same notices with the same id, so that a client drops them.
    """
    for fact in facts:
        for player in concerned(fact.subject, fact.body):
            if player in {SCOPE, UNLISTED}:
                continue
            data = {
                "id": f"{fact.service}-{fact.number}",
                "service": fact.service,
                "kind": fact.kind,
                "at": fact.at,
                "effects": seen_by(player, fact.subject, fact.body),
            }
            kept, order = _kept(player, fact.subject), (fact.subject, fact.key, fact.trace)
            notice = Notice(account_channel(player), EVENT, data, kept, *order)
            queues.put("notifications", notice)


def _kept(player: str, subject: str) -> str:
    """Return the kind under which the player's inbox keeps a notice, or an empty text.

    Kept is what somebody else has done to the account, because its player may be away.
    """
    if subject in {SCOPE, UNLISTED}:
        return "reward"
    return "trade" if player != subject else ""
