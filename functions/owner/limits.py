"""The limits of one process that owns slots."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """Counts, seconds and bytes of one process."""

    commands: int = 5_000  # in progress
    commands_of_stream: int = 1_000
    group: int = 64  # commands decided and written together
    groups: int = 16  # at once: one decides, others wait some milliseconds for acknowledgements
    decide_seconds: float = 0.05  # after which the next group decides even so
    reads: int = 1_000  # in progress
    readers: int = 16  # concurrent
    page_bytes: int = 1_000_000  # in one answer
    names: int = 10_000  # in one answer
    retry_seconds: float = 1.0  # until a retry of an overloaded call
