"""The request that opens a socket: what is understood, and what is answered to anything else."""

from __future__ import annotations

from http import HTTPStatus
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.realtime.upgrade import BadRequest, accept, parse, response

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
FIELDS = {
    "Host": "rumpus.test",
    "Upgrade": "websocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
}


def head(target: str = "/ws", **fields: str) -> bytes:
    """Return a request's head; fields without a value are left out."""
    named = FIELDS | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in named.items() if value]
    return "\r\n".join([f"GET {target} HTTP/1.1", *lines]).encode("latin-1")


def status(raw: bytes) -> HTTPStatus | None:
    try:
        accept(parse(raw))
    except BadRequest as bad:
        return bad.status
    return None


class TestParse:
    def test_reads_path_arguments_and_fields(self) -> None:
        request = parse(head("/ws?ticket=a%2Fb&x=1&x=2", Authorization="Bearer  a.b.c \t"))
        assert (request.path, request.argument("ticket")) == ("/ws", "a/b")
        assert (request.argument("x"), request.argument("none")) == ("", "")
        assert request.fields["authorization"] == "Bearer  a.b.c"

    def test_joins_a_field_that_comes_twice(self) -> None:
        request = parse(head() + b"\r\nconnection: close")
        assert request.fields["connection"] == "keep-alive, Upgrade, close"

    @pytest.mark.parametrize(
        "line",
        [
            b"",
            b"GET /ws HTTP/1.0",
            b"GET /ws HTTP/2",
            b"GET ws HTTP/1.1",
            b"GET  /ws HTTP/1.1",
            b"GET /w s HTTP/1.1",
            b"GET /\xc3\xbc HTTP/1.1",
            b"GET /ws HTTP/1.1\n",
            b"POST /ws HTTP/1.1",
            b"get /ws HTTP/1.1",
            b"\x16\x03\x01\x02\x00\x01",
            b"PRI * HTTP/2.0",
        ],
    )
    def test_refuses_another_line(self, line: bytes) -> None:
        assert status(line + head()[len(b"GET /ws HTTP/1.1") :]) is HTTPStatus.BAD_REQUEST

    @pytest.mark.parametrize(
        "field",
        [
            b"",
            b"x",
            b": x",
            b"x : y",
            b" x: y",
            b"x: y\x00",
            b"x: y\nz: 1",
            b"x: y\rz: 1",
            b"\xff: 1",
        ],
    )
    def test_refuses_a_malformed_field(self, field: bytes) -> None:
        assert status(head() + b"\r\n" + field) is HTTPStatus.BAD_REQUEST

    @pytest.mark.parametrize("space", [b" ", b"\t", b" \t", b" x"])
    def test_takes_no_longer_for_a_field_that_turns_out_wrong(self, space: bytes) -> None:
        before = process_time()
        assert status(head() + b"\r\nx:" + space * 1000 + b"\x7f") is HTTPStatus.BAD_REQUEST
        assert process_time() - before < 0.25  # a thousandth of it is enough

    @given(st.binary(max_size=200))
    def test_of_garbage_raises_nothing_else(self, raw: bytes) -> None:
        assert status(raw) is HTTPStatus.BAD_REQUEST

    @given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60))
    @example("/[")
    def test_of_any_target_raises_nothing_else(self, target: str) -> None:
        assert status(head("/" + target)) is None


class TestAccept:
    def test_answers_the_example_of_the_rfc(self) -> None:  # RFC 6455, 1.3
        answer = accept(parse(head()))
        assert answer.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
        assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n" in answer

    def test_takes_tokens_in_any_case(self) -> None:
        assert status(head(Upgrade="h2c, WebSocket", Connection="UPGRADE")) is None

    @pytest.mark.parametrize(
        "fields",
        [
            {"Upgrade": ""},
            {"Upgrade": "websockets"},
            {"Connection": ""},
            {"Connection": "close"},
            {"Sec_WebSocket_Version": ""},
            {"Sec_WebSocket_Version": "12"},
            {"Sec_WebSocket_Version": "13, 8"},
        ],
    )
    def test_says_what_is_spoken_here(self, fields: dict[str, str]) -> None:
        assert status(head(**fields)) is HTTPStatus.UPGRADE_REQUIRED

    @pytest.mark.parametrize("key", ["", "short==", KEY + "=", KEY[:-3] + "!==", KEY[:-3] + "h=="])
    def test_refuses_a_key_that_is_not_16_bytes(self, key: str) -> None:
        assert status(head(Sec_WebSocket_Key=key)) is HTTPStatus.BAD_REQUEST


class TestResponse:
    def test_names_the_protocol_that_is_required(self) -> None:
        text = response(HTTPStatus.UPGRADE_REQUIRED, "ü")
        assert b"\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n\xc3\xbc" in text
        assert b"\r\nContent-Length: 2\r\n" in text

    def test_carries_further_fields(self) -> None:
        assert b"\r\nRetry-After: 2\r\n" in response(
            HTTPStatus.SERVICE_UNAVAILABLE, "", "Retry-After: 2"
        )
