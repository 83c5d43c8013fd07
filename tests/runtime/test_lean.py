"""The own clients, as a process builds them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.adapters.aws.dynamodb import DynamoDb
from shared.adapters.aws.errors import NoCredentials
from shared.adapters.aws.management_api import ManagementApi
from shared.runtime.aws import session
from shared.runtime.lean import of_sdk
from shared.runtime.ports import Ports
from shared.runtime.settings import SettingsError, read_settings

CALL = """
import sys
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.dynamodb.logins import DynamoDbLogins
from shared.adapters.dynamodb.rows import Rows
from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions
from shared.adapters.sockets.apigateway import ApiGatewaySockets
from shared.application.ports import Unavailable
from shared.runtime.lean import dynamodb, management_api
from shared.wire.stored import codec_of
sockets = ApiGatewaySockets(management_api("http://127.0.0.1:1/live"))
calls = [
    lambda: DynamoDbLog(dynamodb(), "t", codec_of(())).latest("s"),
    lambda: DynamoDbLogins(Rows(dynamodb(), "t"), None).current("p"),
    lambda: sockets.send("c", b""),
]
for call in calls:
    try:
        call()
    except Unavailable:
        continue
    raise AssertionError(call)
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
        names = {f"RUMPUS_{table}_TABLE": table for table in ("LOG", "SOCKETS", "PLAYERS", "VIEWS")}
        names |= {"RUMPUS_STAGE": "x", "RUMPUS_SOCKETS_URL": "http://127.0.0.1:1/live"}
        names |= {"RUMPUS_VALKEY_URL": "redis://127.0.0.1:1"}
        return Ports(read_settings({**names, **told}))

    @pytest.mark.parametrize(("choice", "own"), [("lean", True), ("botocore", False)])
    def test_chooses_the_client_of_all_adapters(self, choice: str, own: bool) -> None:
        ports = self.ports(RUMPUS_AWS_CLIENT=choice)
        on_rows = (ports.connections, ports.logins, ports.tickets, ports.players, ports.views)
        rows = [vars(each)["_rows"] for each in on_rows]
        elsewhere = vars(ports.sockets)["_elsewhere"]
        clients = [vars(each)["_client"] for each in (ports.log, ports.subscriptions, *rows)]
        assert [isinstance(each, DynamoDb) for each in clients] == [own] * 7
        assert isinstance(vars(elsewhere)["_client"], ManagementApi) == own

    def test_is_one_of_two(self) -> None:
        with pytest.raises(SettingsError, match="aws_client"):
            self.ports(RUMPUS_AWS_CLIENT="boto4")


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
