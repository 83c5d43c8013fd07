"""Fetches credentials from the environment or the container endpoint; the SDK handles all others.

The endpoint serves tasks of ECS, EKS Pod Identity and functions restored by SnapStart:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder

from shared.adapters.aws.address import Address, AddressError, address_of
from shared.adapters.aws.connection import connect, tls_context
from shared.adapters.aws.credentials import Credentials
from shared.adapters.aws.errors import NoAnswer

_OF_ECS = "169.254.170.2"
_PLAIN_HOSTS = {"localhost", "127.0.0.1", "::1", _OF_ECS, "169.254.170.23", "fd00:ec2::23"}
"""Hosts that need no TLS, because their answers never leave the machine."""

_READ_SECONDS = 2.0


def fetch_credentials(
    environment: Mapping[str, str], elsewhere: Callable[[], Credentials]
) -> Credentials:
    """Return credentials of the environment, of the container endpoint, or of `elsewhere`.

    The environment is read each time, as a restored function has another one than its snapshot.
    Raise NoAnswer if the endpoint gives none, and what `elsewhere` raises.
    """
    key, secret = environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")
    if key and secret:
        return Credentials(key, secret, environment.get("AWS_SESSION_TOKEN", ""))
    if any(environment.get(name) for name in ("AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE")):
        return elsewhere()
    url = _container_url(environment)
    return _of_container(url, environment) if url else elsewhere()


class _Document(Struct, rename="pascal"):
    access_key_id: str
    secret_access_key: str
    token: str = ""
    expiration: datetime | None = None


_read_document = Decoder(_Document).decode


def _container_url(environment: Mapping[str, str]) -> str | None:
    if path := environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"):
        return f"http://{_OF_ECS}{path}"
    return environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")


def _of_container(url: str, environment: Mapping[str, str]) -> Credentials:
    address = address_of(url)
    if not address.tls and address.host not in _PLAIN_HOSTS:
        raise AddressError(f"credentials are not fetched from {address.host} without TLS")
    context = tls_context(address, environment.get("AWS_CA_BUNDLE"))
    connection = connect(address, context, _READ_SECONDS)
    try:
        response = connection.exchange(_request(url, address, environment))
    finally:
        connection.close()
    if response.status != HTTPStatus.OK:
        raise NoAnswer(f"the container's credentials: status {response.status}")
    try:
        found = _read_document(response.body)
    except MsgspecError as error:
        raise NoAnswer(f"the container's credentials: {error}") from error
    return Credentials(found.access_key_id, found.secret_access_key, found.token, found.expiration)


def _request(url: str, address: Address, environment: Mapping[str, str]) -> bytes:
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    token = _token(environment)
    authorized = f"Authorization: {token}\r\n" if token else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {address.authority}\r\nAccept: application/json\r\n"
        f"{authorized}Connection: close\r\n\r\n"
    ).encode()


def _token(environment: Mapping[str, str]) -> str:
    """Return the endpoint's token; a file is read each time, as its token is rotated."""
    if file := environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"):
        try:
            token = Path(file).read_text()
        except OSError as error:
            raise NoAnswer(f"the container's token: {error}") from error
    else:
        token = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
    if "\r" in token or "\n" in token:
        raise NoAnswer("the container's token has a line break")
    return token
