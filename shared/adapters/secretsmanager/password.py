"""The password of a database's login, which may be rotated while processes run."""

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
    """What RDS and Secrets Manager keep of a login; the other fields are in the URL."""

    password: str


_read_login = Decoder(Login).decode


class StoredPassword:
    """Looked up when it is first needed, and again only when it was refused."""

    def __init__(self, client: SecretsManagerClient, name: str) -> None:
        self._client = client
        self._name = name
        self._known = ""
        self._loading = Lock()

    def __call__(self, *, refused: str = "") -> str:
        with self._loading:  # once for all who come together
            if self._known in {"", refused}:
                self._known = self._load()
            return self._known

    def _load(self) -> str:
        try:
            secret = self._client.get_secret_value(SecretId=self._name)
        except (BotoCoreError, ClientError) as error:
            raise EconomyUnavailable(type(error).__name__) from error
        return _read_login(secret["SecretString"]).password
