"""What a game answers when it says no."""

from __future__ import annotations


class CommandRefused(Exception):  # noqa: N818 - a fact, not an error
    """The rules refuse a command; nothing changed.

    `reason` is snake case and part of the contract; `details` are values that help the player.
    """

    def __init__(self, reason: str, **details: str | float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details
