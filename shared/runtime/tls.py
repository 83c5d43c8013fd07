"""Loads a server's certificate: a PEM of its key and its chain, from a file or a secret."""

from __future__ import annotations

import os
import ssl

from shared.runtime.aws import client


def server_context(certificate: str) -> ssl.SSLContext | None:
    """Return a context for the path of a PEM, or for the ARN of a secret that holds one.

    Return None for an empty setting: a server without a certificate uses no TLS.
    """
    if not certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate.startswith("arn:"):
        _load(context, client("secretsmanager").get_secret_value(SecretId=certificate))
    else:
        context.load_cert_chain(certificate)
    return context


def _load(context: ssl.SSLContext, secret: dict[str, str]) -> None:
    """Load key and chain by a file in memory, as OpenSSL only reads files."""
    file = os.memfd_create("certificate")
    try:
        os.write(file, secret["SecretString"].encode())
        context.load_cert_chain(f"/proc/self/fd/{file}")
    finally:
        os.close(file)
