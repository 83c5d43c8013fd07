"""Implements the log for games with very many commits: one conditional put for many streams.

docs/journal.md explains how it works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from msgspec import Struct
from msgspec.structs import replace

from shared.adapters.journal.heads import Head, unpack_state
from shared.adapters.journal.history import Histories, Placed
from shared.adapters.journal.host import Host
from shared.adapters.journal.last_snapshots import Snapshots
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.segments import Segments
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.shipping import Facts
from shared.adapters.journal.slots import slot_of, slots_of
from shared.adapters.journal.store import JournalStore
from shared.kernel.facts import Commit, StreamState
from shared.kernel.names import family_of
from shared.kernel.rules import SNAPSHOT_EVERY
from shared.wire.packed import PackedCodec


class _Known(Struct, frozen=True):
    """What the owner of a stream knows of it: the newest commits, and the newest state.

    `commits` is None in a process that does not own the stream.
    """

    stream: str
    commits: list[Placed] | None = None
    state: StreamState | None = None
    packed: bytes = b""
    packed_at: int = 0


class JournalLog:
    """The log on journals. Thread-safe. A process claims each slot that it uses if it has no owner.

    Reading a stream and appending to it raise NotOwner if another live process owns its slot. A
    process that claims nothing can read all streams, but slowly: only the owner has the newest
    commits in memory. The owner passes acknowledged commits on to `facts`.
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
        """Append without waiting; return the pack to wait for, or the error."""
        (offered,) = self.host.offer_each([self._codec.prepare(*commits)])
        return offered

    def latest(self, stream: str, limit: int = SNAPSHOT_EVERY) -> Sequence[Commit]:
        known = self._known(stream)
        newest = known.commits
        if newest is None or (len(newest) < limit and newest and newest[0][0] > 1):
            newest = self._stored(stream)
        return [self._commit(known, *each) for each in newest[-limit:]]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        known = self._known(stream)
        commits = known.commits
        if commits is None or (commits and commits[0][0] > after + 1):
            commits = self._stored(stream)
        wanted = (each for each in commits if each[0] > after)
        return (self._commit(known, *each) for each in islice(wanted, limit))

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
        """Give up the slots of this process, so that others can claim them at once."""
        self.host.close()

    def _known(self, stream: str) -> _Known:
        number = slot_of(stream)
        if self.host.claims:
            self.host.claim(number)
        with self.host.locked():
            tenure = self.host.owner_of(number)
            if tenure is None:
                return _Known(stream)
            head = tenure.heads.find(stream)
            return _Known(stream, []) if head is None else _known(stream, head)

    def _stored(self, stream: str) -> list[Placed]:
        return self._histories.of_slot(slot_of(stream), stream.__eq__).get(stream, [])

    def _commit(self, known: _Known, position: int, kept: bytes) -> Commit:
        commit = self._codec.commit(known.stream, position, kept)
        state = known.state
        if state is None and position == known.packed_at:
            state = unpack_state(self._codec.states, known.stream, position, known.packed)
        is_of_here = state is not None and state.position == position
        return replace(commit, snapshot=state) if is_of_here else commit


def _known(stream: str, head: Head) -> _Known:
    first = head.acknowledged - len(head.newest) + 1
    newest = list(enumerate(head.newest, first))
    return _Known(stream, newest, head.state, head.packed, head.packed_at)
