"""The client of the log and of subscriptions, as a process builds it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.adapters.aws.dynamodb import DynamoDb
from shared.adapters.aws.errors import NoCredentials
from shared.runtime.aws import session
from shared.runtime.dynamodb import of_sdk
from shared.runtime.ports import Ports
from shared.runtime.settings import SettingsError, read_settings

CALL = """
import sys
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions
from shared.application.unavailable import Unavailable
from shared.runtime.dynamodb import dynamodb
try:
    DynamoDbLog(dynamodb(), "t").latest("s")
except Unavailable:
    heavy = ("botocore", "boto3", "urllib3", "http.client", "email", "ssl", "asyncio")
    print([name for name in heavy if name in sys.modules])
"""


def test_nothing_of_the_sdk_is_imported_for_a_call() -> None:
    environment = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
    }
    run = subprocess.run(  # noqa: S603 - this interpreter and the program above
        [sys.executable, "-c", CALL], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


class TestTheSetting:
    @pytest.fixture(autouse=True)
    def region(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    def ports(self, **told: str) -> Ports:
        names = {"RUMPUS_STAGE": "x", "RUMPUS_LOG_TABLE": "l", "RUMPUS_SOCKETS_TABLE": "s"}
        return Ports(read_settings({**names, **told}))

    @pytest.mark.parametrize(("choice", "own"), [("lean", True), ("botocore", False)])
    def test_chooses_the_client_of_both_adapters(self, choice: str, own: bool) -> None:
        ports = self.ports(RUMPUS_DYNAMODB_CLIENT=choice)
        for adapter in (ports.log, ports.subscriptions):
            assert isinstance(vars(adapter)["_client"], DynamoDb) == own

    def test_is_one_of_two(self) -> None:
        with pytest.raises(SettingsError, match="dynamodb_client"):
            self.ports(RUMPUS_DYNAMODB_CLIENT="boto4")


class TestTheSdk:
    @pytest.fixture(autouse=True)
    def fresh(self) -> Iterator[None]:
        session.cache_clear()
        yield
        session.cache_clear()

    def test_is_asked_for_credentials_of_a_profile(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "credentials"
        file.write_text("[p]\naws_access_key_id = a\naws_secret_access_key = b\n")
        self.only(monkeypatch, AWS_SHARED_CREDENTIALS_FILE=str(file), AWS_PROFILE="p")
        assert (of_sdk().key, of_sdk().secret, of_sdk().token) == ("a", "b", "")

    def test_that_has_none_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.only(monkeypatch, AWS_EC2_METADATA_DISABLED="true", HOME="/nowhere")
        with pytest.raises(NoCredentials):
            of_sdk()

    def only(self, monkeypatch: pytest.MonkeyPatch, **told: str) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name, raising=False)
        for name, value in told.items():
            monkeypatch.setenv(name, value)
