"""What becomes of a command when its connection is kept, cut, silent, or to somebody else."""

from __future__ import annotations

import gc
import socket
import socketserver
import ssl
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from hiredis import ProtocolError, ReplyError

from localstack.ports import free_port
from shared.adapters.valkey.address import Address, address_of
from shared.adapters.valkey.client import connect
from shared.adapters.valkey.cluster import Cluster as Connected
from shared.adapters.valkey.cluster import slot_of
from shared.adapters.valkey.connection import Connection
from shared.adapters.valkey.node import Node, _tls_context
from tests.certificate import self_signed
from tests.ports.valkey_cluster import Cluster, valkey_cluster
from tests.ports.valkey_server import PATIENT, valkey_server

NODES = 3
PONG = b"+PONG\r\n"

"""Seconds: how busy the machine is decides nothing here."""


class Scripted(socketserver.ThreadingTCPServer):
    """Answers each command with the next text and closes after an empty one; the last goes on."""

    daemon_threads = True

    def __init__(self, replies: Sequence[bytes], context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies, self.context, self.commands = list(replies), context, list[bytes]()
        self.connections = 0

    @property
    def node(self) -> Node:
        address = Address("localhost", int(self.server_address[1]), tls=self.context is not None)
        return Node(address, PATIENT)


class _Handler(socketserver.BaseRequestHandler):
    server: Scripted

    def handle(self) -> None:
        self.server.connections += 1
        if self.server.context is not None:
            try:
                self.request = self.server.context.wrap_socket(self.request, server_side=True)
            except OSError:  # the client does not trust us
                return
        while command := self.request.recv(65_536):
            self.server.commands.append(command)
            replies = self.server.replies
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            if not reply:
                break
            self.request.sendall(reply)
        self.request.close()


@contextmanager
def answering(*replies: bytes, context: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    with Scripted(replies, context) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with valkey_cluster(NODES) as nodes:
        yield nodes


class TestAConnection:
    def test_is_used_again_after_a_reply_and_after_an_error(self) -> None:
        with answering(PONG, b"-WRONGTYPE no\r\n", PONG) as server:
            node = server.node
            assert node.execute_command("PING") == b"PONG"
            with pytest.raises(ReplyError, match="WRONGTYPE"):
                node.execute_command("GET", "a")
            assert node.execute_command("PING") == b"PONG"
            assert server.connections == 1

    def test_closes_its_socket_when_nobody_holds_it_even_in_a_cycle(self) -> None:
        here, there = socket.socketpair()
        cycle: list[object] = [Connection(here, PATIENT)]
        cycle.append(cycle)
        del here
        gc.collect()  # what other tests left
        with there, warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            del cycle
            gc.collect()
            assert there.recv(1) == b""
        assert not told

    def test_that_died_while_it_was_idle_costs_no_command(self) -> None:
        with valkey_server() as url:
            client = connect(url, PATIENT)
            client.execute_command("PING")
            connect(url, PATIENT).execute_command(
                "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"
            )
            assert client.execute_command("PING") == b"PONG"

    @pytest.mark.parametrize(
        ("reply", "fault"),
        [
            (b"", ConnectionResetError),
            (b"$10\r\nhalf", TimeoutError),
            (b"HTTP/1.1 400 Bad Request\r\n\r\n", ProtocolError),
        ],
    )
    def test_without_a_whole_reply_is_not_used_again_and_nothing_is_sent_twice(
        self, reply: bytes, fault: type[Exception]
    ) -> None:
        with answering(reply, PONG) as server:
            node = server.node
            node._seconds = 0.2 if fault is TimeoutError else PATIENT
            with pytest.raises(fault):
                node.execute_command("INCR", "a")
            node._seconds = PATIENT
            assert node.execute_command("PING") == b"PONG"
            assert server.connections == 2
            assert len(server.commands) == 2

    def test_belongs_to_one_thread_at_a_time(self) -> None:
        with valkey_server() as url, ThreadPoolExecutor(8) as pool:
            client = connect(url, PATIENT)
            names = [uuid4().hex for _ in range(200)]
            assert list(pool.map(lambda name: client.execute_command("ECHO", name), names)) == [
                name.encode() for name in names
            ]

    def test_says_who_it_is(self) -> None:
        with valkey_server() as url:
            admin = connect(url, PATIENT)
            admin.execute_command("ACL", "SETUSER", "ann", "on", ">s%ret", "~*", "+@all")
            host = url.removeprefix("redis://")
            assert (
                connect(f"redis://ann:s%25ret@{host}", PATIENT).execute_command("ACL", "WHOAMI")
                == b"ann"
            )
            with pytest.raises(ReplyError, match="WRONGPASS"):
                connect(f"redis://ann:other@{host}", PATIENT).execute_command("PING")


class TestTls:
    @pytest.fixture
    def context(self, tmp_path: Path) -> Iterator[ssl.SSLContext]:
        pem = tmp_path / "own.pem"
        pem.write_text(self_signed("localhost"))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
        _tls_context.cache_clear()
        yield context
        _tls_context.cache_clear()

    def test_asks_who_is_trusted(
        self, context: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
        with answering(PONG, context=context) as server:
            node = server.node
            assert [node.execute_command("PING") for _ in range(3)] == [b"PONG"] * 3
            assert server.connections == 1

    def test_tells_nothing_to_who_is_not(self, context: ssl.SSLContext) -> None:
        with answering(PONG, context=context) as server:
            with pytest.raises(ssl.SSLCertVerificationError):
                server.node.execute_command("GET", "secret")
            assert server.commands == []

    def test_hears_what_comes_and_waits_for_nothing(
        self, context: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
        with answering(2 * PONG, context=context) as server:
            listener = server.node.open()
            listener.send(b"PING\r\n")
            heard = list[bytes]()
            while len(heard) < 2:
                if (message := listener.heard()) is not None:
                    heard.append(message)
            assert heard == [b"PONG"] * 2
            assert listener.heard() is None
            listener.close()


class TestACluster:
    def test_has_the_slots_that_its_nodes_say(self, cluster: Cluster) -> None:
        keys = ["a", "{a}b", "x{a}{b}", "{}a", "{a", "a}{b}", "", "é", uuid4().hex]
        asked = cluster.nodes[0].execute_command
        assert [slot_of(key) for key in keys] == [asked("CLUSTER", "KEYSLOT", key) for key in keys]

    def test_is_followed_when_a_slot_moves(self, cluster: Cluster) -> None:
        client, key = connect(cluster.url, PATIENT), uuid4().hex
        client.execute_command("GET", key)
        cluster.move(key, (cluster.node_of(key) + 1) % NODES)
        assert client.execute_command("SET", key, "1") == b"OK"
        add = "return redis.call('INCR', KEYS[1])"
        assert client.execute_command("EVAL", add, 1, key) == 2

    def test_is_asked_at_both_nodes_while_a_slot_moves(self, cluster: Cluster) -> None:
        client, key = connect(cluster.url, PATIENT), uuid4().hex
        slot, source = slot_of(key), cluster.node_of(key)
        old, new = cluster.nodes[source], cluster.nodes[(source + 1) % NODES]
        names = [node.execute_command("CLUSTER", "MYID") for node in (old, new)]
        new.execute_command("CLUSTER", "SETSLOT", slot, "IMPORTING", names[0])
        old.execute_command("CLUSTER", "SETSLOT", slot, "MIGRATING", names[1])
        assert client.execute_command("SET", key, "1") == b"OK"
        assert client.execute_command("GET", key) == b"1"
        assert old.execute_command("CLUSTER", "COUNTKEYSINSLOT", slot) == 0
        for node in (old, new):
            node.execute_command("CLUSTER", "SETSLOT", slot, "STABLE")

    def test_is_asked_for_its_slots_where_a_node_answers(self) -> None:
        with answering(b"") as first, answering(b"", PONG) as second:
            ports = [server.server_address[1] for server in (first, second)]
            first.replies[:] = [_all_slots_at(ports[1]), b""]
            second.replies[:] = [b"", _all_slots_at(ports[1]), PONG]
            client = connect(f"redis://127.0.0.1:{ports[0]}?cluster=1", PATIENT)
            with pytest.raises(ConnectionResetError):
                client.execute_command("GET", "a")
            assert client.execute_command("GET", "a") == b"PONG"
            assert len(first.commands) == 2

    def test_is_asked_by_one_thread_and_the_others_wait_for_a_while(self) -> None:
        client = connect(f"redis://127.0.0.1:{free_port()}?cluster=1", PATIENT)
        assert isinstance(client, Connected)
        with client._asking, pytest.raises(TimeoutError):
            client.execute_command("GET", "a")

    def test_of_which_a_node_says_another_place_for_ever_is_an_error(self) -> None:
        with answering(b"") as server:
            port = server.server_address[1]
            server.replies[:] = [_all_slots_at(port), b"-MOVED 1 :%d\r\n" % port]
            client = connect(f"redis://127.0.0.1:{port}?cluster=1", PATIENT)
            with pytest.raises(ReplyError, match="MOVED"):
                client.execute_command("GET", "a")
            assert len(server.commands) < 10


def _all_slots_at(port: int) -> bytes:
    """A node without a name has that of the one that is asked."""
    return b"*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$0\r\n\r\n:%d\r\n" % port


class TestAnAddress:
    def test_is_read_from_a_url(self) -> None:
        assert address_of("rediss://a.b:1?cluster=1") == (Address("a.b", 1, tls=True), True)
        assert address_of("redis://a.b") == (Address("a.b", 6379), False)

    @pytest.mark.parametrize("url", ["", "a.b:1", "http://a.b", "redis://"])
    def test_that_is_none_is_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match="redis"):
            address_of(url)
