"""Stories of pages: programs of Node that play one in real browsers, against a real deploy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE
from threading import Timer
from typing import Any

import pytest

from tests.web.conftest import ESBUILD, ROOT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")
SECONDS = 600
"""After which a story that does not end has failed."""

IN_BROWSERS = pytest.mark.skipif(
    not CHROMIUM and not os.environ.get("CI"),
    reason="there is no Chromium: apt-get install chromium, and pages are tried too",
)


def bundle(page: str, name: str) -> Path:
    """Make the stories of a page programs, where Node finds the packages of the repository."""
    folder = ROOT / ".rumpus" / name / page
    sources = sorted((ROOT / "web" / page / "test").glob("*.ts"))
    options = ["--bundle", "--platform=node", "--format=esm", "--out-extension:.js=.mjs"]
    options += ["--packages=external", f"--outdir={folder}", "--log-level=warning"]
    subprocess.run([ESBUILD, *sources, *options], cwd=ROOT, check=True)  # noqa: S603 - our own files
    return folder


def play(
    folder: Path,
    story: str,
    url: str,
    told: dict[str, str],
    do: Callable[[], None] = lambda: None,
) -> Any:
    """Play a story at a page's URL, do what it asks for, and return what it found."""
    assert url, "the page was not built: make setup"
    pictures = ROOT / ".rumpus" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    fixed = {"chromium": CHROMIUM, "url": url, "pictures": str(pictures)}
    argv = ["node", str(folder / f"{story}.mjs"), json.dumps(fixed | told)]
    with (
        tempfile.TemporaryFile("w+") as faults,
        subprocess.Popen(  # noqa: S603 - our own files
            argv, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=faults, text=True
        ) as node,
    ):
        late = Timer(SECONDS, node.terminate)
        late.start()
        try:
            said = _said(node, do)
        finally:
            late.cancel()
        faults.seek(0)
        assert node.wait() == 0, faults.read()[-5000:]
    return json.loads(said)


def _said(node: subprocess.Popen[str], do: Callable[[], None]) -> str:
    """Do what each line but the last asks for; return the last one."""
    assert node.stdin is not None
    assert node.stdout is not None
    said = ""
    for line in node.stdout:
        said = line
        if not line.startswith(("{", "null")):
            do()
            node.stdin.write("done\n")
            node.stdin.flush()
    return said
