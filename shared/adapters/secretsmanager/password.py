"""Looks up the password of a database login, which may be rotated while processes run."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct
from msgspec.json import Decoder

from shared.application.economy.ports import EconomyUnavailable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class Login(Struct):
    """A login as RDS and Secrets Manager store it; its other fields are in the URL."""

    password: str


_read_login = Decoder(Login).decode


class StoredPassword:
    """Looked up on first use, and again only after the database refused it."""

    def __init__(self, client: SecretsManagerClient, name: str) -> None:
        self._client = client
        self._name = name
        self._known = ""
        self._loading = Lock()

    def __call__(self, *, refused: str = "") -> str:
        with self._loading:  # once for all threads that come together
            if self._known in {"", refused}:
                self._known = self._load()
            return self._known

    def _load(self) -> str:
        try:
            secret = self._client.get_secret_value(SecretId=self._name)
        except (BotoCoreError, ClientError) as error:
            raise EconomyUnavailable(type(error).__name__) from error
        return _read_login(secret["SecretString"]).password
