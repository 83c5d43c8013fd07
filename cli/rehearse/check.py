"""What must hold after a rehearsal, whatever came when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cli.rehearse.crowd import Crowd


def violations(crowd: Crowd) -> Iterator[str]:
    """A sentence for each thing that is lost, or there twice."""
    written: Counter[tuple[str, str, str]] = Counter()
    positions: Counter[tuple[str, int]] = Counter()
    for commit in crowd.log.every():
        written[commit.stream, commit.by, commit.command_id] += 1
        positions[commit.stream, commit.position] += 1
    known = {(by, ident) for _, by, ident in written}
    lost = [each for each in crowd.commands.acknowledged if each not in known]
    if lost:
        yield f"{len(lost)} acknowledged commands are not in the log, such as {lost[0][1]}."
    twice = [each for each, times in written.items() if times > 1]
    if twice:
        yield f"{len(twice)} commands had an effect twice, such as {twice[0][2]}."
    if any(times > 1 for times in positions.values()):
        yield "A position of a stream was written twice."
