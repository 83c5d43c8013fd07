"""What becomes of a call when connections are kept, cut, silent, or to somebody else."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from shared.adapters.aws.address import Address
from shared.adapters.aws.dynamodb import DynamoDb
from shared.adapters.aws.errors import NoAnswer
from shared.adapters.aws.transport import MOST_IDLE
from tests.aws.loopback import CLOSED, Answer, World, answer, calling, checked, serving
from tests.certificate import self_signed


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def query(client: DynamoDb) -> object:
    return client.query(TableName="t")


class TestAConnection:
    def test_is_used_again(self) -> None:
        with serving() as server, calling(server.address) as client:
            for _ in range(3):
                assert query(client) == {}
            assert [each.connection for each in server.requests] == [0, 0, 0]

    def test_is_not_used_again_after_connection_close(self) -> None:
        closing = answer(headers=["Connection: close"])
        with serving(closing) as server, calling(server.address) as client:
            for _ in range(3):
                query(client)
            assert [each.connection for each in server.requests] == [0, 1, 2]

    def test_is_not_used_again_when_it_has_idled(self) -> None:
        world = World()
        with serving() as server, calling(server.address, world) as client:
            query(client)
            world.pass_by(MOST_IDLE - timedelta(seconds=1))
            query(client)
            world.pass_by(MOST_IDLE)
            query(client)
            assert [each.connection for each in server.requests] == [0, 0, 1]

    def test_belongs_to_one_thread_at_a_time(self) -> None:
        start = Barrier(8)

        def call_often(number: int) -> list[object]:
            start.wait()
            return [client.put_item(TableName=f"{number}") for _ in range(25)]

        with (
            serving() as server,
            calling(server.address) as client,
            ThreadPoolExecutor(8) as threads,
        ):
            answers = list(threads.map(call_often, range(8)))
            assert answers == [[{}] * 25] * 8
            assert len(server.requests) == 200
            assert len(server.connections) <= 8


class TestConnectionsThatDiedWhileTheyIdled:
    def test_cost_no_try_and_no_wait(self) -> None:
        world = World()
        with serving() as server, calling(server.address, world) as client:
            start = Barrier(4)

            def call(_: int) -> object:
                start.wait()
                return query(client)

            with ThreadPoolExecutor(4) as threads:
                list(threads.map(call, range(4)))
            server.cut()
            before = len(server.requests)
            assert query(client) == {}
            assert len(server.requests) == before + 1
            assert world.pauses == []

    def test_have_said_what_is_no_answer_to_the_next_request(self) -> None:
        with serving() as server, calling(server.address) as client:
            query(client)
            server.say(answer(b"idle", 408).sent)
            assert query(client) == {}
            assert [each.connection for each in server.requests] == [0, 1]

    def test_are_all_dropped_when_one_turns_out_to_be_dead_only_as_it_is_used(self) -> None:
        world = World()
        with serving(answer(), CLOSED, answer()) as server:
            with calling(server.address, world) as client:
                query(client)
                assert query(client) == {}
            assert [each.connection for each in server.requests] == [0, 0, 1]
            assert world.pauses == []


class TestAnAnswer:
    def test_that_never_begins_on_a_new_connection_costs_a_try(self) -> None:
        world = World()
        with serving(CLOSED, checked()) as server, calling(server.address, world) as client:
            assert query(client) == {}
            assert world.pauses == [1]

    @pytest.mark.parametrize("cut", [1, 20, 40, -1])
    def test_that_ends_in_the_middle_is_asked_for_again(self, cut: int) -> None:
        world = World()
        half = Answer(checked(b'{"Items":[]}').sent[:cut], closes=True)
        with serving(half, checked(b'{"Items":[]}')) as server:
            with calling(server.address, world) as client:
                assert query(client) == {"Items": []}
            assert world.pauses == [1]

    def test_that_always_ends_in_the_middle_is_none(self) -> None:
        half = Answer(checked(b'{"Items":[]}').sent[:-3], closes=True)
        with serving(half) as server, calling(server.address) as client:
            with pytest.raises(NoAnswer, match="half"):
                query(client)
            assert len(server.requests) == 3

    def test_that_does_not_come_in_time_is_none(self) -> None:
        with (
            socket.create_server(("127.0.0.1", 0), backlog=8) as silent,
            calling(Address("127.0.0.1", port_of(silent), tls=False), read_seconds=0.05) as client,
            pytest.raises(NoAnswer, match="no answer in"),
        ):
            query(client)

    def test_that_is_no_http_is_none(self) -> None:
        with (
            serving(Answer(b"SSH-2.0-OpenSSH\r\n\r\n", closes=True)) as server,
            calling(server.address) as client,
            pytest.raises(NoAnswer, match="not HTTP"),
        ):
            query(client)


class TestAHost:
    def test_that_has_no_address_is_no_answer(self) -> None:
        world = World()
        with calling(Address("dynamodb.invalid", 80, tls=False), world) as client:
            with pytest.raises(NoAnswer, match=r"dynamodb\.invalid"):
                query(client)
            assert world.pauses == [1, 2]

    def test_that_listens_to_nobody_is_no_answer(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = port_of(gone)
        with (
            calling(Address("127.0.0.1", port, tls=False)) as client,
            pytest.raises(NoAnswer, match="refused"),
        ):
            query(client)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PEM of a key and a certificate of localhost, which is not one of 127.0.0.1."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_text(self_signed("localhost"))
    return path


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


class TestTls:
    def test_keeps_its_connection(self, certificate: Path, context: ssl.SSLContext) -> None:
        with serving(context=context) as server:
            there = Address("localhost", server.address.port, tls=True)
            with calling(there, authorities=str(certificate)) as client:
                assert [query(client) for _ in range(3)] == [{}] * 3
            assert [each.connection for each in server.requests] == [0, 0, 0]

    def test_refuses_a_certificate_of_another_name(
        self, certificate: Path, context: ssl.SSLContext
    ) -> None:
        with serving(context=context) as server:
            with (
                calling(server.address, authorities=str(certificate)) as client,
                pytest.raises(NoAnswer, match="CERTIFICATE_VERIFY_FAILED"),
            ):
                query(client)
            assert server.requests == []

    def test_refuses_a_certificate_that_nobody_vouches_for(self, context: ssl.SSLContext) -> None:
        with serving(context=context) as server:
            with (
                calling(server.address) as client,
                pytest.raises(NoAnswer, match="CERTIFICATE_VERIFY_FAILED"),
            ):
                query(client)
            assert server.requests == []
