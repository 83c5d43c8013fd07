"""Lines from the programs of a stage to the terminal."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.logs import following, parse_span
from cli.logs.duck import DuckDbLogs
from cli.logs.rows import row_of
from cli.logs.show import line_of, waterfall
from cli.logs.store import Entry, LogQuery
from localstack.collector import Collector
from shared.kernel.trace import trace_of
from shared.runtime.clock import monotonic
from shared.runtime.observability import about, log, log_fault, metric, milliseconds, one_line
from shared.runtime.spans import SLOW_MS, Subject, tell_span

ALL = LogQuery(0, 2**53, limit=1000)
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


class World:
    """The log file of a program, what gathers it, and a store of what was gathered."""

    def __init__(self, run: Path) -> None:
        self.file = run / "aws.log"
        self.collector = Collector(run, ("aws", "valkey"))
        self.store = DuckDbLogs(self.collector.folder)

    def write(self, text: str | bytes) -> None:
        with self.file.open("ab") as file:
            file.write(text.encode() if isinstance(text, str) else text)
        self.collector.take()

    def find(self, **wanted: Any) -> list[Entry]:
        return list(self.store.search(replace(ALL, **wanted)))

    def messages(self, **wanted: Any) -> list[str]:
        return [each.message for each in self.find(**wanted)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def printed() -> str:
    """Lines as workloads print them: a log, a fault, metrics, a span of bo's stream."""
    output = io.StringIO()
    with redirect_stdout(output):
        with about(stream="codebattle/b1/player/ann", player="ann"):
            log("all is well", workload="rank")
            log_fault(KeyError("secret"), "delivery")
        with one_line("broadcast"):
            metric("broadcast", "MessageAge", 5, "Milliseconds")
            metric("broadcast", "MessageAge", 7, "Milliseconds")
        of = Subject("p-bo", "c1", stream="codebattle/b1/player/bo")
        tell_span("rank", monotonic() - SLOW_MS / 1000 - 1, of)
    return output.getvalue()


@pytest.fixture(params=["recent", "stored", "both"])
def filled(world: World, request: pytest.FixtureRequest) -> World:
    """With its lines in files of either kind."""
    first, *rest = printed().splitlines(keepends=True)
    world.write(first)
    if request.param == "both":
        world.collector.store()
    world.write("".join(rest))
    if request.param == "stored":
        world.collector.store()
    return world


class TestSearch:
    def test_finds_lines_by_each_of_their_fields(self, filled: World) -> None:
        assert len(filled.find()) == 4
        assert filled.messages(workload="rank", kind="log") == ["all is well"]
        assert filled.messages(level="WARNING") == ["a fault"]
        assert sorted(filled.messages(level="INFO")) == ["a fault", "all is well"]
        assert filled.messages(text="is well") == ["all is well"]
        assert filled.messages(text="%") == []
        assert [each.error for each in filled.find(error="KeyError")] == ["KeyError"]
        assert len(filled.find(game="codebattle")) == 3
        assert json.loads(filled.find(kind="metric")[0].metrics) == {"MessageAge": [5, 7]}

    def test_finds_a_player_and_the_players_streams(self, filled: World) -> None:
        assert sorted(filled.messages(player="ann")) == ["a fault", "all is well"]
        assert [each.name for each in filled.find(player="bo")] == ["rank"]
        assert filled.find(player="o") == []

    def test_finds_a_trace(self, filled: World) -> None:
        (span,) = filled.find(trace=trace_of("p-bo", "c1").id)
        assert span.ms > SLOW_MS

    def test_has_the_newest_lines_oldest_first(self, world: World) -> None:
        for number in range(5):
            line = {"kind": "log", "at": 100 + number, "workload": "a", "message": str(number)}
            world.write(json.dumps(line) + "\n")
        assert world.messages(limit=2) == ["3", "4"]
        assert world.messages(since=101, until=103) == ["1", "2"]

    def test_finds_nothing_where_nothing_was_written(self, world: World) -> None:
        assert world.find() == []


class TestCollector:
    def test_waits_for_the_end_of_a_line(self, world: World) -> None:
        world.write("half a ")
        assert world.find() == []
        world.write("line\n")
        assert world.messages(kind="text", workload="aws") == ["half a line"]

    @pytest.mark.parametrize(
        "line",
        [
            f"a program says {TOKEN}",
            json.dumps({"kind": "log", "workload": "rank", "message": f"a {TOKEN}"}),
            json.dumps({"kind": "log", "workload": TOKEN * 9}),
            json.dumps({"kind": "log", "at": TOKEN, "place": [TOKEN * 9]}),
            json.dumps({"kind": "metric", "workload": "rank", TOKEN: TOKEN}),
            f"{TOKEN} " * 20_000,
        ],
    )
    def test_keeps_no_secret_and_nothing_long(self, line: str) -> None:
        row = row_of(line.encode(), "aws", 1)
        assert TOKEN not in json.dumps(row)
        assert len(json.dumps(row)) < 3000

    @pytest.mark.parametrize(
        "line",
        [
            *(b"\xff\xfe{", b"[1]", b'{"kind":[]}', b'{"kind":"log","at":"x"}'),
            *(b'{"kind":"log","at":1e300}', b'{"kind":"log","at":-1}'),
        ],
    )
    def test_takes_whatever_a_program_writes(self, world: World, line: bytes) -> None:
        world.write(line + b"\n")
        assert len(world.find()) == 1


class TestFollow:
    def test_tells_each_line_once(self, world: World) -> None:
        output = io.StringIO()
        with redirect_stdout(output):
            log("first", workload="rank")
        world.write(output.getvalue())
        found = world.find()
        later = following(world.store, ALL, found)
        with redirect_stdout(output):
            log("second", workload="rank")
        world.write(output.getvalue().splitlines()[1] + "\n")
        assert [each.message for each in next(later)] == ["second"]
        assert next(later) == []


class TestShow:
    def test_a_line_says_whom_it_is_about(self, filled: World) -> None:
        (fault,) = filled.find(level="ERROR")
        text = line_of(fault)
        assert "codebattle/b1/player/ann, ann" in text
        assert "KeyError" in text
        assert "secret" not in text

    def test_a_waterfall_has_the_spans_in_order_beneath_their_command(self) -> None:
        at, trace = milliseconds(), trace_of("p", "c")
        empty = Entry(at, "span", "", "", "", "", "", trace.id, "", "", "", 0, "", "", "", "")
        spans = [
            replace(empty, at=at + 60, name="rank", ms=40, span="2", parent=trace.root),
            replace(empty, name="codebattle.attack", ms=20, span=trace.root),
        ]
        first, second = waterfall(spans)
        assert first[0] == "codebattle.attack"
        assert second[0] == "  rank"
        assert first[3].index("█") == 0
        assert second[3].index("█") > len(first[3].rstrip())


def test_spans_of_time() -> None:
    assert [parse_span(each) for each in ("30s", "15m", "2h", "1d")] == [30, 900, 7200, 86400]
