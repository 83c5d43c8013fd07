"""A header of HTTP that says who sends, kept as a secret."""

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
    """Its text names the secret, and says nothing of what is in it."""


def header_in(client: SecretsManagerClient, name: str) -> Mapping[str, str]:
    """Return the header that a secret holds, as `Name: value`; raise BadHeader for all else."""
    with answering():
        secret = client.get_secret_value(SecretId=name)
    found = _parts.fullmatch(secret["SecretString"].strip())
    if found is None:
        raise BadHeader(f"the secret {name} is no `Name: value`")
    return {found[1]: found[2]}
