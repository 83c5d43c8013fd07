"""Sockets behind API Gateway: what its management API answers, and what the port makes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.adapters.sockets.apigateway import ApiGatewaySockets
from shared.application.channels.ports import ConnectionGone
from shared.application.ports import Unavailable
from tests.management import BUFFER_FULL, GONE, THROTTLED, Management, management_api


@pytest.fixture
def management() -> Iterator[Management]:
    with management_api() as management:
        yield management


@pytest.fixture
def sockets(management: Management, kind: str) -> ApiGatewaySockets:
    return management.sockets(kind)


class TestSend:
    def test_posts_the_frame_as_it_is(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        sockets.send("k1=", '{"ü":1}'.encode())
        assert management.calls == [("POST", "k1=", '{"ü":1}'.encode())]

    def test_says_that_a_connection_is_gone(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        management.answers["k1"] = GONE
        with pytest.raises(ConnectionGone):
            sockets.send("k1", b"{}")

    def test_disconnects_a_client_whose_buffer_is_full(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        management.answers["k1"] = BUFFER_FULL
        with pytest.raises(ConnectionGone):
            sockets.send("k1", b"{}")
        assert management.calls == [("POST", "k1", b"{}"), ("DELETE", "k1", b"")]

    def test_does_not_take_a_throttled_account_for_a_slow_client(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        management.answers["k1"] = THROTTLED
        with pytest.raises(Unavailable):
            sockets.send("k1", b"{}")
        assert management.calls == [("POST", "k1", b"{}")]


class TestClose:
    def test_says_why_and_hangs_up(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        sockets.close("k1", 4001, "superseded")
        closing = b'{"type":"closing","code":4001,"reason":"superseded"}'
        assert management.calls == [("POST", "k1", closing), ("DELETE", "k1", b"")]

    @pytest.mark.parametrize("answer", [GONE, BUFFER_FULL])
    def test_of_one_that_is_gone_or_does_not_read_is_no_error(
        self, sockets: ApiGatewaySockets, management: Management, answer: tuple[int, bytes, str]
    ) -> None:
        management.answers["k1"] = answer
        sockets.close("k1", 4001, "superseded")
        assert management.answers["k1"] == GONE
