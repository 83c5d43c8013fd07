"""The server's half of RFC 6455: what a peer sends, however it is cut, and how each breach ends."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.realtime.reader import Reader
from shared.realtime.websocket import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Message,
    close_frame,
    frame,
)
from tests.realtime.peer import announced, cut, sent

MOST = 1000


def read(pieces: Iterable[bytes], reader: Reader | None = None) -> list[Message]:
    reader = reader or Reader(MOST)
    return [message for piece in pieces for message in reader.feed(piece)]


def fragments(payload: bytes, opcode: int, places: list[int]) -> list[bytes]:
    pieces = cut(payload, *places)
    last = len(pieces) - 1
    return [
        sent(piece, CONTINUATION if index else opcode, fin=index == last)
        for index, piece in enumerate(pieces)
    ]


@st.composite
def conversations(draw: st.DrawFn) -> tuple[bytes, list[Message], list[bytes]]:
    """Bytes of a polite peer, the messages that they mean, and the answers that they want."""
    wire, messages, answers = b"", [], []
    contents = st.one_of(st.text(max_size=80), st.binary(max_size=200))
    for content in draw(st.lists(contents, max_size=6)):
        kind = TEXT if isinstance(content, str) else BINARY
        payload = content.encode() if isinstance(content, str) else content
        places = draw(st.lists(st.integers(0, 300), max_size=3))
        for each in fragments(payload, kind, places):
            ping = draw(st.none() | st.binary(max_size=125))
            if ping is not None:
                wire += sent(ping, PING) + sent(ping, PONG)
                answers.append(frame(ping, PONG))
            wire += each
        messages.append(content)
    return wire, messages, answers


class TestMessages:
    def test_of_bytes_that_come_in_pieces_do_not_count_for_the_text_after_them(self) -> None:
        wire = sent(b"\x00\xff\x00\xff", BINARY)
        text = b"".join(fragments("\u00e9\u00e9".encode(), TEXT, [3]))
        assert read([wire[:-1], wire[-1:] + text]) == [b"\x00\xff\x00\xff", "\u00e9\u00e9"]

    @given(conversations(), st.lists(st.integers(0, 5000), max_size=20))
    def test_are_the_same_however_the_bytes_are_cut(
        self, conversation: tuple[bytes, list[Message], list[bytes]], places: list[int]
    ) -> None:
        wire, messages, answers = conversation
        reader = Reader(MOST)
        assert read(cut(wire, *places), reader) == messages
        assert (reader.answers, reader.closed) == (answers, None)

    def test_may_come_byte_by_byte(self) -> None:
        wire = sent("ü" * 200) + b"".join(fragments("€uro".encode(), TEXT, [1, 2]))
        assert read(bytes((each,)) for each in wire) == ["ü" * 200, "€uro"]

    def test_may_be_as_large_as_the_limit_with_pings_between(self) -> None:
        half = b"x" * (MOST // 2)
        ping = sent(b"p" * 125, PING)
        wire = sent(half, fin=False) + ping + sent(half, CONTINUATION, fin=False)
        wire += ping + sent(b"", CONTINUATION)
        assert read([wire]) == ["x" * MOST]

    @pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
    def test_and_frames_agree_on_every_length(self, size: int) -> None:
        assert read([sent(b"x" * size, BINARY)], Reader(1 << 20)) == [b"x" * size]
        bare = sent(b"x" * size, BINARY, mask=None)
        assert frame(b"x" * size, BINARY) == bare


class TestBreach:
    @pytest.mark.parametrize(
        ("wire", "code"),
        [
            *((sent("x", reserved=bits), 1002) for bits in range(1, 8)),
            *((sent("x", opcode), 1002) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)),
            (sent("x", mask=None), 1002),
            (sent("x" * 126, PING), 1002),
            (sent("x", PING, fin=False), 1002),
            (sent("", CLOSE, fin=False), 1002),
            (sent("x", CONTINUATION), 1002),
            (sent("x", fin=False) + sent("x"), 1002),
            (sent("x", width=2), 1002),
            (sent("x" * 300, width=8), 1002),
            (sent("x", PONG, width=2), 1002),
            (sent(b"\xff"), 1007),
            (sent(b"\xed\xa0\x80"), 1007),
            (sent(b"\xc3"), 1007),
            (sent(b"\xc3", fin=False) + sent(b"", CONTINUATION), 1007),
            (sent(b"\xc3", fin=False) + sent(b"\xc3", CONTINUATION, fin=False), 1007),
            (sent(b"\xff", fin=False), 1007),
            (sent(b"\x03\xe8\xff", CLOSE), 1007),
            (sent("x" * (MOST + 1)), 1009),
            (announced(1 << 16), 1009),
            (announced(1 << 63), 1009),
            (sent("x" * MOST, fin=False) + sent("x", CONTINUATION), 1009),
            (sent("x" * MOST, fin=False) + announced(1 << 40, CONTINUATION), 1009),
        ],
    )
    def test_closes_with_its_code(self, wire: bytes, code: int) -> None:
        reader = Reader(MOST)
        assert read([sent("good"), wire, sent("late")], reader) == ["good"]
        (answer,) = reader.answers
        assert answer[2:4] == code.to_bytes(2)
        assert (reader.closed, reader.over) == (code, False)

    @pytest.mark.parametrize(
        "payload",
        [
            b"x",
            *(code.to_bytes(2) for code in (0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535)),
        ],
    )
    def test_in_a_close_is_a_breach_too(self, payload: bytes) -> None:
        reader = Reader(MOST)
        assert read([sent(payload, CLOSE)], reader) == []
        assert (reader.closed, reader.over) == (1002, False)

    @pytest.mark.parametrize("opening", [b"", sent("ok", fin=False)])
    def test_of_utf_8_is_found_before_the_frame_is_whole(self, opening: bytes) -> None:
        opcode = CONTINUATION if opening else TEXT
        wire = sent("€" * 20, opcode)[: 6 + 32] + b"\xff" * 8
        reader = Reader(MOST)
        assert read([opening, *cut(wire, 7, 9, 30)], reader) == []
        assert reader.closed == 1007

    def test_ends_the_reading(self) -> None:
        reader = Reader(MOST)
        read([sent("x", reserved=1), sent("", CLOSE), sent("x", PING)], reader)
        assert len(reader.answers) == 1

    @given(st.lists(st.binary(max_size=50), max_size=30))
    def test_by_garbage_is_never_more_than_a_close(self, pieces: list[bytes]) -> None:
        reader = Reader(MOST)
        for message in read(pieces, reader):
            assert len(message) <= MOST
        assert reader.closed in {None, 1000, 1002, 1005, 1007, 1009} | set(range(1000, 5000))


class TestMemory:
    def held(self, reader: Reader) -> int:
        return len(reader._rest) + len(reader._parts)

    def test_is_bounded_while_empty_fragments_come(self) -> None:
        reader = Reader(MOST)
        read([sent("", fin=False), *[sent("", CONTINUATION, fin=False)] * 10_000], reader)
        assert (self.held(reader), reader.closed) == (0, None)

    def test_is_bounded_while_a_frame_comes(self) -> None:
        reader = Reader(MOST)
        read([sent("x" * 600, fin=False), sent("x" * 400, CONTINUATION)[:-1]], reader)
        assert self.held(reader) <= MOST + 8

    @pytest.mark.parametrize("end", [sent("x", reserved=1), sent("", CLOSE), sent("x" * 2000)])
    def test_is_given_back_at_the_end(self, end: bytes) -> None:
        reader = Reader(MOST)
        read([sent("x" * 600, fin=False), end, *[b"x" * 1000] * 100], reader)
        assert self.held(reader) == 0

    def test_is_given_back_when_we_close_and_not_taken_again(self) -> None:
        reader = Reader(MOST)
        read([sent("x" * 600, fin=False)], reader)
        reader.end(1008)
        assert self.held(reader) == 0
        read([sent("x" * 600, CONTINUATION, fin=False)] * 100, reader)
        assert (self.held(reader), reader.over) == (0, False)


class TestClose:
    @pytest.mark.parametrize("code", [1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999])
    def test_by_the_peer_is_answered_with_its_code(self, code: int) -> None:
        reader = Reader(MOST)
        read([sent(code.to_bytes(2) + b"bye", CLOSE) + sent("late")], reader)
        assert reader.answers == [close_frame(code)]
        assert (reader.closed, reader.over) == (code, True)

    def test_without_a_code_is_answered_without_one(self) -> None:
        reader = Reader(MOST)
        read([sent("", CLOSE)], reader)
        assert reader.answers == [frame(b"", CLOSE)]
        assert (reader.closed, reader.over) == (1005, True)

    def test_by_us_ends_the_reading(self) -> None:
        reader = Reader(MOST)
        reader.end(4001, "superseded")
        reader.end(1011, "late")
        assert read([sent("late") + sent("p", PING) + sent("", CLOSE)], reader) == []
        assert (reader.answers, reader.over) == ([close_frame(4001, "superseded")], False)

    def test_in_the_midst_of_messages_drops_the_rest(self) -> None:
        reader = Reader(MOST)
        messages = []
        for message in reader.feed(sent("1") + sent("2") + sent("3")):
            messages.append(message)
            if message == "2":
                reader.end(1008)
        assert messages == ["1", "2"]

    def test_cuts_a_reason_between_characters(self) -> None:
        text = close_frame(1000, "€" * 50)
        assert len(text) <= 2 + 125
        assert text[4:].decode() == "€" * 41
