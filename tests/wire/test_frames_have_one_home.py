"""Frames are built from the types of the wire, never by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HOME = Path("shared/wire")

OTHER_TYPES = {
    "functions/http/guard.py": "messages of ASGI",
    "functions/http/orders.py": "a JSON schema",
    "functions/http/routes.py": {"http.request", "json_invalid"},
}
"""Where something else than a frame has a `type`."""


def findings(source: str) -> Iterator[int]:
    """Yield the lines on which a frame is written by hand."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Dict(keys) if any(map(_is_type, keys)):
                yield node.lineno
            case ast.Constant(str(text) | bytes(text)) if '"type":' in str(text):
                yield node.lineno
            case _:
                pass


def _is_type(key: ast.expr | None) -> bool:
    match key:
        case ast.Constant("type"):
            return True
        case _:
            return False


def files() -> list[str]:
    found = (each for top in ("shared", "functions") for each in (ROOT / top).rglob("*.py"))
    paths = (each.relative_to(ROOT) for each in found)
    return sorted(str(each) for each in paths if HOME not in each.parents)


def test_no_other_file_writes_a_frame() -> None:
    places = {
        f"{path}:{line}"
        for path in files()
        if path not in OTHER_TYPES
        for line in findings((ROOT / path).read_text())
    }
    assert places == set(), f"use the types of {HOME}"


def test_every_exception_is_needed() -> None:
    assert all(any(findings((ROOT / path).read_text())) for path in OTHER_TYPES)


@pytest.mark.parametrize(
    "source",
    [
        'frame = {"id": frame_id, "type": "pong"}',
        'frame = b\'{"type":"pong"}\'',
    ],
)
def test_finds(source: str) -> None:
    assert list(findings(source)) == [1]


@pytest.mark.parametrize(
    "source",
    ['frame["type"]', 'known = {"kind": "pong"}'],
)
def test_passes_over(source: str) -> None:
    assert list(findings(source)) == []
