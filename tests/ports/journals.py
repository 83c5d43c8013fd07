"""The journal as a log, on a store in memory and on the emulated DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.store import JournalStore
from shared.games.catalogue import GAMES
from shared.runtime.clock import new_id, now
from shared.wire.packed import PackedCodec
from tests.ports.log_stores import dynamodb, lean_dynamodb, new_table

PACKED = PackedCodec(GAMES)


@contextmanager
def journal_log(store: JournalStore, settings: Settings | None = None) -> Iterator[JournalLog]:
    log = JournalLog(store, PACKED, new_id, settings)
    try:
        yield log
    finally:
        log.close()


def new_journal_tables(emulator: str) -> tuple[str, str]:
    """Make the tables as docs/data.md says; return their names."""
    client = dynamodb(emulator)
    return new_table(client, "N"), new_table(client, "N")


@contextmanager
def lean_journal(emulator: str) -> Iterator[JournalLog]:
    journal, slots = new_journal_tables(emulator)
    with (
        lean_dynamodb(emulator) as client,
        journal_log(DynamoDbJournal(client, journal, slots, now)) as log,
    ):
        yield log
