"""That nobody else answers for the database: TLS by the authorities that the URL names.

The PostgreSQL of these tests speaks no TLS, so a front of the test's own does it in its place.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from shared.adapters.postgres.connection import NoConnection
from shared.adapters.postgres.pool import Pool
from tests.economy.server import Server

HOST = "127.0.0.1"
SSL_REQUEST = 8
"""Bytes by which a client asks whether the server speaks TLS."""


def certificate(folder: Path, name: str, host: str) -> Path:
    """Make a certificate that is its own authority; its key is beside it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)  # noqa: TID251 - OpenSSL's
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False
        )
        .sign(key, SHA256())
    )
    place = folder / f"{name}.pem"
    place.write_bytes(made.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    place.with_suffix(".key").write_bytes(secret)
    return place


@contextmanager
def front(server: Server, certified: Path) -> Iterator[int]:
    """Speak TLS on a port of its own, and pass on to the server what is said."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified, certified.with_suffix(".key"))
    with socket.create_server((HOST, 0)) as listener:

        def serve() -> None:
            with suppress(OSError), listener.accept()[0] as plain:
                plain.recv(SSL_REQUEST)
                plain.sendall(b"S")
                with (
                    context.wrap_socket(plain, server_side=True) as secret,
                    socket.create_connection((HOST, server.port)) as behind,
                ):
                    back = Thread(target=pass_on, args=(behind, secret))
                    back.start()
                    pass_on(secret, behind)
                    back.join()

        serving = Thread(target=serve)
        serving.start()
        yield listener.getsockname()[1]
        serving.join()


def pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while said := source.recv(4096):
            target.sendall(said)
        target.shutdown(socket.SHUT_WR)


def ask(port: int, authority: Path) -> None:
    url = f"postgresql://rumpus@{HOST}:{port}/postgres?sslmode=verify-full&sslrootcert={authority}"
    with closing(Pool(url, 1)) as pool, pool.connection() as connection:
        assert connection.pgconn.ssl_in_use
        connection.execute("SELECT 1")


@pytest.fixture
def known(tmp_path: Path) -> Path:
    return certificate(tmp_path, "known", HOST)


class TestVerifyFull:
    def test_trusts_whom_the_named_authority_vouches_for(
        self, server: Server, database: str, known: Path
    ) -> None:
        assert database  # with it the login exists
        with front(server, known) as port:
            ask(port, known)

    def test_refuses_an_authority_that_is_not_named(
        self, server: Server, known: Path, tmp_path: Path
    ) -> None:
        other = certificate(tmp_path, "other", HOST)
        with (
            front(server, other) as port,
            pytest.raises(NoConnection, match="certificate verify failed"),
        ):
            ask(port, known)

    def test_refuses_a_certificate_of_another_host(self, server: Server, tmp_path: Path) -> None:
        elsewhere = certificate(tmp_path, "elsewhere", "127.0.0.2")
        with (
            front(server, elsewhere) as port,
            pytest.raises(NoConnection, match="does not match host name"),
        ):
            ask(port, elsewhere)

    def test_refuses_a_server_that_speaks_no_tls(self, server: Server, known: Path) -> None:
        with pytest.raises(NoConnection, match="does not support SSL"):
            ask(server.port, known)
