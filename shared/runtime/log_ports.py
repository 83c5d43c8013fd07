"""Builds the ports of the log: the direct log, a journal, and the owners of its slots."""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from shared.runtime import clock
from shared.runtime.aws import client
from shared.runtime.economy_ports import EconomyPorts
from shared.runtime.once import once
from shared.runtime.settings import on_lambda

if TYPE_CHECKING:
    from shared.adapters.dynamodb.client import DynamoDbClient
    from shared.adapters.dynamodb.journal import DynamoDbJournal
    from shared.adapters.journal.log import JournalLog
    from shared.adapters.journal.sweep import Sweep
    from shared.adapters.owners.slot_owners import SlotOwners
    from shared.adapters.s3.segments import S3Segments
    from shared.application.commands.ports import Log
    from shared.application.commands.stream_cache import StreamCache

TRIED_FOR = 1.0
"""Seconds for which a function tries to write to a stream without reading it again.

Other environments may handle its players' next frames, while a gateway has its players to itself.
"""


class LogPorts(EconomyPorts):
    """A part of a process's ports."""

    @once
    def log(self) -> Log:
        """Return the direct log, combined with a journal where slots have owners."""
        from shared.adapters.dynamodb.log import DynamoDbLog

        table = self.settings.need("log_table")
        direct = DynamoDbLog(self._dynamodb, table, self.codec, clock.now)
        if not self.settings.slots_table:
            return direct
        from shared.adapters.logs_by_game import LogsByGame

        return LogsByGame(direct, self._journal_or_owners(), self.games)

    def _journal_or_owners(self) -> Log:
        from shared.adapters.owners.log import OwnersLog

        others = OwnersLog(self._slot_owners, self.codec)
        if not self.settings.owner_address:
            return others
        from shared.adapters.owners.log_of_owner import LogOfOwner

        return LogOfOwner(self.journal, others)

    @once
    def journal(self) -> JournalLog:
        """Return the journal of a process that owns slots."""
        from shared.adapters.journal.log import JournalLog
        from shared.adapters.journal.settings import Settings
        from shared.adapters.kinesis.stream import KinesisStream
        from shared.adapters.owners.own_address import reached_at
        from shared.adapters.s3.snapshots import S3Snapshots

        settings = Settings(address=reached_at(self.settings.need("owner_address")), shares=True)
        stream = self.settings.need("events_stream")
        events = KinesisStream(client("kinesis"), stream, clock.pause)
        snapshots = S3Snapshots(client("s3"), self.settings.need("snapshots_bucket"))
        parts = (settings, events, snapshots, self._segments)
        return JournalLog(self._slots, self.packed, clock.new_id, *parts)

    def slots_of(self, room: str) -> Sequence[int]:
        """Return the journal's slots that hold a room's streams."""
        from shared.adapters.journal.slots import slots_of

        return slots_of(room)

    @once
    def sweep(self) -> Sweep | None:
        """Return the sweep of journals; None on a stage without journals."""
        if not self.settings.journal_table:
            return None
        from shared.adapters.journal.sweep import Sweep

        return Sweep(self._slots, self._segments, clock.now)

    @once
    def _segments(self) -> S3Segments:
        from shared.adapters.s3.segments import S3Segments

        return S3Segments(client("s3"), self.settings.need("archive_bucket"))

    @once
    def owners(self) -> SlotOwners | None:
        """Return the client of slot owners; None on a stage without owners, and in an owner."""
        if not self.settings.slots_table or self.settings.owner_address:
            return None
        return self._slot_owners

    @once
    def _slot_owners(self) -> SlotOwners:
        from shared.adapters.owners.directory import Addresses
        from shared.adapters.owners.slot_owners import SlotOwners
        from shared.wire.owner_calls import CommandCodec

        addresses = Addresses(self._slots, clock.monotonic)
        commands = CommandCodec(self.games)
        return SlotOwners(addresses, self.codec, commands, clock.monotonic, clock.pause)

    @once
    def _slots(self) -> DynamoDbJournal:
        from shared.adapters.dynamodb.journal import DynamoDbJournal

        tables = (self.settings.journal_table, self.settings.need("slots_table"))
        return DynamoDbJournal(self._dynamodb, *tables, now=clock.now)

    @once
    def cache(self) -> StreamCache:
        from shared.application.commands.stream_cache import StreamCache

        return StreamCache(clock.monotonic, tried_for=TRIED_FOR if on_lambda() else inf)

    @once
    def _dynamodb(self) -> DynamoDbClient:
        if self.settings.aws_client == "botocore":
            of_botocore: DynamoDbClient = client("dynamodb")
            return of_botocore
        from shared.runtime.lean import dynamodb

        return dynamodb()
