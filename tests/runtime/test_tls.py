from __future__ import annotations

import socket
import ssl
from pathlib import Path
from threading import Thread

import boto3
import pytest
from moto import mock_aws

from shared.runtime import aws
from shared.runtime.tls import server_context
from tests.certificate import NAME, self_signed


@pytest.fixture(scope="module")
def pem() -> str:
    return self_signed()


def _shown(context: ssl.SSLContext, pem: str) -> bytes | None:
    """What a client that trusts the certificate is shown by a server of the context."""
    ours, theirs = socket.socketpair()
    server = Thread(target=lambda: context.wrap_socket(theirs, server_side=True).close())
    server.start()
    trusting = ssl.create_default_context(cadata=pem[pem.index("-----BEGIN CERT") :])
    with trusting.wrap_socket(ours, server_hostname=NAME) as client_side:
        shown = client_side.getpeercert(binary_form=True)
    server.join()
    return shown


def forget_clients() -> None:
    """Those that were built before speak to no emulation, and those of an emulation to no other."""
    aws.client.cache_clear()
    aws.session.cache_clear()


class TestServerContext:
    def test_is_none_without_a_certificate(self) -> None:
        assert server_context("") is None

    def test_shows_the_certificate_of_a_file(self, pem: str, tmp_path: Path) -> None:
        path = tmp_path / "server.pem"
        path.write_text(pem)
        context = server_context(str(path))
        assert context is not None
        assert _shown(context, pem)

    def test_shows_the_certificate_of_a_secret(
        self, pem: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with mock_aws():
            forget_clients()
            secrets = boto3.client("secretsmanager")
            arn = secrets.create_secret(Name="certificate", SecretString=pem)["ARN"]
            context = server_context(arn)
        forget_clients()
        assert context is not None
        assert _shown(context, pem)
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2
