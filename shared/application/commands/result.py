"""What came of a command."""

from __future__ import annotations

from msgspec import Struct

from shared.kernel.errors import CommandRefused, refusal_in
from shared.kernel.facts import Commit, Outcome, StreamState

REUSED = "command_id_reused"
"""Why an id is refused that another command had."""


class CommandResult(Struct, frozen=True):
    """What the sender is told, and what was written: nothing for a repeat.

    A refusal is an outcome too. `after` are the streams after each commit, where this process wrote
    them. `is_published` says that gateways, boards and timers know of the commits already.
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
        """Whether another command had its id."""
        return self.repeated and self.refusal is not None and self.refusal.reason == REUSED

    def granted(self) -> CommandResult:
        """Return itself, or raise CommandRefused."""
        if refusal := self.refusal:
            raise refusal
        return self
