"""A secret that may be rotated while processes run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

LIVES = timedelta(minutes=5)
"""A secret that was replaced is refused everywhere after this time."""

KNOWN = LIVES + timedelta(minutes=1)
"""So old, a value is known to every process: each has asked since, and clocks differ a little."""

ASKED_AGAIN = timedelta(minutes=1)
"""Guesses cost no more than a call a minute."""


class RotatingSecret:
    """The current value and the one before the last rotation, which goes first while it is new."""

    def __init__(
        self, client: SecretsManagerClient, name: str, clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._name = name
        self._clock = clock
        self._loaded: tuple[datetime, Sequence[str]] | None = None

    def values(self, *, missing: bool = False) -> Sequence[str]:
        """Return the values; `missing` says that what was looked for is not there.

        The first is the newest of those that every process accepts by now.
        """
        now = self._clock()
        if self._loaded is not None:
            at, values = self._loaded
            if now - at < (ASKED_AGAIN if missing else LIVES):
                return values
        values = self._load()
        self._loaded = (now, values)
        return values

    def _load(self) -> Sequence[str]:
        current = self._client.get_secret_value(SecretId=self._name)
        values = [current["SecretString"]]
        with suppress(ClientError):
            previous = self._client.get_secret_value(
                SecretId=self._name, VersionStage="AWSPREVIOUS"
            )
            known = self._clock() - current["CreatedDate"] >= KNOWN
            values.insert(1 if known else 0, previous["SecretString"])
        return values
