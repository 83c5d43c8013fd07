"""Views of an inbox: its player and operators see all, others nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, assert_never

from msgspec import Struct

from shared.games.inbox.facts import InboxFact, InboxOpened, NoticeDelivered, NoticesRead
from shared.games.inbox.state import Inbox
from shared.kernel.facts import Event
from shared.kernel.moments import Moment
from shared.kernel.viewer import Audience, Viewer


class Opened(Event, frozen=True):
    name: ClassVar[str] = "inbox.opened"


class Notified(Event, frozen=True):
    """A notice arrived. `number` counts the notices of the inbox, `kind` says what it is about."""

    name: ClassVar[str] = "notice"
    number: int
    id: str
    kind: str
    data: dict[str, Any]


class Read(Event, frozen=True):
    """All notices up to the number `through` have been read."""

    name: ClassVar[str] = "notices.read"
    through: int


EVENTS: tuple[type[Event], ...] = (Opened, Notified, Read)


class NoticeView(Struct, frozen=True):
    number: int
    at: Moment
    id: str
    kind: str
    data: dict[str, Any]
    read: bool


class InboxView(Struct, frozen=True):
    """An inbox, with the newest notice first. `last` is the newest notice's number."""

    unread: int
    last: int
    notices: tuple[NoticeView, ...]


def audience(inbox: Inbox) -> Audience:
    return Audience((inbox.username,))


def message(fact: InboxFact, viewer: Viewer) -> Event | None:
    """Return the event, for the inbox's player and for operators; None for others."""
    if not _may_see(fact.username, viewer):
        return None
    match fact:
        case InboxOpened():
            return Opened(timestamp=fact.at)
        case NoticeDelivered():
            notice = fact.notice
            return Notified(
                timestamp=fact.at,
                number=fact.number,
                id=notice.id,
                kind=notice.kind,
                data=notice.data,
            )
        case NoticesRead():
            return Read(timestamp=fact.at, through=fact.through)
        case _:
            assert_never(fact)


def snapshot(inbox: Inbox, viewer: Viewer, _now: datetime) -> InboxView | None:
    """Return the inbox, for its player and for operators; None for others."""
    if not _may_see(inbox.username, viewer):
        return None
    notices = tuple(
        NoticeView(
            each.number,
            each.at,
            each.notice.id,
            each.notice.kind,
            each.notice.data,
            each.number <= inbox.read,
        )
        for each in reversed(inbox.kept)
    )
    return InboxView(inbox.unread, inbox.last, notices)


def _may_see(username: str, viewer: Viewer) -> bool:
    return viewer.role == "operator" or viewer.username == username
