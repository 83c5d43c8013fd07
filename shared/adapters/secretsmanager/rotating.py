"""Reads a secret that may be rotated while processes run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from shared.adapters.answering import answering, code_of

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

LIVES = timedelta(minutes=5)
"""Time after a rotation from which all processes refuse the old value."""

KNOWN = LIVES + timedelta(minutes=1)
"""Age at which every process knows a value: each has asked since, and clocks differ a little."""

ASKED_AGAIN = timedelta(minutes=1)
"""Minimum time between two looks for a missing value, so that guesses cost at most a call a minute.
"""


class RotatingSecret:
    """The current value and the previous one, which comes first while the rotation is recent."""

    def __init__(
        self, client: SecretsManagerClient, name: str, clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._name = name
        self._clock = clock
        self._loaded: tuple[datetime, Sequence[str]] | None = None
        self._loading = Lock()

    def values(self, *, missing: bool = False) -> Sequence[str]:
        """Return the values; `missing` says that the caller did not find the value it looked for.

        The first value is the newest one that every process accepts by now.
        """
        held = self._loaded
        if held is not None:
            at, values = held
            if self._clock() - at < (ASKED_AGAIN if missing else LIVES):
                return values
            if not missing and self._loading.locked():
                return values  # another thread asks already
        with self._loading:
            if self._loaded is None or self._loaded is held:
                self._loaded = (self._clock(), self._load())
            return self._loaded[1]

    def _load(self) -> Sequence[str]:
        with answering():
            current = self._client.get_secret_value(SecretId=self._name)
            previous = self._previous()
        if previous is None:
            return [current["SecretString"]]
        known = self._clock() - current["CreatedDate"] >= KNOWN
        values = [current["SecretString"], previous]
        return values if known else values[::-1]

    def _previous(self) -> str | None:
        """Return the value before the last rotation, or None for a secret without one."""
        try:
            found = self._client.get_secret_value(SecretId=self._name, VersionStage="AWSPREVIOUS")
        except ClientError as error:
            if code_of(error) == "ResourceNotFoundException":
                return None
            raise
        return found["SecretString"]
