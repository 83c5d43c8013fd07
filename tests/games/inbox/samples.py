"""One of each stored fact and state of an inbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shared.games.inbox.facts import InboxOpened, NoticeDelivered, NoticesRead
from shared.games.inbox.state import Inbox, Kept
from shared.kernel.effects import Notice
from shared.kernel.facts import Fact

NOON = datetime(2026, 3, 1, 12, 0, 0, 250000, tzinfo=UTC)
FOUND = Notice("match/m1", "match.found", {"game": "match", "room": "m1", "place": 2})

FACTS: dict[str, Fact] = {
    "inbox.inbox_opened.v1": InboxOpened(NOON, "zoë"),
    "inbox.notice_delivered.v1": NoticeDelivered(NOON, "zoë", 7, FOUND),
    "inbox.notices_read.v1": NoticesRead(NOON, "zoë", 7),
}

STATES: dict[str, Any] = {"inbox.inbox.v1": Inbox("zoë", (Kept(7, NOON, FOUND),), 7, 6)}
