"""Implements the log for processes that own no slots: they ask the owners."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from shared.adapters.journal.slots import slot_of, slots_of
from shared.adapters.owners.slot_owners import SlotOwners, failure_of
from shared.kernel.facts import Commit
from shared.kernel.rules import SNAPSHOT_EVERY
from shared.wire.owner_calls import AnyCall, Append, Elsewhere, Found, List, Listed, Read, Written
from shared.wire.stored import Codec


class OwnersLog:
    """The log by way of the owners. Thread-safe.

    An append that is retried after a lost answer raises StreamMoved, and so does an append that
    another one overtook: the caller reads the stream again to see which.
    """

    def __init__(self, owners: SlotOwners, codec: Codec) -> None:
        self._owners = owners
        self._codec = codec

    def append(self, *commits: Commit) -> None:
        items = tuple([self._codec.encode(each) for each in commits])
        slot = slot_of(commits[0].stream)
        answer = self._owners.ask((slot,), lambda number: Append(number, items))
        if not isinstance(answer, Written):
            raise failure_of(answer)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        return [self._append(commits) for commits in appends]

    def latest(self, stream: str, limit: int = SNAPSHOT_EVERY) -> Sequence[Commit]:
        return self._page(stream, 0, limit, newest=True)[0]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        more = True
        while more and limit != 0:
            page, more = self._page(stream, after, limit, newest=False)
            yield from page
            limit = None if limit is None else limit - len(page)
            after = page[-1].position if page else after

    def streams(self, family: str) -> Iterator[str]:
        for slots in self._owners.addresses.together(slots_of(family)):
            yield from self._listed(family, slots)

    def _append(self, commits: Sequence[Commit]) -> Exception | None:
        try:
            self.append(*commits)
        except Exception as failure:  # noqa: BLE001 - each append has its own outcome
            return failure
        return None

    def _page(
        self, stream: str, after: int, limit: int | None, *, newest: bool
    ) -> tuple[list[Commit], bool]:
        def make(number: int) -> AnyCall:
            return Read(number, stream, after, limit, newest)

        answer = self._owners.ask((slot_of(stream),), make)
        if not isinstance(answer, Found):
            raise failure_of(answer)
        return [self._codec.decode(each) for each in answer.commits], answer.more

    def _listed(self, family: str, slots: tuple[int, ...]) -> Iterator[str]:
        """Yield a family's streams; ask for each slot alone if they no longer share an owner."""
        skipped, more = 0, True
        while more:
            answer = self._owners.ask(slots, _lister(family, slots, skipped))
            if isinstance(answer, Elsewhere) and len(slots) > 1:
                for each in slots:
                    yield from self._listed(family, (each,))
                return
            if not isinstance(answer, Listed):
                raise failure_of(answer)
            yield from answer.streams
            skipped, more = skipped + len(answer.streams), answer.more


def _lister(family: str, slots: tuple[int, ...], skipped: int) -> Callable[[int], AnyCall]:
    return lambda number: List(number, family, slots, skipped)
