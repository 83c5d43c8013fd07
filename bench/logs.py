"""The embedded stage's store of lines: how fast they come in, and how long a search takes."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rows import Row
from cli.logs.duck import DuckDbLogs
from cli.logs.store import LogQuery
from localstack.collector import Collector
from shared.kernel.trace import trace_of

NAME = "Logs of the embedded stage (1,000,000 lines, a core)"
LINES = 1_000_000
AT_ONCE = 50_000
SEARCHES = 7


def lines(count: int, chance: random.Random) -> Iterator[str]:
    """Yield lines as a battle prints them: spans, metrics, and now and then a fault."""
    for number in range(count):
        player = f"player{chance.randrange(20_000)}"
        about = {
            "at": 1_700_000_000_000 + number,
            "workload": chance.choice(("gateway", "rank", "delivery")),
            "game": "codebattle",
            "stream": f"codebattle/b{number % 50}/player/{player}",
        }
        trace = trace_of(player, f"c{number // 4}").id
        if number % 1000:
            line = {
                "kind": "span",
                "name": "publish",
                "ms": 3.25,
                "trace": trace,
                "span": trace[:16],
            }
        else:
            fault = {"level": "ERROR", "message": f"a fault {number}", "error": "Odd"}
            line = {"kind": "log", **fault}
        yield json.dumps(line | about)


def run() -> list[Row]:
    return list(_run())


def _run() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        chance = random.Random(7)  # noqa: S311 - a benchmark
        collector, took = Collector(Path(folder), ("aws",)), 0.0
        for _ in range(LINES // AT_ONCE):
            text = "\n".join(lines(AT_ONCE, chance)) + "\n"
            with (Path(folder) / "aws.log").open("a") as file:
                file.write(text)
            began = time.process_time()
            collector.take()
            took += time.process_time() - began
        yield "lines taken in, a second of a core", LINES / took, "/s"
        files = sum(each.stat().st_size for each in Path(folder).rglob("*.parquet"))
        yield "bytes of a stored line", files / LINES, "B"
        store = DuckDbLogs(collector.folder)
        for what, query in {
            "player": LogQuery(0, 2**53, player="player77"),
            "trace": LogQuery(0, 2**53, trace=trace_of("player77", "c7").id),
            "text": LogQuery(0, 2**53, text="fault 500"),
        }.items():
            yield f"search by {what}", _median(store, query), "ms"


def _median(store: DuckDbLogs, query: LogQuery) -> float:
    took = []
    for _ in range(SEARCHES):
        began = time.perf_counter()
        store.search(query)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
