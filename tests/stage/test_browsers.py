"""What a web page in a developer's browser can reach of a running stage."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from localstack.ports import HOST
from tests.stage.emulator import emulator

pytestmark = pytest.mark.stage

KNOWN = "https://play.example"
PLAYERS = "/_aws/execute-api/none/$default/v1/health"
LAMBDA = "/2015-03-31/functions"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with emulator([KNOWN]) as started:
        yield started.port


def ask(port: int, method: str, path: str, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with httpx.Client(base_url=f"http://{HOST}:{port}", trust_env=False, timeout=120) as client:
        return client.request(method, path, headers=sent)


class TestAwsApi:
    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000"])
    @pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
    def test_no_page_calls_it(self, port: int, method: str, origin: str) -> None:
        answer = ask(port, method, LAMBDA, Origin=origin, Content_Type="text/plain")
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers

    def test_a_known_origin_is_of_the_players_api_alone(self, port: int) -> None:
        assert ask(port, "GET", LAMBDA, Origin=KNOWN).status_code == 403

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_a_page_that_asks_without_an_origin_is_refused(self, port: int, site: str) -> None:
        assert ask(port, "GET", LAMBDA, Sec_Fetch_Site=site).status_code == 403

    def test_a_tool_is_served_and_no_page_may_read_the_answer(self, port: int) -> None:
        answer = ask(port, "GET", LAMBDA)
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers

    def test_an_unknown_page_opens_no_socket(self, port: int) -> None:
        url = f"ws://{HOST}:{port}/mqtt"
        headers = {"Origin": KNOWN}
        with (
            pytest.raises(InvalidStatus) as refused,
            connect(url, additional_headers=headers, proxy=None),
        ):
            pass
        assert refused.value.response.status_code == 403


class TestHost:
    @pytest.mark.parametrize("path", [LAMBDA, PLAYERS])
    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1"])
    def test_a_name_that_leads_here_by_dns_is_refused(
        self, port: int, path: str, host: str
    ) -> None:
        assert ask(port, "GET", path, Host=host).status_code == 403

    def test_localhost_is_this_host(self, port: int) -> None:
        assert ask(port, "GET", LAMBDA, Host=f"localhost:{port}").status_code == 200


class TestPlayersApi:
    """404 is the emulator's answer for an API that does not exist: it was asked."""

    @pytest.mark.parametrize("origin", [KNOWN, "http://localhost:3000", "http://127.0.0.1:5173"])
    def test_known_pages_reach_it(self, port: int, origin: str) -> None:
        assert ask(port, "GET", PLAYERS, Origin=origin).status_code == 404

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[oops"])
    def test_others_do_not(self, port: int, origin: str) -> None:
        assert ask(port, "GET", PLAYERS, Origin=origin).status_code == 403
