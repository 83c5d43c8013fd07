"""Structured names are written and taken apart in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.games.catalogue import GAMES
from shared.kernel.names import ACCOUNT, PLAYER, ValueKind

ROOT = Path(__file__).parents[2]

HOME = "shared/kernel/names.py"

OTHER_TEXTS = {
    "functions/http/documents.py": "references of JSON schemas",
    "functions/http/economy.py": "cursors of pages",
    "shared/adapters/ecs/fleet.py": "a service of ECS, `cluster/service`",
    "shared/adapters/sqs/dead_letters.py": "keys of S3",
    "shared/pages.py": "origins of URLs",
    "shared/wire/asyncapi.py": "references of JSON schemas",
}
"""What else is taken apart at a slash or an at sign, and is neither a stream's id nor a channel."""

APART = {"split", "rsplit", "partition", "rpartition"}
CUT = {"startswith", "endswith", "removeprefix", "removesuffix"}
KINDS = ValueKind.__value__.__args__

START = re.compile(rf"({'|'.join((ACCOUNT, *(re.escape(each.name) for each in GAMES)))})/")
PART = re.compile(rf"/({'|'.join((PLAYER, *KINDS))})(/|@|$)|@\$operator")


def findings(source: str) -> Iterator[int]:
    """Yield the lines on which a structured name is written, or taken apart."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(ast.Attribute(attr=method), [ast.Constant(str(text)), *_]) if (
                method in APART and text in {"/", "@"}
            ):
                yield node.lineno
            case ast.Call(ast.Attribute(attr=method), [ast.Constant(str(text)), *_]) if (
                method in CUT and (START.match(text) or PART.match(text) or text in {"/", "@"})
            ):
                yield node.lineno
            case ast.JoinedStr(values) if any(map(_is_of_a_name, values)):
                yield node.lineno
            case ast.BinOp(ast.Constant(str(text)), ast.Add()) if START.match(text):
                yield node.lineno


def _is_of_a_name(part: ast.expr) -> bool:
    match part:
        case ast.Constant(str(text)):
            return bool(START.match(text) or PART.match(text))
        case _:
            return False


def files() -> list[str]:
    found = (each for top in ("shared", "functions") for each in (ROOT / top).rglob("*.py"))
    return sorted(str(each.relative_to(ROOT)) for each in found)


def test_no_other_file_writes_a_name_or_takes_one_apart() -> None:
    places = {
        f"{path}:{line}"
        for path in files()
        if path not in {HOME, *OTHER_TEXTS}
        for line in findings((ROOT / path).read_text())
    }
    assert places == set(), f"use the functions of {HOME}"


def test_every_exception_is_needed() -> None:
    exceptions = {HOME, *OTHER_TEXTS}
    assert {path for path in exceptions if any(findings((ROOT / path).read_text()))} == exceptions


@pytest.mark.parametrize(
    "source",
    [
        'room = stream.split("/")[1]',
        'family = stream.rpartition("/")[0]',
        'stream, _, viewer = channel.partition("@")',
        'is_mine = channel.startswith("account/")',
        'room = stream.removeprefix("codebattle/")',
        'is_here = channel.endswith("/presence")',
        'is_operators = channel.endswith("@$operator")',
        'name = f"codebattle/{room}"',
        'name = f"{room}/player/{username}"',
        'name = f"{room}/board"',
        'name = f"account/{player}"',
        'name = "account/" + player',
    ],
)
def test_finds(source: str) -> None:
    assert list(findings(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        'scheme, _, token = header.partition(" ")',
        'routes.get("/{room}/board/top")',
        'ranks = f"{game}/running"',
        '"codebattle"',
    ],
)
def test_passes_over(source: str) -> None:
    assert list(findings(source)) == []
