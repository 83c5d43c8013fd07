"""The facts of an inbox."""

from __future__ import annotations

from shared.kernel.effects import Notice
from shared.kernel.facts import Fact


class InboxOpened(Fact, frozen=True):
    username: str


class NoticeDelivered(Fact, frozen=True):
    """A notice was delivered; its number counts from 1."""

    username: str
    number: int
    notice: Notice


class NoticesRead(Fact, frozen=True):
    """All notices up to the number were read."""

    username: str
    through: int


type InboxFact = InboxOpened | NoticeDelivered | NoticesRead
