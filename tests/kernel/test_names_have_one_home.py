"""Structured names are written and taken apart in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from shared.economy.channels import PLAYER
from shared.games.codebattle.channels import FORMS

from shared.games.codebattle.streams import BATTLE_STREAM

ROOT = Path(__file__).parents[2]

HOMES = {
    "shared/kernel/names.py",
    "shared/games/codebattle/streams.py",
    "shared/games/codebattle/channels.py",
    "shared/economy/channels.py",
}

OTHER_TEXTS = {
    "functions/http/economy.py": "cursors of pages",
    "shared/adapters/ecs/fleet.py": "a service of ECS, `cluster/service`",
    "shared/application/lifecycle/list_battles.py": "the cursor, in its own `parse`",
    "shared/wire/economy_http.py": "JSON pointers",
    "shared/wire/feed.py": "ids of connections, written and read there only",
}
"""What else is taken apart at a slash or a dot, and is neither a stream's id nor a channel."""

APART = {"split", "rsplit", "partition", "rpartition"}
CUT = {"startswith", "endswith", "removeprefix", "removesuffix"}

WORDS = {re.split("[./]", form.form)[0] for form in (*FORMS, PLAYER, BATTLE_STREAM)}
NAME = re.compile(rf"({'|'.join(map(re.escape, WORDS))})[./]|(private|presence)-")


def findings(source: str) -> Iterator[int]:
    """Yield the lines on which a structured name is written, or taken apart."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(ast.Attribute(attr=method), [ast.Constant(str(text)), *_]) if (
                method in APART and text in {"/", "."}
            ):
                yield node.lineno
            case ast.Call(ast.Attribute(attr=method), [ast.Name(name), *_]) if (
                method in CUT and name in {"BOARD", "PRESENCE", "PRIVATE", "RANK", "PLAYER"}
            ):
                yield node.lineno
            case ast.Constant(str(text)) if NAME.match(text):
                yield node.lineno


def files() -> list[str]:
    found = (each for top in ("shared", "functions") for each in (ROOT / top).rglob("*.py"))
    return sorted(str(each.relative_to(ROOT)) for each in found)


def test_no_other_file_writes_a_name_or_takes_one_apart() -> None:
    places = {
        f"{path}:{line}"
        for path in files()
        if path not in HOMES | OTHER_TEXTS.keys()
        for line in findings((ROOT / path).read_text())
    }
    assert places == set(), "use the forms and functions of shared/kernel/names.py and its users"


def test_every_exception_is_needed() -> None:
    exceptions = HOMES | OTHER_TEXTS.keys()
    assert {path for path in exceptions if any(findings((ROOT / path).read_text()))} == exceptions


@pytest.mark.parametrize(
    "source",
    [
        'battle = channel.split(".")[1]',
        'family = stream.rpartition("/")[0]',
        'is_mine = channel.startswith("private-")',
        'battle = stream.removeprefix("battle/")',
        "is_here = channel.startswith(PRESENCE)",
        'name = f"codebattle/{battle}/player"',
        'name = f"account/{player}"',
        'name = "presence-battle." + battle',
    ],
)
def test_finds(source: str) -> None:
    assert list(findings(source)) == [1]


@pytest.mark.parametrize(
    "source", ['scheme, _, token = header.partition(" ")', 'ranks = "battles/running"', '"battle"']
)
def test_passes_over(source: str) -> None:
    assert list(findings(source)) == []
