"""The client library for browsers: its own tests in Node, its size, and a live host."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from uvicorn import Config, Server

from functions.http.api import create_app
from shared.games.codebattle.streams import participant_stream
from tests.client.live_host import LiveHost, live_host
from tests.functions.api_gateway import BATTLE
from tests.web.conftest import ESBUILD, NODE, ROOT

FEWEST = 80
LARGEST = 10_000
BO_ANSWERS = 9
SHOTS = 9


def test_its_own_tests_pass_in_node(bundle: Path) -> None:
    files = sorted(bundle.glob("*.test.mjs"))
    done = subprocess.run(  # noqa: S603 - our own files
        [*NODE, "--test", "--test-reporter=spec", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    passed = re.search(r"pass (\d+)", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= FEWEST


def test_is_small() -> None:
    entry = ROOT / "web/client/src/index.ts"
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022"]
    made = subprocess.run([ESBUILD, entry, *options], check=True, capture_output=True)  # noqa: S603 - as above
    assert len(gzip.compress(made.stdout, mtime=0)) <= LARGEST


@asynccontextmanager
async def _served(host: LiveHost) -> AsyncIterator[str]:
    """The host's HTTP API on a port of loopback."""
    server = Server(Config(create_app(host.app), port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it tells by no event
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def _played(host: LiveHost, url: str, program: Path) -> str:
    """Run the two players, and cut the second one's socket when they say so."""
    node: Process = await asyncio.create_subprocess_exec(*NODE, program, url, BATTLE, stdout=PIPE)
    assert node.stdout is not None
    said = b""
    async for line in node.stdout:
        said = line
        if line == b"cut me\n":
            host.cut("bo")
    assert await node.wait() == 0
    return said.decode()


def test_loses_nothing_when_a_socket_is_cut(bundle: Path) -> None:
    async def story() -> None:
        async with asyncio.timeout(240), live_host() as host, _served(host) as url:
            heard = json.loads(await _played(host, url, bundle / "live.mjs"))
            assert heard["attacks"] == SHOTS
            offsets = heard["offsets"]
            assert offsets == list(range(offsets[0], offsets[0] + len(offsets)))
            commits = list(host.app.log.read(participant_stream(BATTLE, "bo")))
            assert len(commits) == len(["join"]) + BO_ANSWERS + SHOTS
            assert offsets[-1] == commits[-1].position

    asyncio.run(story())
