"""`rumpus audit`: has the stage look through its ledger."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

import typer

from cli.failure import Failed
from cli.http_api import HttpApi, stage_api
from cli.options import Json, OperatorKey, Url
from cli.output import parse_time, plain, say_failure, say_json, say_table, span
from cli.wording import counted

POLL_SECONDS = 1.0
COLUMNS = ("rule", "subject", "expected", "found")

app = typer.Typer(help="Audit the stage's ledger.", no_args_is_help=True)


@app.callback()
def audits() -> None:
    """Audit the stage's ledger."""


@app.command()
def economy(
    patience: Annotated[
        int, typer.Option(min=1, help="Maximum minutes to wait for the report.")
    ] = 20,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Audit all money and items, and show what differs.

    Exit code 1 if anything differs, 2 if there is no report.
    """
    try:
        with stage_api(url, operator_key) as api:
            report = asked_report(api, patience)
    except Failed as failure:
        say_failure(str(failure))
        raise typer.Exit(2) from failure
    if as_json:
        say_json(report)
    else:
        show(report)
    if report["found"]:
        raise typer.Exit(1)


def asked_report(api: HttpApi, patience: int) -> dict[str, Any]:
    """Ask for an audit and wait for its report, so many minutes at most."""
    asked_at = parse_time(api.ask_for_audit()["asked_at"])
    progress = Progress()
    progress.say("waiting for the audit to begin", 0)
    for waited in _polls(patience * 60):
        report = api.latest_audit()
        if report is None or report["answers"] is None or parse_time(report["answers"]) < asked_at:
            progress.say("waiting for the audit to begin", waited)
        elif report["state"] == "running":
            progress.say("auditing", waited)
        else:
            progress.end()
            return _finished(report)
    progress.end()
    raise Failed(f"There is no report after {counted(patience, 'minute')}.")


def show(report: dict[str, Any]) -> None:
    took = parse_time(report["finished_at"]) - parse_time(report["started_at"])
    if not report["found"]:
        print(f"The ledger is in order ({span(took)}).")
        return
    rows = [
        (plain(each["rule"].replace("_", " ")), *(plain(each[name]) for name in COLUMNS[1:]))
        for each in report["differences"]
    ]
    say_table(COLUMNS, rows)
    told = len(report["differences"])
    shown = "" if told == report["found"] else f" Shown are the first {told}."
    print(f"{counted(report['found'], 'difference')} ({span(took)}).{shown}")


class Progress:
    """A line on standard error: rewritten on a terminal, else one for each step."""

    def __init__(self) -> None:
        self._said = ""

    def say(self, step: str, waited: float) -> None:
        if sys.stderr.isatty():
            line = f"\r\033[K{step}, {span(timedelta(seconds=waited))}"
            print(line, end="", file=sys.stderr, flush=True)
        elif step != self._said:
            print(step, file=sys.stderr, flush=True)
        self._said = step

    def end(self) -> None:
        if self._said and sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _polls(seconds: float) -> Iterator[float]:
    """The seconds that have passed, now and after each pause."""
    start = time.monotonic()
    while (passed := time.monotonic() - start) < seconds:
        yield passed
        time.sleep(POLL_SECONDS)


def _finished(report: dict[str, Any]) -> dict[str, Any]:
    if report["state"] == "failed":
        raise Failed("The audit failed; the log of the workload `audit` says why.")
    return report
