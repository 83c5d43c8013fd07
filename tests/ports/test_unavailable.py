"""One notion of a dependency that does not answer, whatever SDK stands behind a port."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import get_session

from shared.adapters.aws.dynamodb import DynamoDb
from shared.adapters.aws.management_api import ManagementApi
from shared.adapters.dynamodb.client import DynamoDbClient
from shared.adapters.dynamodb.connections import DynamoDbConnections
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.dynamodb.logins import DynamoDbLogins
from shared.adapters.dynamodb.players import DynamoDbPlayers
from shared.adapters.dynamodb.rows import Rows
from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions
from shared.adapters.dynamodb.tickets import DynamoDbTickets
from shared.adapters.dynamodb.views import DynamoDbViews
from shared.adapters.ecs.fleet import EcsFleet
from shared.adapters.kinesis.fact_stream import KinesisFactStream
from shared.adapters.s3.archive import S3Archive
from shared.adapters.s3.failed_records import S3FailedRecords
from shared.adapters.secretsmanager.rotating import RotatingSecret
from shared.adapters.sockets.apigateway import ApiGatewaySockets, ManagementClient
from shared.adapters.sqs.queues import SqsQueues
from shared.application.channels.ports import Subscriber
from shared.application.players.ports import Connection, NameTaken, Player, Refresh, Ticket
from shared.application.ports import Unavailable
from shared.economy.outbox import EconomyFact
from shared.kernel.players import Identity
from tests.codec import CODEC
from tests.ports.before_dynamodb import Answer, Before, standing
from tests.ports.log_stores import lean_caller
from tests.wire.samples import FACTS, commit_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ANN = Identity("p1", "ann")
PLAYER = Player("p1", "ann", NOON, "issuer|ann")
REFRESH = Refresh("h1", "f1", "p1", LATER)
FACT = EconomyFact("wallet", 1, "p1", "paid", {}, NOON)
COMMIT = commit_of(FACTS["codebattle.shield_used.v1"])

CALLS: dict[str, Callable[[Any], object]] = {
    "connections.open": lambda ports: ports.connections.open(Connection("c1", ANN, NOON)),
    "connections.get": lambda ports: ports.connections.get("c1"),
    "connections.close": lambda ports: ports.connections.close("c1"),
    "logins.take_over": lambda ports: ports.logins.take_over("p1", "c1"),
    "logins.current": lambda ports: ports.logins.current("p1"),
    "logins.superseded": lambda ports: ports.logins.superseded({"c1": "p1"}),
    "logins.leave": lambda ports: ports.logins.leave("p1", "c1"),
    "tickets.issue": lambda ports: ports.tickets.issue(Ticket("h1", ANN, LATER)),
    "tickets.redeem": lambda ports: ports.tickets.redeem("h1"),
    "views.put": lambda ports: ports.views.put("board", "b1", {}),
    "views.get": lambda ports: ports.views.get("board", "b1"),
    "views.list": lambda ports: list(ports.views.listed("board")),
    "players.create": lambda ports: ports.players.create(PLAYER),
    "players.get": lambda ports: ports.players.get("p1"),
    "players.ids_of": lambda ports: ports.players.ids_of(["ann"]),
    "players.guests": lambda ports: ports.players.guests(["p1"]),
    "players.by_subject": lambda ports: ports.players.by_subject("issuer|ann"),
    "players.keep_refresh": lambda ports: ports.players.keep_refresh(REFRESH),
    "players.find_refresh": lambda ports: ports.players.find_refresh("h1"),
    "players.use_refresh": lambda ports: ports.players.use_refresh(REFRESH, LATER),
    "players.revoke_family": lambda ports: ports.players.revoke_family("f1", LATER),
    "subscriptions.add": lambda ports: ports.subscriptions.add(Subscriber("x", "c1", "ann")),
    "subscriptions.remove": lambda ports: ports.subscriptions.remove("x", "c1"),
    "subscriptions.remove_all": lambda ports: ports.subscriptions.remove_all("c1"),
    "subscriptions.members": lambda ports: list(ports.subscriptions.members("x")),
    "log.append": lambda ports: ports.log.append(COMMIT),
    "log.latest": lambda ports: ports.log.latest(COMMIT.stream),
    "queues.put": lambda ports: ports.queues.put("default", {}),
    "failed_records.keep": lambda ports: ports.failed_records.keep("delivery", "1", {}, "?"),
    "archive.keep": lambda ports: ports.archive.keep("trades", [{}]),
    "fact_stream.put": lambda ports: ports.fact_stream.put([FACT]),
    "fleet.keep": lambda ports: ports.fleet.keep(2),
    "secret.values": lambda ports: ports.secret.values(),
    "sockets.send": lambda ports: ports.sockets.send("c1", b"{}"),
}

TABLES = {"connections", "logins", "tickets", "views", "players", "subscriptions", "log"}


def _lean(call: Callable[[Any], object], ports: Any) -> Any:
    return call(ports.lean)


CALLS |= {
    f"lean {name}": partial(_lean, call)
    for name, call in CALLS.items()
    if name.split(".")[0] in {*TABLES, "sockets"}
}
"""Those adapters on the own clients, which `RUMPUS_AWS_CLIENT` chooses."""


@contextmanager
def ports_at(address: str, seconds: float) -> Iterator[Any]:
    """Every adapter of AWS that a request or a record may need, at one address.

    An answer is waited for so long.
    """

    def client(service: str) -> Any:
        return get_session().create_client(
            service,
            endpoint_url=address,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(read_timeout=seconds, retries={"total_max_attempts": 1}),
        )

    ports = SimpleNamespace(
        **on(client("dynamodb"), client("apigatewaymanagementapi")),
        queues=SqsQueues(client("sqs"), {"default": f"{address}/1/default"}),
        failed_records=S3FailedRecords(client("s3"), "bucket"),
        archive=S3Archive(client("s3"), "bucket"),
        fact_stream=KinesisFactStream(client("kinesis"), "stream", lambda _: None),
        fleet=EcsFleet(client("ecs"), client("application-autoscaling"), "servers/gateway"),
        secret=RotatingSecret(client("secretsmanager"), "secret", lambda: NOON),
    )
    with (
        lean_caller("dynamodb", address, seconds) as dynamodb,
        lean_caller("execute-api", address, seconds) as execute_api,
    ):
        ports.lean = SimpleNamespace(**on(DynamoDb(dynamodb), ManagementApi(execute_api, "/live")))
        yield ports


def on(dynamodb: DynamoDbClient, management_api: ManagementClient) -> dict[str, object]:
    """The adapters that stand on either client."""
    rows = Rows(dynamodb, "table")
    return {
        "connections": DynamoDbConnections(rows),
        "logins": DynamoDbLogins(rows, lambda: NOON),
        "tickets": DynamoDbTickets(rows),
        "views": DynamoDbViews(rows),
        "players": DynamoDbPlayers(rows),
        "subscriptions": DynamoDbSubscriptions(dynamodb, "table", lambda: NOON),
        "log": DynamoDbLog(dynamodb, "table", CODEC),
        "sockets": ApiGatewaySockets(management_api),
    }


@pytest.fixture(scope="module")
def silent() -> Iterator[Any]:
    """A peer that takes connections and never answers."""
    with (
        pytest.MonkeyPatch.context() as env,
        socket.create_server(("127.0.0.1", 0), backlog=128) as server,
    ):
        env.setenv("AWS_ACCESS_KEY_ID", "test")
        env.setenv("AWS_SECRET_ACCESS_KEY", "test")
        with ports_at(f"http://127.0.0.1:{server.getsockname()[1]}", 0.05) as ports:
            yield ports


class _Refusing(Before):
    told: dict[str, object]

    def carry_out(self, operation: str, body: bytes) -> Answer:
        del operation, body
        return 400, json.dumps(self.told).encode()


type Refusing = Callable[..., object]


@pytest.fixture(scope="module")
def refusing(silent: Any) -> Iterator[Refusing]:
    """Calls a DynamoDB that answers with an error, and for a transaction with its reasons."""
    del silent  # for its environment
    told: dict[str, object] = {}
    with standing(_Refusing, told=told) as address, ports_at(address, 60) as ports:

        def call(name: str, code: str, *reasons: str) -> object:
            told.update({"__type": code, "CancellationReasons": [{"Code": e} for e in reasons]})
            return CALLS[name](ports)

        yield call


def table_of(call: str) -> str:
    return call.removeprefix("lean ").split(".")[0]


class TestUnavailable:
    @pytest.mark.parametrize("call", CALLS)
    def test_is_raised_when_nothing_answers(self, silent: Any, call: str) -> None:
        with pytest.raises(Unavailable):
            CALLS[call](silent)

    @pytest.mark.parametrize("call", [each for each in CALLS if table_of(each) in TABLES])
    def test_is_raised_when_a_table_throttles(self, refusing: Refusing, call: str) -> None:
        with pytest.raises(Unavailable):
            refusing(call, "ProvisionedThroughputExceededException")

    @pytest.mark.parametrize("call", ["players.create", "lean players.create"])
    def test_is_raised_when_a_table_throttles_a_transaction(
        self, refusing: Refusing, call: str
    ) -> None:
        with pytest.raises(Unavailable):
            refusing(call, "TransactionCanceledException", "ThrottlingError", "None")

    @pytest.mark.parametrize("call", ["players.create", "lean players.create"])
    def test_is_not_what_a_name_that_is_taken_is(self, refusing: Refusing, call: str) -> None:
        reasons = ("None", "ConditionalCheckFailed")
        with pytest.raises(NameTaken):
            refusing(call, "TransactionCanceledException", *reasons)

    @pytest.mark.parametrize(
        "call",
        [
            "connections.get",
            "views.put",
            "subscriptions.add",
            "lean log.append",
            "lean logins.leave",
        ],
    )
    def test_is_not_what_a_missing_right_is(self, refusing: Refusing, call: str) -> None:
        with pytest.raises(Exception, match="AccessDenied") as refusal:
            refusing(call, "AccessDeniedException")
        assert not isinstance(refusal.value, Unavailable)
