"""A log in memory for rehearsals: keeps commits decoded and counts write units by the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cli.rehearse.quotas import Quotas
from shared.application.commands.ports import StreamMoved, moved_on
from shared.kernel.facts import Commit
from shared.kernel.names import family_of


class DecodedLog:
    """As the log in memory, without a codec; an append is one moment."""

    def __init__(self, quotas: Quotas) -> None:
        self._quotas = quotas
        self._streams: dict[str, list[Commit]] = {}
        self.refused = self.refused_units = self.queries = 0
        self.units: Counter[int] = Counter()
        """Write units by the second: one a commit, two in a transaction, refused ones too."""
        self.second = 0

    def append(self, *commits: Commit) -> None:
        units = units_of(commits)
        self.units[self.second] += units
        for each in commits:
            self._quotas.write_key(each.stream, units // len(commits))
        if moved := moved_on(commits, lambda stream: len(self._streams.get(stream, ()))):
            self.refused += 1
            self.refused_units += units
            raise StreamMoved(*moved)
        self.keep(*commits)

    def keep(self, *commits: Commit) -> None:
        """Have commits that a journal holds, which are no items of their own."""
        for each in commits:
            self._streams.setdefault(each.stream, []).append(each)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        return [self._try(commits) for commits in appends]

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        self._query()
        return self._streams.get(stream, [])[-limit:]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        self._query()
        end = None if limit is None else after + limit
        return iter(self._streams.get(stream, [])[after:end])

    def streams(self, family: str) -> Iterator[str]:
        return (each for each in list(self._streams) if family_of(each) == family)

    def every(self) -> Iterator[Commit]:
        for commits in self._streams.values():
            yield from commits

    def _try(self, commits: Sequence[Commit]) -> Exception | None:
        try:
            self.append(*commits)
        except StreamMoved as moved:
            return moved
        return None

    def _query(self) -> None:
        self.queries += 1
        self._quotas.use("dynamodb.table_reads")


def units_of(commits: Sequence[Commit]) -> int:
    """Return the write units of an append: those of a transaction count twice."""
    return 2 * len(commits) if len(commits) > 1 else 1
