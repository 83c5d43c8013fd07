"""What can have happened to an inbox."""

from __future__ import annotations

from shared.kernel.effects import Notice
from shared.kernel.facts import Fact


class InboxOpened(Fact, frozen=True):
    username: str


class NoticeDelivered(Fact, frozen=True):
    """Notices are numbered from 1."""

    username: str
    number: int
    notice: Notice


class NoticesRead(Fact, frozen=True):
    """All up to the number were read."""

    username: str
    through: int


type InboxFact = InboxOpened | NoticeDelivered | NoticesRead
