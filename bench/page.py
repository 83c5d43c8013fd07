"""What a board in which 20,000 play costs the players' page, in Chromium on this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from threading import Thread
from time import sleep

from uvicorn import Config, Server

from bench.page_host import ROOM, host
from bench.rows import Row, Skipped
from localstack.folder import ROOT
from localstack.ports import HOST, free_port

NAME = "The players' page (Chromium on this machine, a board of 20,000 of which 100 rows are shown)"


def run(minutes: float) -> list[Row]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")
    if not chromium:
        raise Skipped("there is no Chromium: apt-get install chromium")
    with served() as url:
        program = ROOT / "bench" / "browser" / "board.mjs"
        argv = ["node", str(program), chromium, url, ROOM, str(int(minutes * 60))]
        done = subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    found = json.loads(done.stdout)
    first, last = found["heaps"]
    return [
        *((f"{kind} a second, median", _median(found, kind), "ms") for kind in found["steps"][0]),
        (f"memory of script after {min(1, minutes / 2):g} minutes", first / 1e6, "MB"),
        (f"memory of script after {minutes:g} minutes", last / 1e6, "MB"),
        ("nodes of the document", found["nodes"], ""),
    ]


def _median(found: dict[str, list[dict[str, float]]], kind: str) -> float:
    return median(each[kind] for each in found["steps"])


@contextmanager
def served(every: float = 1) -> Iterator[str]:
    """Serve the page and a board that moves every so many seconds; yield the URL."""
    port = free_port()
    url = f"http://{HOST}:{port}"
    server = Server(Config(host(url, every), HOST, port, log_level="error"))
    serving = Thread(target=server.run)
    serving.start()
    while not server.started:
        sleep(0.01)
    try:
        yield url
    finally:
        server.should_exit = True
        serving.join()
