from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = ("node", "--experimental-websocket", "--no-warnings")
ESBUILD = ROOT / "node_modules/.bin/esbuild"


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests of the client for Node, each in one file."""
    folder = tmp_path_factory.mktemp("web")
    sources = sorted((ROOT / "web/client/test").glob("*.ts"))
    options = ["--bundle", "--platform=node", "--format=esm", "--out-extension:.js=.mjs"]
    command: list[str | Path] = [
        ESBUILD,
        *sources,
        *options,
        f"--outdir={folder}",
        "--log-level=warning",
    ]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own files
    return folder
