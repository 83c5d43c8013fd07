"""Tells the world of commits right after they were written: the fast path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from shared.kernel.facts import Commit


def publish(
    commits: Sequence[Commit],
    *,
    rank: Callable[[Sequence[Commit]], None],
    tell: Callable[[Sequence[Commit]], None],
    deliver: Callable[[str], None],
    on_fault: Callable[[Exception], None],
) -> None:
    """Rank the commits, tell gateways of them and deliver their streams; never raises.

    The consumers do it again. Takes at most as long as the ports' own time limits: a command has
    two streams at most.
    """
    streams = dict.fromkeys(commit.stream for commit in commits)
    deliveries = (partial(deliver, stream) for stream in streams)
    for step in (partial(rank, commits), partial(tell, commits), *deliveries):
        try:
            step()
        except Exception as fault:  # noqa: BLE001 - the command has succeeded, whatever happens here
            on_fault(fault)
