"""Reads the HTTP header that authenticates a sender from a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from shared.adapters.answering import answering

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_parts = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)"
)


class BadHeader(Exception):  # noqa: N818 - a fact: this is no header
    """A secret holds no valid header. The message names the secret, but never its content."""


def header_in(client: SecretsManagerClient, name: str) -> Mapping[str, str]:
    """Return the header that a secret holds as `Name: value`; raise BadHeader for other content."""
    with answering():
        secret = client.get_secret_value(SecretId=name)
    found = _parts.fullmatch(secret["SecretString"].strip())
    if found is None:
        raise BadHeader(f"the secret {name} is no `Name: value`")
    return {found[1]: found[2]}
