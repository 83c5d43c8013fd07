"""The commands of an inbox. Its room has the player's username."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.kernel.effects import Notice
from shared.kernel.facts import Command, PlayerCommand


class OpenInbox(PlayerCommand, frozen=True, tag="open"):
    """Create your inbox before its first notice, so that a client can subscribe to it."""


class MarkRead(PlayerCommand, frozen=True, tag="read"):
    """Mark all notices up to the number `through` as read."""

    through: Annotated[int, Meta(ge=1, lt=2**53)]


class Deliver(Command, frozen=True):
    """Puts a notice into the inbox."""

    room: str
    notice: Notice


type InboxCommand = OpenInbox | MarkRead | Deliver
