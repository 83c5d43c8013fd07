"""Chooses the adapter behind each port, and builds it when a workload first needs it.

Imports are inside the parts, so that a cold process pays only for the parts that it uses.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from shared.runtime import clock
from shared.runtime.aws import client
from shared.runtime.log_ports import LogPorts
from shared.runtime.once import once
from shared.workload_kinds import BEHIND

if TYPE_CHECKING:
    from shared.adapters.dynamodb.rows import Rows
    from shared.adapters.sockets.apigateway import ManagementClient
    from shared.adapters.tokens.jwt import Secret
    from shared.adapters.tokens.oidc import Oidc
    from shared.application.channels.ports import Sockets, Subscriptions
    from shared.application.letters.ports import Bodies, DeadLetters, Workers
    from shared.application.lifecycle.keep_up import Consumers
    from shared.application.lifecycle.prescale import Fleet
    from shared.application.players.ports import (
        Connections,
        Logins,
        Players,
        Tickets,
        Tokens,
    )
    from shared.application.ports import FailedRecords, Queues, Views


class Ports(LogPorts):
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

    # Sockets and the players at them

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
    def consumers(self) -> Consumers:
        from shared.adapters.lambda_functions.consumers import AwsConsumers

        prefix = f"rumpus-{self.settings.stage}-"
        return AwsConsumers(client("lambda"), client("cloudwatch"), prefix, f"{prefix}{BEHIND}")

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

    # AWS, by the lean clients or by botocore's

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
