"""Secrets that are rotated while processes run, on moto."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from shared.adapters.secretsmanager.rotating import ASKED_AGAIN, KNOWN, LIVES, RotatingSecret
from shared.adapters.tokens.jwt import JwtTokens
from shared.application.ports import Unavailable
from shared.kernel.players import Identity
from tests.memory import Clock
from tests.ports.account import account

NAME = "tokens"
FIRST, SECOND = "first" * 8, "second" * 8
THREADS = 8


class Counting:
    """The real client of the emulated service; counts what is asked."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.asked = 0

    def get_secret_value(self, **arguments: Any) -> Any:
        self.asked += "VersionStage" not in arguments
        return self._client.get_secret_value(**arguments)


class Throttled:
    """The real client; it throttles whoever asks for the value before a rotation, once."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._throttles = True

    def get_secret_value(self, **arguments: Any) -> Any:
        if self._throttles and "VersionStage" in arguments:
            self._throttles = False
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "GetSecretValue")
        return self._client.get_secret_value(**arguments)


@pytest.fixture
def manager() -> Iterator[Any]:
    with account():
        client = boto3.client("secretsmanager", region_name="us-east-1")
        client.create_secret(Name=NAME, SecretString=FIRST)
        yield client


@pytest.fixture
def clock(manager: Any) -> Clock:
    """A clock that agrees with the service's."""
    clock = Clock()
    clock.now = manager.get_secret_value(SecretId=NAME)["CreatedDate"]
    return clock


def seconds(duration: timedelta) -> float:
    return duration / timedelta(seconds=1)


class TestRotatingSecret:
    def test_is_asked_for_once_by_all_who_come_together(self, manager: Any, clock: Clock) -> None:
        counting: Any = Counting(manager)
        secret = RotatingSecret(counting, NAME, clock)
        start = Barrier(THREADS)

        def come(_: int) -> str:
            start.wait()
            return secret.values()[0]

        with ThreadPoolExecutor(THREADS) as pool:
            assert set(pool.map(come, range(THREADS))) == {FIRST}
            assert counting.asked == 1
            clock.pass_seconds(seconds(LIVES))
            assert set(pool.map(come, range(THREADS))) == {FIRST}
            assert counting.asked == 2

    def test_has_the_value_before_a_rotation_too(self, manager: Any, clock: Clock) -> None:
        manager.put_secret_value(SecretId=NAME, SecretString=SECOND)
        assert set(RotatingSecret(manager, NAME, clock).values()) == {FIRST, SECOND}

    def test_never_takes_an_outage_for_a_secret_that_was_not_rotated(
        self, manager: Any, clock: Clock
    ) -> None:
        manager.put_secret_value(SecretId=NAME, SecretString=SECOND)
        client: Any = Throttled(manager)
        secret = RotatingSecret(client, NAME, clock)
        with pytest.raises(Unavailable):
            secret.values()
        assert set(secret.values()) == {FIRST, SECOND}

    def test_learns_of_a_rotation_after_five_minutes(self, manager: Any, clock: Clock) -> None:
        secret = RotatingSecret(manager, NAME, clock)
        assert secret.values() == [FIRST]
        manager.put_secret_value(SecretId=NAME, SecretString=SECOND)
        assert secret.values() == [FIRST]
        clock.pass_seconds(seconds(LIVES))
        assert set(secret.values()) == {FIRST, SECOND}

    def test_has_a_new_value_first_when_every_process_knows_it(
        self, manager: Any, clock: Clock
    ) -> None:
        manager.put_secret_value(SecretId=NAME, SecretString=SECOND)
        assert RotatingSecret(manager, NAME, clock).values() == [FIRST, SECOND]
        clock.pass_seconds(seconds(KNOWN) + 1)
        assert RotatingSecret(manager, NAME, clock).values() == [SECOND, FIRST]

    def test_logs_nobody_out_whenever_processes_learn_of_a_rotation(
        self, manager: Any, clock: Clock
    ) -> None:
        ann = Identity("p", "ann")
        signs, accepts = (JwtTokens(RotatingSecret(manager, NAME, clock)) for _ in range(2))
        clock.pass_seconds(-seconds(LIVES))
        signs.sign(ann, clock(), 900)
        clock.pass_seconds(seconds(LIVES) - 10)
        accepts.sign(ann, clock(), 900)
        manager.put_secret_value(SecretId=NAME, SecretString=SECOND)
        for _ in range(100):
            clock.pass_seconds(10)
            assert accepts.verify(signs.sign(ann, clock(), 900), clock()) == ann

    def test_guesses_cost_a_call_a_minute(self, manager: Any) -> None:
        clock, counting = Clock(), Counting(manager)
        secret = RotatingSecret(counting, NAME, clock)  # type: ignore[arg-type] # counts the real one
        for _ in range(50):
            secret.values(missing=True)
        assert counting.asked == 1
        clock.pass_seconds(ASKED_AGAIN / timedelta(seconds=1))
        for _ in range(50):
            secret.values(missing=True)
        assert counting.asked == 2
