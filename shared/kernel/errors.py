"""The refusal of a command by a game's rules, and its form as a stored outcome."""

from __future__ import annotations

from typing import Any

from shared.kernel.facts import DETAILS, REFUSED, Outcome


class CommandRefused(Exception):  # noqa: N818 - a fact, not an error
    """The rules refuse a command; nothing changed.

    `reason` is snake case and part of the contract; `details` are values that help the player.
    """

    def __init__(self, reason: str, **details: str | float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


def refused_outcome(refusal: CommandRefused) -> dict[str, Any]:
    """Return a refusal as an outcome, which a commit can keep."""
    details = dict(sorted(refusal.details.items()))
    return {REFUSED: refusal.reason} | ({DETAILS: details} if details else {})


def refusal_in(outcome: Outcome) -> CommandRefused | None:
    """Return the refusal that an outcome holds, or None if the command was carried out."""
    if REFUSED not in outcome:
        return None
    return CommandRefused(outcome[REFUSED], **outcome.get(DETAILS, {}))
