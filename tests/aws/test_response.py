"""A response is read whole, in whatever pieces it comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.aws.response import MOST_HEAD, Response, read_response

BODIES = st.binary(max_size=200)
CUTS = st.lists(st.integers(1, 40), max_size=40)


def read(sent: bytes, cuts: list[int]) -> Response:
    """Read what comes in pieces of these sizes, the last of them as large as it is."""
    pieces, at = [], 0
    for size in cuts:
        pieces.append(sent[at : at + size])
        at += size
    waiting = iter([each for each in (*pieces, sent[at:]) if each])
    return read_response(next(waiting), lambda: next(waiting, b""))


def response(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    framed = [b"%x;x=y\r\n%s\r\n" % (len(each), each) for each in parts]
    return response(b"".join(framed) + b"0\r\n\r\n", "Transfer-Encoding: chunked")


@given(BODIES, CUTS)
def test_a_body_of_a_known_length_leaves_the_connection_open(body: bytes, cuts: list[int]) -> None:
    found = read(response(body, f"content-LENGTH:{len(body)}", "X-Amz-CRC32: 7"), cuts)
    assert (found.status, found.body, found.reusable) == (200, body, True)
    assert (found.header(b"x-amz-crc32"), found.header(b"date")) == (b"7", b"")


@given(BODIES, CUTS, st.integers(1, 50))
def test_a_body_in_chunks_is_put_together(body: bytes, cuts: list[int], size: int) -> None:
    found = read(chunked(body, size), cuts)
    assert (found.body, found.reusable) == (body, False)


@given(BODIES, CUTS)
def test_a_body_of_no_length_ends_with_the_connection(body: bytes, cuts: list[int]) -> None:
    found = read(response(body), cuts)
    assert (found.body, found.reusable) == (body, False)


@given(st.binary(min_size=1, max_size=200), CUTS, st.data())
def test_what_ends_too_early_is_no_response(
    body: bytes, cuts: list[int], data: st.DataObject
) -> None:
    for sent in (response(body, f"Content-Length: {len(body)}"), chunked(body, 7)):
        end = data.draw(st.integers(1, len(sent) - 3))
        with pytest.raises(EOFError):
            read(sent[:end], cuts)


@pytest.mark.parametrize(
    "sent",
    [
        response(b"{}", "Content-Length: 2", "Connection: Close"),
        response(b"{}HTTP/1.1 200", "Content-Length: 2"),
        response(b"{}", "Content-Length: 2").replace(b"1.1", b"1.0"),
    ],
    ids=["that says close", "with more behind it", "of HTTP 1.0"],
)
def test_a_connection_is_not_used_again_after_a_response(sent: bytes) -> None:
    found = read(sent, [])
    assert (found.body, found.reusable) == (b"{}", False)


@pytest.mark.parametrize(
    "sent",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"\r\n\r\n",
        response(b"{}", "Content-Length: -2"),
        response(b"zz\r\n", "Transfer-Encoding: chunked"),
        b"HTTP/1.1 200 OK\r\n" + b"x" * MOST_HEAD * 2,
    ],
    ids=["a protocol", "a status", "a line", "a length", "a size of a chunk", "an end of the head"],
)
def test_there_must_be(sent: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong, it is not HTTP
        read(sent, [])


def test_a_status_without_content_has_no_body_and_leaves_the_connection_open() -> None:
    found = read(b"HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n", [])
    assert (found.status, found.body, found.reusable) == (204, b"", True)
