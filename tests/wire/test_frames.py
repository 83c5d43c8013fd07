"""Frames: what is let in, what is named, and the bytes that go out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.games.codebattle.questions import MAX_ANSWER
from shared.runtime.bootstrap import Application
from shared.runtime.settings import Settings
from shared.wire import frames as f
from shared.wire.economy import Give, Things
from shared.wire.read_frame import MOST_SAID, BadFrame

PARTS = Application(Settings(stage="test"))
GOOD: dict[str, f.OwnFrame] = {
    "subscribe": f.Subscribe("c1", "codebattle/b/board", "e", 7),
    "unsubscribe": f.Unsubscribe("c1", "codebattle/b/board"),
    "ping": f.Ping("c1"),
}


def bad(raw: str | bytes) -> tuple[str, str]:
    with pytest.raises(BadFrame) as found:
        PARTS.reader.read(raw)
    return found.value.code, found.value.frame_id


class TestReader:
    @pytest.mark.parametrize("kind", GOOD)
    def test_reads_what_a_client_writes(self, kind: str) -> None:
        frame = GOOD[kind]
        fields = {name: getattr(frame, name) for name in frame.__struct_fields__}
        assert PARTS.reader.read(json.dumps({"type": kind, **fields})) == frame

    def test_lets_a_subscriber_have_nothing_yet(self) -> None:
        frame = PARTS.reader.read('{"type":"subscribe","id":"1","channel":"codebattle/b/board"}')
        assert frame == f.Subscribe("1", "codebattle/b/board", "", None)

    @pytest.mark.parametrize(
        "raw", ["", "{", "nul", b"\xff\xfe", "\ud800", '{"type":"ping",}', '{"x":' + "[" * 9000]
    )
    def test_names_what_is_no_json(self, raw: str | bytes) -> None:
        assert bad(raw) == ("not_json", "")

    @pytest.mark.parametrize(
        "raw",
        [
            "[1]",
            "7",
            "null",
            '{"id":"1"}',
            '{"type":7,"id":"1"}',
            '{"type":"ping"}',
            '{"type":"ping","id":7}',
            '{"type":"ping","id":""}',
            '{"type":"ping","id":"with space"}',
            '{"type":"ping","id":"line\\n"}',
            '{"type":"ping","id":"' + "x" * 65 + '"}',
            '{"type": "codebattle.join","id":"1","room":7}',
            '{"type": "codebattle.join","id":"1","room":"b/player/ann"}',
            '{"type": "codebattle.join","id":"1","room":"b.c"}',
            '{"type": "codebattle.join","id":"1","room":"b\\n"}',
            '{"type": "codebattle.join","id":"1","room":"b","extra":1}',
            '{"type": "codebattle.attack","id":"1","room":"b","target":""}',
            '{"type": "codebattle.attack","id":"1","room":"b","target":"' + "x" * 51 + '"}',
            '{"type":"subscribe","id":"1","channel":"codebattle/b/board","offset":-1}',
            '{"type":"subscribe","id":"1","channel":"codebattle/b/board","offset":"3"}',
            '{"type":"subscribe","id":"1","channel":"codebattle/b/board","offset":1e300}',
        ],
    )
    def test_names_a_frame_that_is_wrong(self, raw: str) -> None:
        assert bad(raw)[0] == "bad_frame"

    @pytest.mark.parametrize("tag", ["schedule", "replace_questions", "end"])
    def test_knows_no_command_of_operators(self, tag: str) -> None:
        assert bad(f'{{"type":"codebattle.{tag}","id":"1","room":"b"}}') == ("unknown_type", "1")

    def test_names_an_unknown_type_and_says_whose_it_was(self) -> None:
        assert bad('{"type":"fly","id":"c9"}') == ("unknown_type", "c9")
        assert bad('{"type": "codebattle.join","id":"c9","room":7}') == ("bad_frame", "c9")

    def test_quotes_little_of_what_was_sent(self) -> None:
        with pytest.raises(BadFrame) as raised:
            PARTS.reader.read('{"type":"' + "x" * 30_000 + '"}')
        assert len(raised.value.message) <= MOST_SAID

    def test_never_echoes_an_id_that_is_none(self) -> None:
        assert bad('{"type":"fly","id":"<script>"}') == ("unknown_type", "")

    def test_takes_32_kb_and_not_a_byte_more(self) -> None:
        head = '{"type":"ping","id":"1"'
        fits = head + " " * (f.MAX_FRAME - len(head) - 1) + "}"
        assert PARTS.reader.read(fits) == f.Ping("1")
        assert bad(fits + " ") == ("too_large", "")
        assert bad("é" * (f.MAX_FRAME // 2 + 1)) == ("too_large", "")

    def test_takes_an_answer_as_long_as_any_right_one(self) -> None:
        def written(answer: str) -> str:
            fields = {"id": "1", "room": "b", "question": "q1", "answer": answer}
            return json.dumps({"type": "codebattle.answer", **fields})

        longest = "x" * MAX_ANSWER
        assert getattr(PARTS.reader.read(written(longest)), "answer", "") == longest
        assert bad(written(longest + "x")) == ("bad_frame", "1")

    @given(st.text() | st.binary())
    def test_names_whatever_else_comes(self, raw: str | bytes) -> None:
        assert bad(raw)[0] in {"not_json", "bad_frame", "unknown_type", "too_large"}


class TestEconomy:
    def test_is_read_with_its_order(self) -> None:
        order = {"do": "give", "to": "bo", "things": [{"item": "arrow"}]}
        frame = PARTS.reader.read(json.dumps({"type": "economy", "id": "c1", "command": order}))
        assert frame == f.Economy("c1", Give("bo", (Things("arrow", 1, ""),)))

    @pytest.mark.parametrize(
        "command",
        [
            '{"do":"mint","to":"bo","currency":"gold","amount":1}',
            '{"do":"pay","to":"bo","currency":"gold","amount":1.0}',
            '{"do":"pay","to":"bo","currency":"gold","amount":"1"}',
            '{"do":"pay","to":"bo","currency":"gold","amount":true}',
            '{"do":"pay","to":"bo","currency":"gold","amount":1,"from":"ann"}',
            '{"to":"bo"}',
            "null",
        ],
    )
    def test_is_told_what_is_wrong_and_whose_it_was(self, command: str) -> None:
        assert bad(f'{{"type":"economy","id":"c9","command":{command}}}') == ("bad_frame", "c9")


class TestEncodeServer:
    @pytest.mark.parametrize(
        ("frame", "text"),
        [
            (
                f.Done("c1", {"blocked": False, "points_deducted": 1}),
                '{"type":"done","id":"c1","blocked":false,"points_deducted":1}',
            ),
            (f.Accepted("c1"), '{"type":"accepted","id":"c1"}'),
            (
                f.Refused("c1", "battle_not_started", {"starts_at": "2026"}),
                '{"type":"refused","id":"c1","reason":"battle_not_started","starts_at":"2026"}',
            ),
            (f.Error("not_json", "no"), '{"type":"error","code":"not_json","message":"no"}'),
            (
                f.Error("busy", "later", "c1", 1.0),
                '{"type":"error","code":"busy","message":"later","id":"c1","retry_after":1.0}',
            ),
            (f.Closing(4001, "superseded"), '{"type":"closing","code":4001,"reason":"superseded"}'),
            (
                f.PleaseMove(30, "draining"),
                '{"type":"please_move","within":30,"reason":"draining"}',
            ),
            (
                f.Message("c", "e", 2, "board", {}, 1),
                '{"type":"message","channel":"c","epoch":"e","offset":2,"event":"board","data":{},"base":1}',
            ),
        ],
    )
    def test_writes_the_same_bytes_for_ever(self, frame: f.ServerFrame, text: str) -> None:
        assert f.encode_server(frame).decode() == text
