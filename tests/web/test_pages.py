"""The pages that are built: what loads first is small, and nothing is asked of anybody else."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from tests.web.conftest import ROOT

VITE = ROOT / "node_modules/.bin/vite"
LARGEST = 32_000
"""Bytes of the first load, compressed."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("play")
    command: list[str | Path] = [VITE, "build", "web/play", "--config", "web/vite.mts"]
    command += ["--outDir", folder, "--emptyOutDir", "--logLevel", "warn"]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own files
    return folder


def _first_load(folder: Path) -> list[Path]:
    """The index and what it names."""
    index = folder / "index.html"
    named = re.findall(r'(?:src|href)="\./([^"]+)"', index.read_text())
    assert any(each.endswith(".js") for each in named)
    assert any(each.endswith(".css") for each in named)
    return [index, *(folder / each for each in named)]


def test_the_first_load_is_small(built: Path) -> None:
    sizes = {
        each.name: len(gzip.compress(each.read_bytes(), mtime=0)) for each in _first_load(built)
    }
    assert sum(sizes.values()) <= LARGEST, sizes


def test_names_of_files_follow_from_their_content(built: Path) -> None:
    for each in (built / "assets").iterdir():
        assert re.fullmatch(r"[\w-]+-[\w-]{8}\.(js|css)", each.name), each.name


def test_nothing_is_asked_of_anybody_else(built: Path) -> None:
    for each in built.rglob("*.*"):
        addresses = set(re.findall(r"(?:https?|wss?)://[\w.-]+[\w./-]*", each.read_text()))
        assert {one for one in addresses if "www.w3.org" not in one} == set(), each


def test_no_style_and_no_script_stands_in_the_index(built: Path) -> None:
    """The policy of `shared.pages` refuses them."""
    index = (built / "index.html").read_text()
    assert "<style" not in index
    assert " style=" not in index
    assert all(" src=" in each for each in re.findall(r"<script[^>]*>", index))
