"""Compressed messages: read however they are cut, and how each breach ends (RFC 7692)."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.realtime.reader import Reader
from shared.realtime.upgrade import DEFLATE_ACCEPTED, accept, parse, supports_deflate
from shared.realtime.websocket import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    TAIL,
    TEXT,
    WINDOW,
    Broken,
    Message,
    close_frame,
    decompressed,
    frame,
    shared,
)
from tests.realtime.peer import cut, sent

MOST = 1000
COMPRESSED = 4
"""The reserved bit that says that a message is compressed, among the three."""


def deflated(payload: bytes, mode: int = zlib.Z_SYNC_FLUSH) -> bytes:
    deflate = zlib.compressobj(wbits=WINDOW)
    return (deflate.compress(payload) + deflate.flush(mode)).removesuffix(TAIL)


def read(reader: Reader, *pieces: bytes) -> list[Message]:
    return [message for piece in pieces for message in reader.feed(piece)]


def fragments(payload: bytes, opcode: int, places: list[int]) -> bytes:
    pieces = cut(payload, *places)
    last = len(pieces) - 1
    return b"".join(
        sent(
            piece,
            CONTINUATION if index else opcode,
            fin=index == last,
            reserved=0 if index else COMPRESSED,
        )
        for index, piece in enumerate(pieces)
    )


class TestReader:
    @given(
        st.lists(
            st.tuples(
                st.text(max_size=200) | st.binary(max_size=MOST),
                st.booleans(),
                st.lists(st.integers(0, 300), max_size=3),
            ),
            max_size=6,
        ),
        st.lists(st.integers(0, 5000), max_size=5),
    )
    def test_reads_messages_compressed_and_not_in_any_pieces(
        self, messages: list[tuple[Message, bool, list[int]]], places: list[int]
    ) -> None:
        wire = b""
        for message, compressed, breaks in messages:
            opcode = TEXT if isinstance(message, str) else BINARY
            payload = message.encode() if isinstance(message, str) else message
            if compressed:
                wire += fragments(deflated(payload), opcode, breaks)
            else:
                wire += sent(payload, opcode)
        reader = Reader(MOST, supports_deflate=True)
        assert read(reader, *cut(wire, *places)) == [message for message, *_ in messages]
        assert (reader.answers, reader.closed) == ([], None)

    def test_reads_a_message_whose_compressor_has_finished(self) -> None:
        ended = deflated(b"hello", zlib.Z_FINISH) + b"\x00"
        assert read(Reader(MOST, supports_deflate=True), sent(ended, reserved=COMPRESSED)) == [
            "hello"
        ]

    @pytest.mark.parametrize(
        ("wire", "code", "reason"),
        [
            (sent(deflated(b"0" * (MOST + 1)), reserved=COMPRESSED), 1009, "too_large"),
            (sent(deflated(b"0" * 900_000), reserved=COMPRESSED), 1009, "too_large"),
            (
                fragments(deflated(b"0" * 900_000), TEXT, [100, 300]),
                1009,
                "too_large",
            ),
            (
                sent(b"\xff\xff\xff", reserved=COMPRESSED),
                1007,
                "what was compressed can't be read",
            ),
            (sent(deflated(b"\xff"), reserved=COMPRESSED), 1007, "a text is UTF-8"),
            (fragments(deflated(b"ab\xff"), TEXT, [2]), 1007, "a text is UTF-8"),
            (sent(b"", PING, reserved=COMPRESSED), 1002, "a reserved bit is set"),
            (sent(b"", reserved=COMPRESSED | 1), 1002, "a reserved bit is set"),
            (
                sent(b"a", fin=False) + sent(b"b", CONTINUATION, reserved=COMPRESSED),
                1002,
                "a reserved bit is set",
            ),
        ],
    )
    def test_closes_for_what_breaks_the_protocol(self, wire: bytes, code: int, reason: str) -> None:
        reader = Reader(MOST, supports_deflate=True)
        assert read(reader, wire, sent("later")) == []
        assert (reader.answers, reader.over) == ([close_frame(code, reason)], False)

    def test_refuses_a_compressed_message_that_was_not_agreed(self) -> None:
        reader = Reader(MOST)
        assert read(reader, sent(deflated(b"a"), reserved=COMPRESSED)) == []
        assert reader.closed == 1002

    def test_decompresses_no_more_when_a_message_is_answered_with_a_close(self) -> None:
        reader = Reader(MOST, supports_deflate=True)
        wire = sent("a") + sent(b"\xff\xff\xff", reserved=COMPRESSED) + sent(b"", CLOSE)
        for _ in reader.feed(wire):
            reader.end(1008)
        assert (reader.closed, reader.over) == (1008, False)


class TestShared:
    @given(st.binary(max_size=5000))
    def test_is_the_same_message_twice(self, payload: bytes) -> None:
        plain, compressed = shared(payload, BINARY)
        assert plain == frame(payload, BINARY)
        masked = compressed_for_a_server(compressed)
        assert read(Reader(5000, supports_deflate=True), masked) == [payload]

    def test_is_smaller_for_a_board(self) -> None:
        rows = b",".join(b'["player-%05d",%d]' % (n * 7919 % 20_000, 900 - n) for n in range(100))
        plain, compressed = shared(rows)
        assert len(compressed) < len(plain) / 2


def compressed_for_a_server(compressed: bytes) -> bytes:
    """Return a server's compressed frame as a client would send it."""
    head = 2 if compressed[1] < 126 else 4
    return sent(compressed[head:], BINARY, reserved=COMPRESSED)


def finished(payload: bytes) -> bytes:
    """Return one block with BFINAL, which ends at a whole byte."""
    return deflated(payload, zlib.Z_FINISH)


class TestDecompressed:
    @pytest.mark.parametrize(
        "compressed",
        [
            bytes.fromhex("f248cdc9c90700"),
            bytes.fromhex("000500faff48656c6c6f00"),
            bytes.fromhex("f348cdc9c9070000"),
            bytes.fromhex("f24805000000ffffcac9c90700"),
            finished(b"Hel") + finished(b"lo") + b"\x00",
            finished(b"Hel") + deflated(b"lo"),
        ],
        ids=["one block", "stored", "BFINAL", "two blocks", "two with BFINAL", "BFINAL and one"],
    )
    def test_takes_all_that_a_peer_may_send(self, compressed: bytes) -> None:
        """The first four are the examples of RFC 7692, 7.2.3."""
        assert decompressed(compressed, MOST) == b"Hello"

    def test_looks_back_beyond_a_block_with_bfinal(self) -> None:
        deflate = zlib.compressobj(wbits=WINDOW, zdict=b"look back")
        after = deflate.compress(b"look back") + deflate.flush(zlib.Z_SYNC_FLUSH)
        compressed = finished(b"look back") + after.removesuffix(TAIL)
        assert decompressed(compressed, MOST) == b"look backlook back"

    @given(st.binary(max_size=300), st.sampled_from([0, 6]), st.sampled_from([0, 2, 4]))
    def test_refuses_what_is_cut_short_anywhere(
        self, payload: bytes, level: int, strategy: int
    ) -> None:
        deflate = zlib.compressobj(level, wbits=WINDOW, strategy=strategy)
        compressed = deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH)
        compressed = compressed.removesuffix(TAIL)
        for end in range(len(compressed)):
            if compressed[:end] != b"\x00":  # an empty message, and nothing else
                with pytest.raises(Broken):
                    decompressed(compressed[:end], MOST)

    @pytest.mark.parametrize(
        "compressed",
        [b"", finished(b"a"), finished(b"a") + b"\x07", finished(b"a") * 40 + b"\x00"],
        ids=["nothing", "no end after BFINAL", "no block after BFINAL", "too many with BFINAL"],
    )
    def test_refuses_what_does_not_end_as_it_has_to(self, compressed: bytes) -> None:
        with pytest.raises(Broken):
            decompressed(compressed, MOST)

    def test_takes_as_much_as_is_allowed(self) -> None:
        assert decompressed(deflated(b"0" * MOST), MOST) == b"0" * MOST


def request(*offers: str) -> bytes:
    head = [
        "GET /ws HTTP/1.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *(f"Sec-WebSocket-Extensions: {offer}" for offer in offers),
    ]
    return "\r\n".join(head).encode()


class TestUpgrade:
    @pytest.mark.parametrize(
        "offers",
        [
            ["permessage-deflate"],
            ["permessage-deflate; client_max_window_bits"],
            ["permessage-deflate; client_max_window_bits=9"],
            ['permessage-deflate;client_no_context_takeover ; client_max_window_bits="15"'],
            ["permessage-deflate; server_no_context_takeover"],
            ["x-webkit-deflate-frame, permessage-deflate"],
            ["permessage-deflate; server_max_window_bits=10", "permessage-deflate"],
        ],
    )
    def test_agrees_to_compress_each_message_by_itself(self, offers: list[str]) -> None:
        asked = parse(request(*offers))
        assert supports_deflate(asked)
        assert DEFLATE_ACCEPTED + b"\r\n\r\n" in accept(asked)

    @pytest.mark.parametrize(
        "offers",
        [
            [],
            [""],
            ["permessage-bzip2"],
            ["permessage-deflate; server_max_window_bits=10"],
            ["permessage-deflate; client_max_window_bits=7"],
            ["permessage-deflate; client_max_window_bits=16"],
            ["permessage-deflate; client_no_context_takeover=1"],
            ["permessage-deflate; unheard_of"],
            ["permessage-deflate; client_max_window_bits; client_max_window_bits=10"],
            ["permessage-deflate;"],
        ],
    )
    def test_says_nothing_of_compression_otherwise(self, offers: list[str]) -> None:
        asked = parse(request(*offers))
        assert not supports_deflate(asked)
        assert b"Extensions" not in accept(asked)
