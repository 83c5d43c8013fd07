"""What a benchmark reports: rows of a label, a figure and its unit."""

from __future__ import annotations

type Row = tuple[str, float, str]


class Skipped(Exception):  # noqa: N818 - what is missing, and no fault
    """A benchmark can't run on this machine; the message is a sentence for the reader."""
