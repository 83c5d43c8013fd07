"""The log for games with very many commits: those of many streams in one conditional put.

docs/journal.md explains how it works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from msgspec.structs import replace

from shared.adapters.journal.heads import slot_of, slots_of
from shared.adapters.journal.history import Histories
from shared.adapters.journal.host import Host
from shared.adapters.journal.last_snapshots import Snapshots
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.segments import Segments
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.shipping import Facts
from shared.adapters.journal.store import JournalStore
from shared.adapters.journal.tenure import Tenure
from shared.kernel.facts import Commit
from shared.kernel.names import family_of
from shared.kernel.rules import SNAPSHOT_EVERY
from shared.wire.packed import PackedCodec


class JournalLog:
    """May be shared by threads. A process becomes the owner of what it uses, if nobody else is.

    Reading a stream and appending to it raise NotOwner where another process lives that owns its
    slot. A process that claims nothing reads all streams, slowly: the owner alone has the newest
    commits in memory. What it has acknowledged it passes on to `facts`.
    """

    def __init__(
        self,
        store: JournalStore,
        codec: PackedCodec,
        new_id: Callable[[], str],
        settings: Settings | None = None,
        facts: Facts | None = None,
        snapshots: Snapshots | None = None,
        segments: Segments | None = None,
    ) -> None:
        self._codec = codec
        self._store = store
        self._histories = Histories(store, codec, segments=segments)
        own = settings or Settings()
        self.host = Host(store, codec, new_id, own, facts, snapshots, segments)

    def append(self, *commits: Commit) -> None:
        (failure,) = self.append_each([commits])
        if failure is not None:
            raise failure

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        return self.host.append_each([self._codec.prepare(*commits) for commits in appends])

    def offer(self, *commits: Commit) -> Pack | Exception:
        """Append without waiting; return what to wait for, or why it failed."""
        (offered,) = self.host.offer_each([self._codec.prepare(*commits)])
        return offered

    def latest(self, stream: str, limit: int = SNAPSHOT_EVERY) -> Sequence[Commit]:
        newest = self._newest(stream)
        if newest is None or (len(newest) < limit and newest and newest[0][0] > 1):
            newest = self._stored(stream)
        return [self._commit(stream, *each) for each in newest[-limit:]]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        commits = self._newest(stream)
        if commits is None or (commits and commits[0][0] > after + 1):
            commits = self._stored(stream)
        wanted = (each for each in commits if each[0] > after)
        return (self._commit(stream, *each) for each in islice(wanted, limit))

    def streams(self, family: str) -> Iterator[str]:
        numbers = slots_of(family)
        if len(numbers) > 1:
            numbers = sorted(each.number for each in self._store.read_slots())
        return chain.from_iterable(self.of_slot(number, family) for number in numbers)

    def of_slot(self, number: int, family: str) -> list[str]:
        """Return the ids of a family's streams in one slot."""
        with self.host.locked():
            if tenure := self.host.owner_of(number):
                return tenure.heads.family(number, family)
        return list(self._histories.of_slot(number, lambda each: family_of(each) == family))

    def close(self) -> None:
        """Give up what this process owns, so that others need not wait for it."""
        self.host.close()

    def _newest(self, stream: str) -> list[tuple[int, bytes]] | None:
        """Return the newest commits, if this process owns the stream."""
        number = slot_of(stream)
        if self.host.claims:
            self.host.claim(number)
        with self.host.locked():
            tenure = self.host.owner_of(number)
            return None if tenure is None else _newest(tenure, stream)

    def _stored(self, stream: str) -> list[tuple[int, bytes]]:
        return self._histories.of_slot(slot_of(stream), stream.__eq__).get(stream, [])

    def _commit(self, stream: str, position: int, kept: bytes) -> Commit:
        commit = self._codec.commit(stream, position, kept)
        tenure = self.host.owner_of(slot_of(stream))
        snapshot = tenure.heads.snapshot(stream, position) if tenure else None
        return replace(commit, snapshot=snapshot) if snapshot else commit


def _newest(tenure: Tenure, stream: str) -> list[tuple[int, bytes]]:
    head = tenure.heads.find(stream)
    if head is None:
        return []
    first = head.acknowledged - len(head.newest) + 1
    return list(enumerate(head.newest, first))
