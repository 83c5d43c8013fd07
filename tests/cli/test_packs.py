from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import encode

from cli.failure import Failed
from cli.packs import DEMO, load_pack
from cli.times import Times
from shared.games.codebattle.questions import Question
from shared.runtime.bootstrap import Application
from shared.runtime.settings import Settings

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


class TestLoadPack:
    def test_reads_a_demo_whose_right_choices_are_offered(self) -> None:
        pack = load_pack(DEMO)
        assert len(pack.questions) >= 10
        for each in pack.questions:
            question = Question(each.id, each.prompt, tuple(each.answers))
            right = [choice for choice in each.choices if question.accepts(choice)]
            assert len(right) == (1 if each.choices else 0), each.id

    def test_reads_json(self, tmp_path: Path) -> None:
        path = tmp_path / "pack.json"
        path.write_text('{"questions": [{"id": "q", "prompt": "?", "answers": ["!"]}]}')
        assert load_pack(path).questions[0].points == 10

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("questions: [", "neither YAML nor JSON"),
            ("[" * 3000, "neither YAML nor JSON"),
            ('questions: [{id: q, prompt: "\\ud800", answers: [a]}]', "neither YAML nor JSON"),
            ("title: x", "missing required field `questions`"),
            ("questions: []", "length >= 1"),
            ("questions: [{id: q, prompt: p, answers: [a], hint: h}]", "unknown field `hint`"),
            ("questions: [{id: q, prompt: p, answers: [1]}]", "Expected `str`, got `int`"),
        ],
    )
    def test_names_what_is_wrong(self, tmp_path: Path, text: str, said: str) -> None:
        path = tmp_path / "pack.yaml"
        path.write_text(text)
        with pytest.raises(Failed, match=said):
            load_pack(path)

    def test_names_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(Failed, match="can't be read: No such file"):
            load_pack(tmp_path / "none.yaml")


class TestBattlePlan:
    def test_makes_a_frame_that_the_api_takes(self) -> None:
        head = {"type": "codebattle.schedule", "id": "1", "room": "b"}
        body = encode(head | load_pack(DEMO).plan() | Times.planned(NOW, 10, 30).fields())
        frame: Any = Application(Settings(stage="test")).command_reader.read(body)
        assert (frame.starts_at - NOW).total_seconds() == 10
        assert (frame.ends_at - frame.starts_at).total_seconds() == 30 * 60
