"""The state of an inbox."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from shared.kernel.effects import Notice

KEPT = 50
"""Maximum notices in an inbox: a new one drops the oldest."""


class Kept(Struct, frozen=True):
    number: int
    at: datetime
    notice: Notice


class Inbox(Struct, frozen=True):
    """`last` is the number of the newest notice, `read` that of the last read one."""

    username: str
    kept: tuple[Kept, ...] = ()
    last: int = 0
    read: int = 0

    @property
    def unread(self) -> int:
        return sum(each.number > self.read for each in self.kept)
