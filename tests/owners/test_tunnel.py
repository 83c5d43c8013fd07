"""Nobody asks an owner without its key, and nobody without it passes for an owner."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from threading import Thread

import pytest

from functions.owner import serve
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.owners.connection import Connection, ConnectionLost
from shared.wire.owner_calls import AnyCall, Found, Read, framed
from shared.wire.tunnel import Tunnel, client_context, server_context
from tests.certificate import self_signed
from tests.owners.served import served

KEY, OTHER = b"k" * 32, b"o" * 32
LARGE = bytes(range(256)) * 4096


def ends(of_server: bytes, of_client: bytes) -> tuple[Tunnel, Tunnel]:
    """Return both ends once they have greeted each other."""
    server = Tunnel(server_context(of_server), serves=True)
    client = Tunnel(client_context(of_client), serves=False)
    while client.pending or server.pending:
        server.take(client.give(b""))
        client.take(server.give(b""))
    return server, client


def read(number: int) -> AnyCall:
    return Read(number, "hunt/h", 0, 1, newest=True)


class TestEnds:
    def test_with_one_key_understand_each_other(self) -> None:
        server, client = ends(KEY, KEY)
        assert server.is_open
        assert client.is_open
        sealed = client.give(b"what Ann does")
        assert b"Ann" not in sealed
        assert server.take(sealed) == b"what Ann does"
        assert client.take(server.give(LARGE)) == LARGE

    def test_keep_what_is_said_too_early(self) -> None:
        server, client = (
            Tunnel(server_context(KEY), serves=True),
            Tunnel(client_context(KEY), serves=False),
        )
        greeting = client.give(b"early")
        assert b"early" not in greeting
        server.take(greeting)
        client.take(server.give(b""))
        assert server.take(client.give(b"")) == b"early"

    def test_with_two_keys_do_not_open(self) -> None:
        with pytest.raises(ssl.SSLError):
            ends(KEY, OTHER)

    def test_a_caller_trusts_no_certificate_instead(self, tmp_path: Path) -> None:
        (tmp_path / "server.pem").write_text(self_signed())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem")
        server = Tunnel(context, serves=True)
        client = Tunnel(client_context(KEY), serves=False)
        server.take(client.give(b""))
        with pytest.raises(ssl.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
            client.take(server.give(b""))

    def test_a_listener_takes_nobody_without_a_key(self) -> None:
        anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        server = Tunnel(server_context(KEY), serves=True)
        with pytest.raises(ssl.SSLError):
            server.take(Tunnel(anybody, serves=False).give(b""))


class TestOwner:
    def test_answers_who_has_its_key(self) -> None:
        with served(InMemoryJournal()) as parts:
            connection = Connection(parts.own.address, parts.own.key)
            assert isinstance(connection.call(read).result(60), Found)
            connection.close()

    def test_hangs_up_on_another_key(self) -> None:
        with served(InMemoryJournal()) as parts:
            connection = Connection(parts.own.address, OTHER)
            with pytest.raises(ConnectionLost):
                connection.call(read).result(60)

    def test_tells_nothing_to_who_speaks_no_tls(self) -> None:
        with served(InMemoryJournal()) as parts:
            host, _, port = parts.own.address.partition(":")
            with socket.create_connection((host, int(port)), 60) as stranger:
                stranger.sendall(framed(read(1)))
                assert b"hunt" not in _rest(stranger)

    def test_hangs_up_on_who_says_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serve, "GREETING_SECONDS", 0.0)
        with served(InMemoryJournal()) as parts:
            host, _, port = parts.own.address.partition(":")
            with socket.create_connection((host, int(port)), 60) as stranger:
                assert _rest(stranger) == b""

    def test_that_has_not_the_key_is_told_nothing(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            heard = bytearray()

            def listen() -> None:
                peer, _ = listener.accept()
                with peer:
                    tunnel = Tunnel(server_context(OTHER), serves=True)
                    heard.extend(peer.recv(4096))
                    with pytest.raises(ssl.SSLError):
                        tunnel.take(bytes(heard))

            thread = Thread(target=listen)
            thread.start()
            connection = Connection(f"127.0.0.1:{listener.getsockname()[1]}", KEY)
            with pytest.raises(ConnectionLost):
                connection.call(read).result(60)
            thread.join()
            assert b"hunt" not in heard


def _rest(stranger: socket.socket) -> bytes:
    """Return all that is said until the other end hangs up."""
    said = b""
    try:
        while data := stranger.recv(4096):
            said += data
    except ConnectionResetError:
        pass
    return said
