"""A run from beginning to end: accounts, a battle, the crowd, the verdict."""

from __future__ import annotations

import asyncio
import resource
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from cli.failure import Failed
from cli.files import replace_file
from cli.http_api import HttpApi
from cli.load.accounts import keep_accounts, read_accounts, sign_up, sign_up_seconds
from cli.load.plan import Account, Plan, battle_plan
from cli.load.player import GAME
from cli.load.profiles import Profile
from cli.load.report import write_report
from cli.load.run import Run
from cli.load.show import Progress, say_requests, say_verdict, scale_text
from cli.load.summary import summary
from cli.load.verdict import verdict
from cli.output import say, utc_now
from cli.outside import json_text
from cli.target import Target

EARLIER = timedelta(seconds=30)
"""A battle starts so long ago, whatever the stage's clock says."""

LONGER = timedelta(minutes=10)
FILES = 600
"""Descriptors of a process beside its sockets: HTTP connections and its own."""


@dataclass(frozen=True)
class Trial:
    """`whole` is the profile as it is written, `profile` what is played of it."""

    name: str
    whole: Profile
    profile: Profile
    target: Target
    processes: int
    accounts: Path | None
    seed: int
    compress: bool
    sockets: str


def play_trial(trial: Trial, json_file: Path | None, report_file: Path | None) -> dict[str, Any]:
    """Prepare, play, print, write the files; return the figures. Ctrl-C ends the run early."""
    say(f"{trial.name}: {trial.whole.title}")
    say(scale_text(trial.whole, trial.profile))
    _allow_sockets(-(-trial.profile.players // trial.processes))
    progress = Progress(trial.profile)
    accounts = read_accounts(trial.accounts)
    missing = trial.profile.players - len(accounts)
    with HttpApi(trial.target) as api:
        battle = _create_battle(api, trial.profile, sign_up_seconds(missing))
        try:
            accounts += _sign_up(trial, missing, accounts, progress)
            run = Run(
                _plans(trial, battle, accounts), lambda run: progress.show(run.results, run.seconds)
            )
            with suppress(KeyboardInterrupt):
                asyncio.run(run.play())
        finally:
            progress.end()
            with suppress(Failed):
                api.command(f"{GAME}.end", battle, {})
    if run.accounts:
        played = {each.username for each in run.accounts}
        rest = [each for each in accounts if each.username not in played]
        keep_accounts(trial.accounts, run.accounts + rest)
    return _tell(trial, run, json_file, report_file)


def _tell(
    trial: Trial, run: Run, json_file: Path | None, report_file: Path | None
) -> dict[str, Any]:
    figures = summary(
        trial.name,
        trial.profile,
        run.results,
        trial.processes,
        scale_text(trial.whole, trial.profile),
    )
    say_requests(figures)
    rows = verdict(run.results)
    say_verdict(rows)
    if json_file is not None:
        replace_file(json_file, json_text(figures))
    if report_file is not None:
        write_report(report_file, figures, rows)
        say(f"The page with plots: {report_file}")
    return figures


def _sign_up(trial: Trial, missing: int, known: list[Account], progress: Progress) -> list[Account]:
    """Return guests who have signed up just now, and are kept beside those who are known."""
    if missing <= 0:
        return []
    guests = asyncio.run(
        sign_up(trial.target.url, missing, lambda done: progress.tell(done, missing))
    )
    keep_accounts(trial.accounts, known + guests)
    progress.end()
    return guests


def _create_battle(api: HttpApi, profile: Profile, wait: float) -> str:
    """Create it before anybody signs up, which may take so many seconds, as the key is tried so."""
    now = utc_now()
    times = {
        "starts_at": now - EARLIER,
        "ends_at": now + timedelta(seconds=wait + profile.seconds) + LONGER,
    }
    plan = battle_plan(profile) | {name: time.isoformat() for name, time in times.items()}
    battle = token_hex(4)
    api.command(f"{GAME}.schedule", battle, plan)
    return battle


def _plans(trial: Trial, battle: str, accounts: list[Account]) -> list[Plan]:
    playing = accounts[: trial.profile.players]
    return [
        Plan(
            trial.target.url,
            battle,
            trial.profile,
            playing[first :: trial.processes],
            first,
            trial.processes,
            trial.seed,
            trial.compress,
            trial.sockets,
        )
        for first in range(trial.processes)
    ]


def _allow_sockets(players: int) -> None:
    """Let each process have a socket a player; processes inherit the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = players + FILES
    if hard != resource.RLIM_INFINITY and wanted > hard:
        raise Failed(
            f"A process may open {hard} files here, and {players} players need {wanted}: "
            f"spread them with --processes."
        )
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
