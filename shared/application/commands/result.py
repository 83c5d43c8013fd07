"""The result of a command."""

from __future__ import annotations

from msgspec import Struct

from shared.kernel.errors import CommandRefused, refusal_in
from shared.kernel.facts import Commit, Outcome, StreamState

REUSED = "command_id_reused"
"""Reason of the refusal for an id that another command has used."""


class CommandResult(Struct, frozen=True):
    """The outcome for the sender, and the commits that were written: none for a repeat.

    A refusal is an outcome too. `after` holds each stream's state after its commit, if this process
    wrote it. `is_published` says that gateways, boards and timers already know of the commits.
    """

    outcome: Outcome
    commits: tuple[Commit, ...] = ()
    after: tuple[StreamState, ...] = ()
    repeated: bool = False
    is_published: bool = False

    @property
    def refusal(self) -> CommandRefused | None:
        """Return the refusal, if it is one."""
        return refusal_in(self.outcome)

    @property
    def is_reused(self) -> bool:
        """Whether the id was refused because another command has used it."""
        return self.repeated and self.refusal is not None and self.refusal.reason == REUSED

    def granted(self) -> CommandResult:
        """Return itself, or raise CommandRefused."""
        if refusal := self.refusal:
            raise refusal
        return self
