"""What must hold after a rehearsal, whatever came when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cli.rehearse.crowd import Crowd


def violations(crowd: Crowd) -> Iterator[str]:
    """A sentence for each thing that is lost, or there twice."""
    written = Counter((each.by, each.command_id, each.stream) for each in crowd.log.every())
    positions = Counter((each.stream, each.position) for each in crowd.log.every())
    known = written.keys() | {(by, ident, "") for by, ident, _ in written}
    lost = sorted(
        {
            ident
            for by, ident, stream in crowd.commands.acknowledged
            if (by, ident, stream) not in known
        }
    )
    if lost:
        yield f"{len(lost)} acknowledged commands are not in the log, such as {lost[0]}."
    twice = [ident for (_, ident, _), times in written.items() if times > 1]
    if twice:
        yield f"{len(twice)} commands had an effect twice, such as {twice[0]}."
    if any(times > 1 for times in positions.values()):
        yield "A position of a stream was written twice."
