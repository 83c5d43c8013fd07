"""Computes which part of a journal has to be read for some slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shared.adapters.journal.protocol import Span
from shared.adapters.journal.slots import slot_of
from shared.wire.entries import Line, Unpacker
from shared.wire.sections import Section


def begin_of(spans: Sequence[Span], known: Section | None) -> int:
    """Return the position at which the reading of a slot begins."""
    return known.position + 1 if known else min(span.first for span in spans)


def end_of(spans: Mapping[int, Sequence[Span]]) -> int | None:
    """Return the position at which the reading ends; None for the journal's end."""
    ends = [span.last for some in spans.values() for span in some]
    return None if None in ends else max(end for end in ends if end is not None)


def holds(spans: Iterable[Span], position: int) -> bool:
    return any(
        span.first <= position and (span.last is None or position <= span.last) for span in spans
    )


def unpacker_of(sections: Mapping[int, Section]) -> Unpacker:
    """Return an unpacker that knows what the sections hold, which is not read again."""
    known = [
        (each.line, Line(each.stream, each.by, each.position))
        for section in sections.values()
        for each in section.streams
        if each.line >= 0
    ]
    since = {slot: section.position for slot, section in sections.items()}
    return Unpacker(known, lambda stream: since.get(slot_of(stream), -1))
