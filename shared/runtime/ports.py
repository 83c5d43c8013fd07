"""Which adapter stands behind each port, built when a workload first needs it.

Imports stand inside the parts, so that a cold process pays for what it uses and no more.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
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
    from shared.adapters.dynamodb.rows import Rows
    from shared.adapters.journal.log import JournalLog
    from shared.adapters.owners.slot_owners import SlotOwners
    from shared.adapters.sockets.apigateway import ManagementClient
    from shared.adapters.tokens.jwt import Secret
    from shared.adapters.tokens.oidc import Oidc
    from shared.application.channels.ports import Sockets, Subscriptions
    from shared.application.commands.ports import Log
    from shared.application.commands.stream_cache import StreamCache
    from shared.application.letters.ports import Bodies, DeadLetters, Workers
    from shared.application.lifecycle.prescale import Fleet
    from shared.application.players.ports import (
        Connections,
        Logins,
        Players,
        Tickets,
        Tokens,
    )
    from shared.application.ports import FailedRecords, Queues, Views


TRIED_FOR = 1.0
"""Seconds for which a function tries to write to a stream without looking at it again.

Its players' next frames meet other environments; a gateway has its players to itself.
"""


class Ports(EconomyPorts):
    """The ports of one process."""

    # Time, chance and identity

    @property
    def clock(self) -> Callable[[], datetime]:
        return clock.now

    @property
    def new_id(self) -> Callable[[], str]:
        return clock.new_id

    @property
    def chance(self) -> Callable[[], int]:
        return clock.chance

    # The log

    @once
    def log(self) -> Log:
        """Return the direct log; where slots have owners, some games have a journal."""
        from shared.adapters.dynamodb.log import DynamoDbLog

        direct = DynamoDbLog(self._dynamodb, self.settings.need("log_table"), self.codec)
        if not self.settings.slots_table:
            return direct
        from shared.adapters.logs_by_game import LogsByGame

        return LogsByGame(direct, self._journal_or_owners(), self.games)

    def _journal_or_owners(self) -> Log:
        if self.owners is None:
            return self.journal
        from shared.adapters.owners.log import OwnersLog

        return OwnersLog(self.owners, self.codec)

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
        return JournalLog(self._slots, self.packed, clock.new_id, settings, events, snapshots)

    @once
    def owners(self) -> SlotOwners | None:
        """Return the owners of slots; None on a stage without, and in an owner itself."""
        if not self.settings.slots_table or self.settings.journal_table:
            return None
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
        return DynamoDbJournal(self._dynamodb, *tables)

    @once
    def cache(self) -> StreamCache:
        from shared.application.commands.stream_cache import StreamCache

        return StreamCache(clock.monotonic, tried_for=TRIED_FOR if on_lambda() else inf)

    # Sockets and who is at them

    @once
    def sockets(self) -> Sockets:
        from shared.adapters.sockets.apigateway import ApiGatewaySockets
        from shared.adapters.sockets.routed import RoutedSockets

        return RoutedSockets(ApiGatewaySockets(self._management_api), self.bus)

    @once
    def subscriptions(self) -> Subscriptions:
        from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions

        table = self.settings.need("sockets_table")
        return DynamoDbSubscriptions(self._dynamodb, table, clock.now)

    @once
    def connections(self) -> Connections:
        from shared.adapters.dynamodb.connections import DynamoDbConnections

        return DynamoDbConnections(self._rows("sockets_table"))

    @once
    def logins(self) -> Logins:
        from shared.adapters.dynamodb.logins import DynamoDbLogins

        return DynamoDbLogins(self._rows("sockets_table"), clock.now)

    @once
    def tickets(self) -> Tickets:
        from shared.adapters.dynamodb.tickets import DynamoDbTickets

        return DynamoDbTickets(self._rows("sockets_table"))

    # Players

    @once
    def players(self) -> Players:
        from shared.adapters.dynamodb.players import DynamoDbPlayers

        return DynamoDbPlayers(self._rows("players_table"))

    @once
    def tokens(self) -> Tokens:
        from shared.adapters.tokens.jwt import JwtTokens

        return JwtTokens(self._secret("token_secret"))

    @once
    def oidc(self) -> Oidc:
        from shared.adapters.tokens.oidc import Oidc

        return Oidc(self.settings.oidc_issuers, clock.monotonic)

    @once
    def operator_issuers(self) -> Oidc:
        from shared.adapters.tokens.oidc import Oidc

        return Oidc(self.settings.operator_issuers, clock.monotonic)

    @once
    def operator_key(self) -> Secret:
        return self._secret("operator_key")

    def _secret(self, name: str) -> Secret:
        from shared.adapters.secretsmanager.rotating import RotatingSecret

        return RotatingSecret(client("secretsmanager"), self.settings.need(name), clock.now)

    # Reading, and work for later

    @once
    def views(self) -> Views:
        from shared.adapters.dynamodb.views import DynamoDbViews

        return DynamoDbViews(self._rows("views_table"))

    @once
    def queues(self) -> Queues:
        from shared.adapters.sqs.queues import SqsQueues

        return SqsQueues(client("sqs"), self.settings.queues())

    @once
    def fleet(self) -> Fleet:
        from shared.adapters.ecs.fleet import EcsFleet

        service = self.settings.need("fleet")
        return EcsFleet(client("ecs"), client("application-autoscaling"), service)

    @once
    def dead_letters(self) -> DeadLetters:
        from shared.adapters.sqs.dead_letters import SqsDeadLetters

        bucket = self.settings.need("failed_bucket")
        queues = self.settings.dead_queues
        return SqsDeadLetters(client("sqs"), client("s3"), bucket, queues, self.coordination)

    @once
    def letter_bodies(self) -> Bodies:
        from shared.adapters.s3.letter_bodies import S3Bodies

        return S3Bodies(client("s3"), self.settings.need("failed_bucket"))

    @once
    def workers(self) -> Workers:
        from shared.adapters.lambda_functions.workers import AwsWorkers

        prefix = f"rumpus-{self.settings.stage}-"
        functions = client("lambda", attempts=1, seconds=30)
        return AwsWorkers(client("sqs"), functions, self.settings.queues(), prefix)

    @once
    def failed_records(self) -> FailedRecords:
        from shared.adapters.s3.failed_records import S3FailedRecords

        return S3FailedRecords(client("s3"), self.settings.need("failed_bucket"))

    # AWS, by the own clients or by botocore's

    @once
    def _dynamodb(self) -> DynamoDbClient:
        if self.settings.aws_client == "botocore":
            of_botocore: DynamoDbClient = client("dynamodb")
            return of_botocore
        from shared.runtime.lean import dynamodb

        return dynamodb()

    @once
    def _management_api(self) -> ManagementClient:
        url = self.settings.need("sockets_url")
        if self.settings.aws_client == "botocore":
            of_botocore: ManagementClient = client("apigatewaymanagementapi", url, attempts=1)
            return of_botocore
        from shared.runtime.lean import management_api

        return management_api(url)

    def _rows(self, table: str) -> Rows:
        from shared.adapters.dynamodb.rows import Rows

        return Rows(self._dynamodb, self.settings.need(table))
