"""The only wiring: which adapter stands behind each port, built when a duty first needs it.

Imports stand inside the parts, so that a cold process pays for what it uses and no more.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from os import environ
from typing import TYPE_CHECKING

from shared.runtime import clock
from shared.runtime.aws import client
from shared.runtime.observability import logger
from shared.runtime.settings import Settings, read_settings

if TYPE_CHECKING:
    from shared.adapters.dynamodb.models import Place, Row
    from shared.adapters.s3.failed_records import S3FailedRecords
    from shared.adapters.tokens.oidc import Oidc
    from shared.adapters.valkey.breaker import Breaker
    from shared.adapters.valkey.client import Client
    from shared.application.entry_ports import Connections, Logins, Players, Tickets, Tokens
    from shared.application.handle_command import Handled
    from shared.application.load import StreamCache
    from shared.application.ports import (
        Coordination,
        Leaderboard,
        Log,
        Queues,
        Sockets,
        Subscriptions,
        Views,
    )
    from shared.domain.kernel.facts import Command, Commit


class Application:
    """The ports of one process, and the use cases that need many of them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    # Time, chance and identity

    @property
    def clock(self) -> Callable[[], datetime]:
        return clock.now

    @property
    def new_id(self) -> Callable[[], str]:
        return clock.new_id

    # The log

    @cached_property
    def log(self) -> Log:
        from shared.adapters.dynamodb.log import DynamoDbLog

        return DynamoDbLog(client("dynamodb"), self.settings.need("log_table"))

    @cached_property
    def cache(self) -> StreamCache:
        from shared.application.load import StreamCache

        return StreamCache(clock.monotonic)

    # The disposable store

    @cached_property
    def leaderboard(self) -> Leaderboard:
        from shared.adapters.valkey.leaderboard import ValkeyLeaderboard

        return ValkeyLeaderboard(self._valkey, self._breaker)

    @cached_property
    def coordination(self) -> Coordination:
        from shared.adapters.valkey.coordination import ValkeyCoordination

        return ValkeyCoordination(self._valkey, self._breaker)

    @cached_property
    def _valkey(self) -> Client:
        from shared.adapters.valkey.client import connect

        return connect(self.settings.need("valkey_url"))

    @cached_property
    def _breaker(self) -> Breaker:
        from shared.adapters.valkey.breaker import Breaker

        return Breaker(clock.monotonic)

    # Sockets and who is at them

    @cached_property
    def sockets(self) -> Sockets:
        from shared.adapters.sockets.apigateway import ApiGatewaySockets

        endpoint = self.settings.need("sockets_url")
        return ApiGatewaySockets(client("apigatewaymanagementapi", endpoint))

    @cached_property
    def subscriptions(self) -> Subscriptions:
        from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions

        table = self.settings.need("sockets_table")
        return DynamoDbSubscriptions(client("dynamodb"), table, clock.now)

    @cached_property
    def connections(self) -> Connections:
        from shared.adapters.dynamodb.connections import DynamoDbConnections

        return DynamoDbConnections(self._rows("sockets_table"))

    @cached_property
    def logins(self) -> Logins:
        from shared.adapters.dynamodb.logins import DynamoDbLogins

        return DynamoDbLogins(self._rows("sockets_table"), clock.now)

    @cached_property
    def tickets(self) -> Tickets:
        from shared.adapters.dynamodb.tickets import DynamoDbTickets

        return DynamoDbTickets(self._rows("sockets_table"))

    # Players

    @cached_property
    def players(self) -> Players:
        from shared.adapters.dynamodb.players import DynamoDbPlayers

        return DynamoDbPlayers(self._place("players_table"))

    @cached_property
    def tokens(self) -> Tokens:
        from shared.adapters.tokens.jwt import JwtTokens

        return JwtTokens(partial(_secrets, self.settings.need("token_secret")))

    @cached_property
    def oidc(self) -> Oidc:
        from shared.adapters.tokens.oidc import Oidc

        return Oidc(self.settings.oidc_issuers)

    @property
    def operator_keys(self) -> Sequence[str]:
        """The operator's key, and the one before it after a rotation."""
        return _secrets(self.settings.need("operator_key"))

    # Reading, and work for later

    @cached_property
    def views(self) -> Views:
        from shared.adapters.dynamodb.views import DynamoDbViews

        return DynamoDbViews(self._rows("views_table"))

    @cached_property
    def queues(self) -> Queues:
        from shared.adapters.sqs.queues import SqsQueues

        return SqsQueues(client("sqs"), self.settings.queues())

    @cached_property
    def failed_records(self) -> S3FailedRecords:
        from shared.adapters.s3.failed_records import S3FailedRecords

        return S3FailedRecords(client("s3"), self.settings.need("failed_bucket"))

    def _place(self, table: str) -> Place:
        from shared.adapters.dynamodb.models import Place

        region = environ.get("AWS_REGION", environ.get("AWS_DEFAULT_REGION", "us-east-1"))
        return Place(self.settings.need(table), region, environ.get("AWS_ENDPOINT_URL"))

    def _rows(self, table: str) -> type[Row]:
        from shared.adapters.dynamodb.models import bind

        return bind(self._place(table))

    # Use cases

    def handle(self, command: Command, *, by: str, command_id: str) -> Handled:
        """Handle a command and take the fast path; a contended attack goes to its queue.

        Raises CommandRefused, StreamMoved, or Postponed for an attack that waits in its queue.
        """
        from shared.application.handle_command import handle_command
        from shared.application.ports import Postponed, StreamMoved
        from shared.application.postpone import postpone
        from shared.domain.codebattle.decider import CODE_BATTLE

        try:
            handled = handle_command(
                self.log,
                self.cache,
                CODE_BATTLE,
                command,
                by=by,
                command_id=command_id,
                pause=clock.pause,
            )
        except StreamMoved:
            if postpone(self.queues, command, by=by, command_id=command_id):
                raise Postponed from None
            raise
        self.publish(handled.commits)
        return handled

    def publish(self, commits: Sequence[Commit]) -> None:
        """Take the fast path; what fails there is logged, and done by the consumers."""
        from shared.application.deliver import deliver
        from shared.application.publish import publish
        from shared.application.rank import rank

        publish(
            commits,
            rank=partial(rank, self.leaderboard, self.queues, self.coordination),
            deliver=partial(deliver, self),
            on_fault=self.on_fault,
        )

    def rebuild(self, battle: str) -> int | None:
        """Make a board whole again from the log, reading streams side by side."""
        from concurrent.futures import ThreadPoolExecutor

        from shared.application.rebuild_board import rebuild_board

        with ThreadPoolExecutor(16) as pool:
            return rebuild_board(self.log, self.leaderboard, battle, each=pool.map)

    def reap(self, connection: str) -> None:
        """Forget a connection that is gone."""
        from shared.application.connect import disconnect

        disconnect(self, connection)

    def on_fault(self, fault: Exception) -> None:
        """Log a fault that nobody else will tell."""
        from shared.application.ports import CacheUnavailable

        if isinstance(fault, CacheUnavailable):
            logger(self.settings.stage).warning("the disposable store is unavailable")
        else:
            logger(self.settings.stage).error("a fault", exc_info=fault)

    def warm(self) -> None:
        """Build what every command needs, while a cold start's full CPU is there."""
        _ = (self.log, self.cache, self.coordination, self.leaderboard, self.sockets)
        from shared.application import handle_command, publish, rank  # noqa: F401
        from shared.domain.codebattle import decider  # noqa: F401


def _secrets(name: str) -> list[str]:
    """The current value of a secret, then the one before the last rotation."""
    manager = client("secretsmanager")
    found = [manager.get_secret_value(SecretId=name)["SecretString"]]
    try:
        previous = manager.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")
    except manager.exceptions.ClientError:
        return found
    return [*found, previous["SecretString"]]


_application: Application | None = None


def application() -> Application:
    """Return the process's application."""
    global _application  # noqa: PLW0603 - one process has one
    if _application is None:
        _application = Application(read_settings())
    return _application
