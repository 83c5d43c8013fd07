"""Stories of pages: programs of Node that play one in real browsers, against a real deploy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import ESBUILD, ROOT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")
SECONDS = 240
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


def play(folder: Path, story: str, url: str, **told: str) -> Any:
    """Play a story at a page's URL; return what it found."""
    assert url, "the page was not built: make setup"
    pictures = ROOT / ".rumpus" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    fixed = {"chromium": CHROMIUM, "url": url, "pictures": str(pictures)}
    done = subprocess.run(  # noqa: S603 - our own files
        ["node", folder / f"{story}.mjs", json.dumps(fixed | told)],  # noqa: S607 - as make does
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    return json.loads(done.stdout)
