"""The authorities that the layer brings, as the client of PostgreSQL reads them."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from layers.build import AUTHORITIES

HOST = "127.0.0.1"
TLS_WELCOME = b"S"
REFUSAL = b"SFATAL\0C28000\0Mread you\0\0"


def own_authority(folder: Path) -> Path:
    """Sign a certificate for the loopback by itself; return it with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)  # noqa: TID251 - of a certificate
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "own.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem


def receive(server: socket.socket, context: ssl.SSLContext) -> None:
    """Speak TLS to one client as PostgreSQL does, then send it away."""
    client, _ = server.accept()
    with client:
        client.recv(1024)
        client.sendall(TLS_WELCOME)
        try:
            with context.wrap_socket(client, server_side=True) as secured:
                secured.recv(1024)
                secured.sendall(b"E" + (len(REFUSAL) + 4).to_bytes(4, "big") + REFUSAL)
        except ssl.SSLError:
            return


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return own_authority(tmp_path)


@pytest.fixture
def port(own: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    with socket.create_server((HOST, 0)) as server:
        server.settimeout(10)
        host = threading.Thread(target=receive, args=(server, context))
        host.start()
        yield server.getsockname()[1]
        host.join()


def answer(port: int, trusted: Path) -> str:
    """What comes of logging in to a server that sends everybody away."""
    url = f"postgresql://rumpus@localhost:{port}/rumpus?sslmode=verify-full&sslrootcert={trusted}"
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(url, hostaddr=HOST, connect_timeout=10)
    return str(refused.value)


class TestAuthorities:
    def test_are_read_by_the_client(self, port: int, own: Path, tmp_path: Path) -> None:
        with_own = tmp_path / "trusted.pem"
        with_own.write_bytes(AUTHORITIES.read_bytes() + own.read_bytes())
        assert "read you" in answer(port, with_own)

    def test_vouch_for_nobody_else(self, port: int) -> None:
        assert "certificate verify failed" in answer(port, AUTHORITIES)
