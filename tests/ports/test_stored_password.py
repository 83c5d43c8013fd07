"""A database's password, on moto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest

from shared.adapters.secretsmanager.password import StoredPassword
from shared.application.economy.ports import EconomyUnavailable
from tests.ports.account import account
from tests.ports.test_rotating_secret import THREADS, Counting

NAME = "database"


def secret(password: str) -> str:
    return json.dumps({"username": "rumpus", "password": password, "port": 5432})


@pytest.fixture
def manager() -> Iterator[Any]:
    with account():
        client = boto3.client("secretsmanager", region_name="us-east-1")
        client.create_secret(Name=NAME, SecretString=secret("first"))
        yield client


class TestStoredPassword:
    def test_is_looked_up_again_when_it_was_refused(self, manager: Any) -> None:
        password = StoredPassword(manager, NAME)
        assert password() == "first"
        manager.put_secret_value(SecretId=NAME, SecretString=secret("second"))
        assert password() == "first"
        assert password(refused="first") == "second"
        assert password() == "second"

    def test_is_not_looked_up_again_when_another_thread_has_done_so(self, manager: Any) -> None:
        password = StoredPassword(manager, NAME)
        manager.put_secret_value(SecretId=NAME, SecretString=secret("second"))
        assert password() == "second"
        manager.delete_secret(SecretId=NAME)
        assert password(refused="first") == "second"

    def test_is_looked_up_once_by_all_who_come_together(self, manager: Any) -> None:
        counting: Any = Counting(manager)
        password = StoredPassword(counting, NAME)
        with ThreadPoolExecutor(THREADS) as pool:
            assert set(pool.map(lambda _: password(), range(THREADS))) == {"first"}
        assert counting.asked == 1

    def test_that_can_not_be_looked_up_is_an_outage(self, manager: Any) -> None:
        with pytest.raises(EconomyUnavailable):
            StoredPassword(manager, "unknown")()
