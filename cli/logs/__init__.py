"""`rumpus logs` and `rumpus trace`: what the processes of a stage have said."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import Failed
from cli.logs.columns import LEVELS
from cli.logs.duck import DuckDbLogs
from cli.logs.show import line_of, waterfall
from cli.logs.store import Entry, LogQuery, LogStore
from cli.options import Json
from cli.output import plain, say, say_json, say_table, utc_now
from cli.target import running_stage

FOLLOW_SECONDS = 0.5
LATE_MS = 5_000
"""How late a line may come to the store after others; so far back each look goes."""

_SPAN = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TRACE = re.compile(r"[0-9a-f]{32}")


def find_store(stage: str, loki: str) -> LogStore:
    """Return the Loki at a URL, the store of a stage on AWS, or of the one that runs here."""
    if loki:
        from cli.logs.loki import LokiLogs  # noqa: PLC0415 - a tenth of a second

        return LokiLogs(loki)
    if stage:
        from cli.logs.athena import athena_of  # noqa: PLC0415 - half a second

        return athena_of(stage)
    state = running_stage(Path.cwd())
    if state is None:
        raise Failed("No stage runs here: start one with `make dev`.")
    return DuckDbLogs(Path(str(state["folder"])) / "logs")


Since = Annotated[str, typer.Option(help="How far back to look: 30s, 15m, 2h, 1d.")]
Follow = Annotated[bool, typer.Option("--follow", "-f", help="Keep printing new lines.")]
OfWorkload = Annotated[str, typer.Option(help="Lines of a workload, such as rank or gateway.")]
Most = Annotated[int, typer.Option(min=1, max=10_000, help="Maximum number of lines, the newest.")]
Stage = Annotated[str, typer.Option(help="A stage on AWS with logs=athena; empty: the local one.")]
Loki = Annotated[
    str,
    typer.Option(
        metavar="URL", envvar="RUMPUS_LOKI_URL", help="The Loki of a stage with logs=loki."
    ),
]


def logs(  # noqa: PLR0913, PLR0917 - an option each
    follow: Follow = False,
    since: Since = "15m",
    level: Annotated[str, typer.Option(help="Lowest level shown: INFO, WARNING or ERROR.")] = "",
    kind: Annotated[str, typer.Option(help="log, span, metric, or text (of other programs).")] = "",
    workload: OfWorkload = "",
    game: Annotated[str, typer.Option(help="Lines about a game.")] = "",
    stream: Annotated[str, typer.Option(help="Lines about a stream.")] = "",
    player: Annotated[str, typer.Option(help="Lines about a player and their streams.")] = "",
    trace: Annotated[str, typer.Option(help="Lines of a trace.")] = "",
    error: Annotated[str, typer.Option(help="Lines with an error of this class.")] = "",
    text: Annotated[str, typer.Option(help="Lines whose message contains this text.")] = "",
    most: Most = 100,
    stage: Stage = "",
    loki: Loki = "",
    as_json: Json = False,
) -> None:
    """Show what the processes of a stage have printed."""
    if level and level not in LEVELS:
        raise typer.BadParameter(f"a level is one of {', '.join(LEVELS)}")
    now = _now()
    query = LogQuery(
        now - parse_span(since) * 1000,
        now + LATE_MS,
        kind,
        workload,
        level,
        game,
        stream,
        player,
        trace,
        error,
        text,
        most,
    )
    store = find_store(stage, loki)
    _tell(found := store.search(query), as_json=as_json)
    if follow:
        for more in following(store, query, found):
            _tell(more, as_json=as_json)


def trace(
    trace: Annotated[str, typer.Argument(help="The trace's id, 32 hexadecimal digits.")],
    since: Since = "1d",
    stage: Stage = "",
    loki: Loki = "",
    as_json: Json = False,
) -> None:
    """Show everything that one command caused, as a waterfall."""
    if not _TRACE.fullmatch(trace):
        raise typer.BadParameter("a trace's id has 32 hexadecimal digits: see `rumpus logs`")
    now = _now()
    entries = find_store(stage, loki).search(
        LogQuery(now - parse_span(since) * 1000, now + LATE_MS, trace=trace, limit=1000)
    )
    if not entries:
        raise Failed(f"There are no lines of trace {trace}.")
    if as_json:
        say_json([asdict(each) for each in entries])
        return
    rows = [(plain(a), plain(b), c, d) for a, b, c, d in waterfall(entries)]
    say_table(("what", "where", ">ms", "when"), rows)
    for each in entries:
        if each.kind == "log":
            say(line_of(each))


def following(store: LogStore, query: LogQuery, shown: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield lines as they come, each once; one may come a little after later ones."""
    seen = set(shown)
    while True:
        time.sleep(FOLLOW_SECONDS)
        now = _now()
        look = replace(query, since=now - LATE_MS, until=now + LATE_MS, limit=10_000)
        found = store.search(look)
        yield [each for each in found if each not in seen]
        seen = set(found)


def parse_span(text: str) -> int:
    """Return the seconds of a span of time such as 15m."""
    if match := _SPAN.fullmatch(text):
        return int(match[1]) * _SECONDS[match[2]]
    raise typer.BadParameter(f"{text} is no span of time, such as 30s, 15m, 2h or 1d")


def _now() -> int:
    return int(utc_now().timestamp() * 1000)


def _tell(entries: Sequence[Entry], *, as_json: bool) -> None:
    for each in entries:
        if as_json:
            say_json({name: value for name, value in asdict(each).items() if value})
        else:
            say(line_of(each))
