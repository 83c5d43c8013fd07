"""The players' page in real browsers, against a real deploy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from localstack.stage import Stage
from tests.e2e.driver import Site, unique
from tests.e2e.homes import ON_FUNCTIONS
from tests.web.conftest import ESBUILD, ROOT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")
SECONDS = 240
"""After which a story that does not end has failed."""

pytestmark = [
    pytest.mark.stage,
    ON_FUNCTIONS,
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("CI"),
        reason="there is no Chromium: apt-get install chromium, and pages are tried too",
    ),
]

type Play = Callable[..., Any]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stories as Node runs them, where it finds the packages of the repository."""
    folder = ROOT / ".rumpus" / tmp_path_factory.mktemp("stories").parent.name
    sources = sorted((ROOT / "web/play/test").glob("*.ts"))
    options = ["--bundle", "--platform=node", "--format=esm", "--out-extension:.js=.mjs"]
    options += ["--packages=external", f"--outdir={folder}", "--log-level=warning"]
    subprocess.run([ESBUILD, *sources, *options], cwd=ROOT, check=True)  # noqa: S603 - our own files
    return folder


@pytest.fixture
def play(stage: Stage, stories: Path) -> Play:
    """Play a story in browsers; return what it found."""
    pictures = ROOT / ".rumpus" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)

    def played(story: str, **told: str) -> Any:
        assert stage.play_url, "the page was not built: make setup"
        fixed = {"chromium": CHROMIUM, "url": stage.play_url, "pictures": str(pictures)}
        done = subprocess.run(  # noqa: S603 - our own files
            ["node", stories / f"{story}.mjs", json.dumps(fixed | told)],  # noqa: S607 - as make does
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert done.returncode == 0, done.stderr[-5000:]
        return json.loads(done.stdout)

    return played


def test_two_play_a_battle_and_a_cut_network_loses_nothing(site: Site, play: Play) -> None:
    title = "A battle of <b>two</b> & more"
    rules = {"arrows_at_start": 2, "arrow_every": 0, "shields_at_start": 0, "shield_every": 0}
    room = site.schedule(title=title, rules=rules)
    ann, bo = unique("ann"), unique("bo")
    found = play("battle", room=room, title=title, ann=ann, bo=bo)
    stream = site.operate("GET", f"/v1/streams/codebattle/{room}/player/{bo}").json()
    joined, answers, shots = 1, 3, 2
    assert stream["position"] == joined + answers + shots
    assert sorted(set(found["offsets"])) == list(range(1, stream["position"] + 1))
