"""The index of dead letters: one list of all sources, for 14 days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from shared.application.letters.ports import Letter, Ports
from shared.application.ports import Listed
from shared.kernel.typed import converter

_read_letter = converter(Letter)

KIND = GROUP = "letter"
KEPT = timedelta(days=14)
HELD = timedelta(minutes=2)
"""Duration of a claim, longer than a claiming process can live; after it another may claim."""

MOST_LISTED = 5_000
"""Maximum letters that one read of the index returns, oldest first; later ones are found by id."""


class LetterGroup(Struct, frozen=True):
    """Letters of one workload that failed alike."""

    workload: str
    error: str
    count: int
    oldest: datetime


class Wanted(Struct, frozen=True):
    """A selection of waiting letters: by their ids, or all of a workload and an error."""

    ids: tuple[str, ...] = ()
    workload: str = ""
    error: str = ""

    def has(self, letter: Letter) -> bool:
        """Whether the selection includes a letter."""
        return (
            (not self.ids or letter.id in self.ids)
            and (not self.workload or letter.workload == self.workload)
            and (not self.error or letter.error == self.error)
        )


def collect(ports: Ports, now: Callable[[], datetime], until: datetime) -> int:
    """Move letters into the index until none are left or time is up; return how many.

    The body is stored first, then the letter, then it is removed from its source. So after a crash
    the next run finds the letter again and puts it into the same place.
    """
    count = 0
    while now() < until and (found := ports.dead_letters.find()):
        for each in found:
            ports.letter_bodies.keep(each.letter.id, each.body)
            put(ports, each.letter)
            ports.dead_letters.remove(each)
        count += len(found)
    return count


def put(ports: Ports, letter: Letter) -> None:
    """Put a letter unless the index has a newer version; a settled letter is not listed."""
    done = letter.state != "waiting"
    place = None if done else _place(letter)
    position = 2 * letter.claims + done
    ports.views.put(KIND, letter.id, letter, position, place, until=letter.at + KEPT)


def claim(ports: Ports, letter: Letter, now: datetime) -> Letter | None:
    """Claim a letter for a while; return None if another process has it.

    The claim holds only for the letter as it was listed: of two processes that saw the same, one
    gets it.
    """
    if letter.held is not None and now < letter.held:
        return None
    own = replace(letter, claims=letter.claims + 1, held=now + HELD)
    position, until = 2 * own.claims, letter.at + KEPT
    place = _place(letter)
    is_own = ports.views.put(KIND, letter.id, own, position, place, until=until, once=True)
    return own if is_own else None


def _place(letter: Letter) -> Listed:
    return Listed(GROUP, f"{letter.at:%Y-%m-%dT%H:%M:%S.%f}:{letter.id}")


def waiting(ports: Ports, wanted: Wanted) -> Iterator[Letter]:
    """Return the waiting letters of a selection, oldest first."""
    found = _by_ids(ports, wanted.ids) if wanted.ids else _oldest(ports)
    return (each for each in found if each.state == "waiting" and wanted.has(each))


def _by_ids(ports: Ports, ids: Iterable[str]) -> Iterable[Letter]:
    known = (found for each in set(ids) if (found := get(ports, each)) is not None)
    return sorted(known, key=lambda each: (each.at, each.id))


def _oldest(ports: Ports) -> Iterable[Letter]:
    views = islice(ports.views.listed(GROUP), MOST_LISTED)
    return (_read_letter(view) for view in views)


def groups(letters: Sequence[Letter]) -> list[LetterGroup]:
    """Return letters grouped by workload and error, the largest group first."""
    found: dict[tuple[str, str], LetterGroup] = {}
    for each in letters:
        key = each.workload, each.error
        group = found.get(key, LetterGroup(*key, 0, each.at))
        found[key] = replace(group, count=group.count + 1, oldest=min(group.oldest, each.at))
    return sorted(found.values(), key=lambda group: -group.count)


def get(ports: Ports, letter: str) -> Letter | None:
    """Return a letter, even one that is settled."""
    view = ports.views.get(KIND, letter)
    return None if view is None else _read_letter(view)
