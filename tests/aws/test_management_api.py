"""Posts to connections: the requests are botocore's, and what a cut, slow or full peer makes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import get_session
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.answering import code_of, status_of
from shared.adapters.aws.address import Address
from shared.adapters.aws.credentials import Credentials
from shared.adapters.aws.errors import NoAnswer, Refused
from shared.adapters.aws.management_api import ManagementApi
from shared.adapters.sockets.apigateway import BUFFER_FULL, ApiGatewaySockets, ManagementClient
from shared.application.channels.ports import ConnectionGone
from shared.application.ports import Unavailable
from tests.aws.loopback import (
    CLOSED,
    KEYS,
    NOON,
    Answer,
    LoopbackServer,
    World,
    answer,
    posting,
    serving,
)
from tests.aws.test_connections import port_of

IDS = st.text(min_size=1).filter(lambda each: each not in {".", ".."})
ENDED = Answer(b"HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n")


def post(client: ManagementApi, frame: bytes = b"{}") -> None:
    client.post_to_connection(ConnectionId="c1=", Data=frame)


def refusal(status: int, name: str, *headers: str) -> Answer:
    return answer(b'{"message":"why"}', status, [f"x-amzn-ErrorType: {name}:http://x/", *headers])


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with serving(answer(b"")) as server:
        yield server


@pytest.fixture(scope="module")
def clients(server: LoopbackServer) -> Iterator[list[ManagementClient]]:
    """The own client and botocore's."""
    botocores: Any = get_session().create_client(
        "apigatewaymanagementapi",
        endpoint_url=f"http://{server.address.authority}/live",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    with posting(server.address) as own:
        yield [own, botocores]
    botocores.close()


@settings(max_examples=30)
@given(connection=IDS, frame=st.binary(min_size=1, max_size=200))
def test_a_request_is_that_of_botocore(
    server: LoopbackServer, clients: list[ManagementClient], connection: str, frame: bytes
) -> None:
    server.requests.clear()
    for client in clients:
        client.post_to_connection(ConnectionId=connection, Data=frame)
        client.delete_connection(ConnectionId=connection)
    own_post, own_delete, post, delete = [
        (each.line, each.body, each.headers.get("content-type")) for each in server.requests
    ]
    assert own_post == post
    assert own_delete == delete


class TestAConnection:
    def test_is_kept_after_each_kind_of_answer(self) -> None:
        answers = (answer(b""), ENDED, refusal(410, "GoneException"), answer(b""))
        with serving(*answers) as server, posting(server.address) as client:
            post(client)
            client.delete_connection(ConnectionId="c1=")
            with pytest.raises(Refused):
                post(client)
            post(client)
            assert [each.connection for each in server.requests] == [0, 0, 0, 0]

    def test_that_died_while_it_idled_costs_no_try(self) -> None:
        with serving(answer(b"")) as server, posting(server.address) as client:
            post(client)
            server.cut()
            post(client)
            assert [each.connection for each in server.requests] == [0, 1]

    def test_that_is_dead_only_as_it_is_used_costs_no_try(self) -> None:
        with serving(answer(b""), CLOSED, answer(b"")) as server:
            with posting(server.address) as client:
                post(client)
                post(client)
            assert [each.connection for each in server.requests] == [0, 0, 1]


class TestWhatIsNoAnswer:
    @pytest.mark.parametrize(
        "failure",
        [
            Answer(answer(b"{}").sent[:-1], closes=True),
            CLOSED,
            refusal(429, "TooManyRequestsException"),
            refusal(400, "ThrottlingException"),
            answer(b"<html>", 503),
        ],
    )
    def test_is_unavailable_at_once(self, failure: Answer) -> None:
        world = World()
        with serving(failure) as server, posting(server.address, world) as client:
            with pytest.raises(Unavailable):
                ApiGatewaySockets(client).send("c1=", b"{}")
            assert (len(server.requests), world.pauses) == (1, [])

    def test_is_a_host_that_has_no_address(self) -> None:
        with (
            posting(Address("api.invalid", 80, tls=False)) as client,
            pytest.raises(Unavailable, match=r"api\.invalid"),
        ):
            ApiGatewaySockets(client).send("c1=", b"{}")

    def test_is_a_peer_that_takes_its_time(self) -> None:
        with (
            socket.create_server(("127.0.0.1", 0), backlog=8) as silent,
            posting(Address("127.0.0.1", port_of(silent), tls=False), read_seconds=0.05) as client,
            pytest.raises(NoAnswer, match="no answer in"),
        ):
            post(client)


class TestARefusal:
    def test_of_a_connection_that_has_ended_says_so(self) -> None:
        with serving(refusal(410, "GoneException")) as server, posting(server.address) as client:
            with pytest.raises(ConnectionGone):
                ApiGatewaySockets(client).send("c1=", b"{}")
            assert len(server.requests) == 1

    def test_of_a_client_that_does_not_read_ends_its_connection(self) -> None:
        with serving(refusal(429, BUFFER_FULL), ENDED) as server:
            with posting(server.address) as client, pytest.raises(ConnectionGone):
                ApiGatewaySockets(client).send("c1=", b"{}")
            assert [each.line.split()[0] for each in server.requests] == ["POST", "DELETE"]

    @pytest.mark.parametrize(
        ("status", "name"), [(413, "PayloadTooLargeException"), (403, "ForbiddenException")]
    )
    def test_of_our_own_fault_is_raised_as_it_is(self, status: int, name: str) -> None:
        with serving(refusal(status, name)) as server, posting(server.address) as client:
            with pytest.raises(Refused, match="why") as refused:
                ApiGatewaySockets(client).send("c1=", b"{}")
            assert len(server.requests) == 1
        assert (status_of(refused.value), code_of(refused.value)) == (status, name)

    def test_of_expired_credentials_is_mended(self) -> None:
        source = iter([KEYS, Credentials("AKIDOTHER", "other")])
        with serving(refusal(403, "ExpiredTokenException"), answer(b"")) as server:
            with posting(server.address, fetch=lambda: next(source)) as client:
                post(client)
            assert len(server.requests) == 2

    def test_of_a_clock_that_is_off_is_mended(self) -> None:
        date = f"Date: {format_datetime(NOON + timedelta(minutes=10), usegmt=True)}"
        wrong = refusal(403, "InvalidSignatureException", date)
        with serving(wrong, answer(b"")) as server, posting(server.address) as client:
            post(client)
            stamps = [each.headers["x-amz-date"] for each in server.requests]
        assert stamps == ["20260301T120000Z", "20260301T121000Z"]
