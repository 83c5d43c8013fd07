"""How much work a peer's bytes may cause: so much of a socket in a turn, nothing after the end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.realtime.reader import Reader
from shared.realtime.websocket import BINARY, CLOSE, CONTINUATION, PING, PONG, Message
from tests.realtime.peer import cut, sent
from tests.realtime.test_compression import COMPRESSED, deflated

MOST = 1000
ALLOWED = 20
CALLS_OF_FRAME = 40
"""More calls of functions than the reader needs for any one frame."""

FLOODS = {
    "pongs": sent(b"", PONG),
    "pings": sent(b"", PING),
    "empty continuation frames": sent(b"", CONTINUATION, fin=False),
    "messages": sent("x"),
    "compressed messages": sent(deflated(b"x"), reserved=COMPRESSED),
}
OPENING = sent("", fin=False)
FRAMES = st.one_of(
    st.sampled_from([*FLOODS.values(), OPENING, sent(b"", CLOSE), sent(b"\xff", BINARY)]),
    st.binary(max_size=300).map(lambda each: sent(each, BINARY)),
    st.binary(max_size=300).map(lambda each: sent(deflated(each), BINARY, reserved=COMPRESSED)),
    st.text(max_size=100).map(sent),
    st.binary(max_size=30),
)


def calls(work: Callable[[], object]) -> int:
    """Return how many functions some work calls: what it costs, whatever the machine does."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        del frame, argument
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def reader(allowed: int = ALLOWED) -> Reader:
    made = Reader(MOST, supports_deflate=True)
    made.frames_left = allowed
    return made


def feed(it: Reader, data: bytes) -> list[Message]:
    return list(it.feed(data))


class TestWork:
    @given(st.lists(FRAMES, max_size=60), st.lists(st.integers(0, 20_000), max_size=10))
    def test_is_bounded_whatever_comes(self, frames: list[bytes], places: list[int]) -> None:
        it = reader()
        for piece in cut(b"".join(frames), *places):
            it.frames_left = ALLOWED
            assert calls(partial(feed, it, piece)) < CALLS_OF_FRAME * (ALLOWED + 2)

    @pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
    def test_is_no_more_for_a_flood(self, flood: bytes) -> None:
        it = reader()
        feed(it, OPENING if flood == FLOODS["empty continuation frames"] else b"")
        wire = flood * 10_000
        for data in (wire, b"", wire, b""):
            it.frames_left = ALLOWED
            assert calls(partial(feed, it, data)) < CALLS_OF_FRAME * (ALLOWED + 2)
        assert (it.closed, it.spent) == (None, True)

    @given(st.lists(FRAMES, max_size=60))
    @example([sent("x")] * 1000)
    def test_ends_with_the_connection(self, frames: list[bytes]) -> None:
        it = reader(sys.maxsize)
        it.end(1008)
        assert calls(lambda: feed(it, b"".join(frames))) < CALLS_OF_FRAME
        assert it.frames_left == sys.maxsize
        assert it._rest == b""

    @given(st.lists(FRAMES, max_size=60), st.integers(0, 60))
    def test_ends_in_the_midst_of_what_has_come(self, frames: list[bytes], after: int) -> None:
        it = reader(sys.maxsize)
        for number, _ in enumerate(it.feed(b"".join(frames))):
            if number == after:
                it.end(1008)
            assert number <= after


class TestAllowance:
    @given(st.lists(FRAMES, max_size=60), st.integers(1, 30))
    def test_delays_what_is_read_and_changes_nothing(
        self, frames: list[bytes], allowed: int
    ) -> None:
        whole, bit_by_bit = reader(sys.maxsize), reader(0)
        wire = b"".join(frames)
        messages = feed(bit_by_bit, wire)
        assert messages == []
        while bit_by_bit.spent:
            bit_by_bit.frames_left = allowed
            messages += feed(bit_by_bit, b"")
        assert messages == feed(whole, wire)
        assert (bit_by_bit.answers, bit_by_bit.closed) == (whole.answers, whole.closed)

    def test_of_bytes_is_spent_by_them(self) -> None:
        it = Reader(MOST)
        it.bytes_left = 10
        feed(it, b"x" * 10)
        assert not it.spent
        feed(it, b"x")
        assert it.spent
