"""Inbox: keeps a player's notices while the player is away."""

from __future__ import annotations

from shared.games.inbox.commands import MarkRead, OpenInbox
from shared.games.inbox.facts import InboxOpened, NoticeDelivered, NoticesRead
from shared.games.inbox.rules import NAME, decide, deliver, evolve, outcome, scope
from shared.games.inbox.show import EVENTS, InboxView, audience, message, snapshot
from shared.games.inbox.state import Inbox
from shared.kernel.game import Game

INBOX = Game(
    name=NAME,
    player_commands=(OpenInbox, MarkRead),
    scope=scope,
    decide=decide,
    evolve=evolve,
    outcome=outcome,
    owner=lambda _inbox: None,
    facts={
        "inbox.inbox_opened.v1": InboxOpened,
        "inbox.notice_delivered.v1": NoticeDelivered,
        "inbox.notices_read.v1": NoticesRead,
    },
    states={"inbox.inbox.v1": Inbox},
    audience=audience,
    events=EVENTS,
    message=message,
    views=(InboxView,),
    snapshot=snapshot,
    inbox=deliver,
)
