"""Where credentials come from, and what is left to the SDK."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.adapters.aws.address import AddressError
from shared.adapters.aws.credential_sources import fetch_credentials
from shared.adapters.aws.credentials import Credentials
from shared.adapters.aws.errors import NoAnswer
from tests.aws.loopback import Answer, LoopbackServer, answer, serving

ELSEWHERE = Credentials("of the SDK", "s")
DOCUMENT = (
    b'{"AccessKeyId":"AKID","SecretAccessKey":"secret","Token":"token",'
    b'"Expiration":"2026-03-01T18:00:00Z","RoleArn":"arn"}'
)
FOUND = Credentials("AKID", "secret", "token", datetime(2026, 3, 1, 18, tzinfo=UTC))


def fetch(environment: dict[str, str]) -> Credentials:
    return fetch_credentials(environment, lambda: ELSEWHERE)


def endpoint(server: LoopbackServer, path: str = "/v1/credentials?of=us") -> dict[str, str]:
    url = f"http://{server.address.authority}{path}"
    return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": url}


def test_the_environment_comes_first() -> None:
    environment = {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_SESSION_TOKEN": "c",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
    }
    assert fetch(environment) == Credentials("a", "b", "c")
    del environment["AWS_SESSION_TOKEN"]
    assert fetch(environment) == Credentials("a", "b")


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", ""])
def test_what_is_not_ours_is_asked_of_the_sdk(name: str) -> None:
    if not name:
        assert fetch({}) == ELSEWHERE
        return
    environment = {name: "x", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/"}
    assert fetch(environment) == ELSEWHERE


class TestTheContainerEndpoint:
    def test_is_asked_with_the_token_of_the_environment(self) -> None:
        with serving(answer(DOCUMENT)) as server:
            told = {**endpoint(server), "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic abc"}
            assert fetch(told) == FOUND
            (request,) = server.requests
        assert request.line == "GET /v1/credentials?of=us HTTP/1.1"
        assert request.headers["authorization"] == "Basic abc"

    def test_is_asked_with_the_token_that_is_in_the_file_now(self, tmp_path: Path) -> None:
        file = tmp_path / "token"
        with serving(answer(DOCUMENT)) as server:
            told = {**endpoint(server), "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(file)}
            for token in ("one", "two"):
                file.write_text(token)
                fetch(told)
            assert [each.headers["authorization"] for each in server.requests] == ["one", "two"]

    @pytest.mark.parametrize(
        "refusal", [answer(b"", 404), answer(b"{}"), answer(b"?"), Answer(b"", closes=True)]
    )
    def test_that_gives_none_is_no_answer(self, refusal: Answer) -> None:
        with serving(refusal) as server, pytest.raises(NoAnswer):
            fetch(endpoint(server))

    @pytest.mark.parametrize("token", [None, "one\r\nHost: other"])
    def test_is_not_asked_without_the_token_that_it_wants(
        self, tmp_path: Path, token: str | None
    ) -> None:
        file = tmp_path / "token"
        if token is not None:
            file.write_bytes(token.encode())
        with serving(answer(DOCUMENT)) as server:
            told = {**endpoint(server), "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(file)}
            with pytest.raises(NoAnswer, match="token"):
                fetch(told)
            assert server.requests == []

    @pytest.mark.parametrize("url", ["http://credentials.example.org/", "ftp://127.0.0.1/", "x"])
    def test_is_on_this_machine_or_behind_tls(self, url: str) -> None:
        with pytest.raises(AddressError):
            fetch({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url})
