"""No text of a stage or a file reaches a terminal with its control characters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.http_api import sentence
from cli.main import app
from cli.output import plain
from cli.outside import json_text, shown, shown_values
from cli.trouble import trouble_text
from cli.wording import attack_text
from client import ProtocolError, Refused
from tests.cli.conftest import CreateBattle
from tests.cli.host import Host
from tests.cli.load_session import at_table
from tests.memory import OPERATOR_KEY

CLIPBOARD = "\x1b]52;c;cm0gLXJmIH4=\x07"
"""Writes the clipboard of a terminal that obeys it."""

HOSTILE = [CLIPBOARD, "\x9d52;c;x\x9c", "\x1b]0;open", "a\rb\x08\x00", "\u202egnp.exe", "\ud800"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda each: st.lists(each) | st.dictionaries(st.text(st.characters()), each),
)


def safe(text: str) -> bool:
    return all(char in "\n\t\u200c\u200d" or char.isprintable() for char in text)


class TestShown:
    @given(st.text(st.characters()))
    def test_has_nothing_that_a_terminal_obeys(self, text: str) -> None:
        assert safe(shown(text))

    @pytest.mark.parametrize(
        "text", ["Fußball ✔", "\u0645\u06cc\u200c\u062e\u0648", "👩\u200d🚀", "two\nlines"]
    )
    def test_leaves_what_people_write_alone(self, text: str) -> None:
        assert shown(text) == text

    def test_writes_out_what_it_takes_away(self) -> None:
        assert shown("a\x1b[2Jb\u202ec") == "a\\x1b[2Jb\\u{202e}c"

    @given(VALUES)
    def test_holds_for_every_text_of_a_value(self, value: Any) -> None:
        assert safe(json.dumps(shown_values(value), ensure_ascii=False))


class TestJsonText:
    @given(VALUES)
    def test_is_safe_and_says_the_same(self, value: Any) -> None:
        assert safe(json_text(value))
        assert json.loads(json_text(value)) == value


@pytest.mark.parametrize("text", HOSTILE)
class TestSentences:
    def test_of_a_stage_are_safe(self, text: str) -> None:
        error = {"error": {"code": text, "message": text, "where": [{"at": text, "message": text}]}}
        assert safe(trouble_text(ProtocolError(text, text)))
        assert safe(trouble_text(Refused(text)))
        assert safe(shown(sentence(400, error)))
        assert safe(plain({text: [text]}))
        data = shown_values({"blocked": True, "attacker": text})
        assert safe(attack_text(data))


class TestCommands:
    def test_show_a_hostile_battle_safely(self, host: Host, create_battle: CreateBattle) -> None:
        question = {"id": "q", "prompt": CLIPBOARD, "answers": ["a"], "choices": ["a", CLIPBOARD]}
        create_battle(title=f"title {CLIPBOARD}", questions=[question | {"points": 1}])
        key = ("--operator-key", OPERATOR_KEY)
        for arguments in (
            ("battle", "list"),
            ("battle", "list", "--json"),
            ("battle", "show", "b1"),
            ("replay", "codebattle/b1", "--events", *key),
            ("replay", "codebattle/b1", "--json", *key),
        ):
            result = CliRunner().invoke(app, [*arguments, "--url", host.url])
            assert result.exit_code == 0, result.output
            assert safe(result.output), arguments
            assert "52;c;" in result.output, arguments

    async def test_play_shows_a_hostile_battle_safely(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        question = {"id": "q", "prompt": CLIPBOARD, "answers": ["a"], "choices": ["a", CLIPBOARD]}
        create_battle(title=f"title {CLIPBOARD}", questions=[question | {"points": 1}])
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.sees_text("title \\x1b]52;c;")
            await table.sees_text("Question 1/1")
            assert safe(table.text())
