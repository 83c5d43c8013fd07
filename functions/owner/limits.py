"""The limits of one process that owns slots."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """Counts, seconds and bytes of one process."""

    commands: int = 5_000  # under way
    commands_of_stream: int = 1_000
    group: int = 64  # commands that are decided and written together
    groups: int = 16  # at once: one decides, others wait some milliseconds for acknowledgements
    decide_seconds: float = 0.05  # after which the next group does not wait for one that decides
    reads: int = 1_000  # under way
    readers: int = 16  # at once
    page_bytes: int = 1_000_000  # of an answer
    names: int = 10_000  # of an answer
    retry_seconds: float = 1.0  # after which may be tried again what found too much under way
