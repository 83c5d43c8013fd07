"""Secrets that are rotated while processes run, on moto."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shared.adapters.secretsmanager.rotating import ASKED_AGAIN, LIVES, RotatingSecret
from tests.memory import Clock

NAME = "tokens"


class Counting:
    """The real client of the emulated service; counts what is asked."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.asked = 0

    def get_secret_value(self, **arguments: Any) -> Any:
        self.asked += "VersionStage" not in arguments
        return self._client.get_secret_value(**arguments)


@pytest.fixture
def manager() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("secretsmanager", region_name="us-east-1")
        client.create_secret(Name=NAME, SecretString="first")
        yield client


class TestRotatingSecret:
    def test_has_the_value_before_a_rotation_too(self, manager: Any) -> None:
        manager.put_secret_value(SecretId=NAME, SecretString="second")
        assert RotatingSecret(manager, NAME, Clock()).values() == ["second", "first"]

    def test_learns_of_a_rotation_after_five_minutes(self, manager: Any) -> None:
        clock = Clock()
        secret = RotatingSecret(manager, NAME, clock)
        assert secret.values() == ["first"]
        manager.put_secret_value(SecretId=NAME, SecretString="second")
        assert secret.values() == ["first"]
        clock.pass_seconds(LIVES / timedelta(seconds=1))
        assert secret.values() == ["second", "first"]

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
