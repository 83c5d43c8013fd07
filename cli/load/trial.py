"""A run from beginning to end: accounts, rooms, the crowd, the verdict."""

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
from cli.load.plan import Account, Plan, room_plan
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
"""A battle's start lies this far in the past, in case the stage's clock is behind."""

LONGER = timedelta(minutes=10)
PLANS = {"codebattle": "schedule", "hunt": "plan"}
"""What an operator's command is called that makes a room."""

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
        battle = _create_rooms(api, trial.profile, sign_up_seconds(missing))
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
                _end_rooms(api, trial.profile, battle)
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


def _create_rooms(api: HttpApi, profile: Profile, wait: float) -> str:
    """Create them before anybody signs up, which may take so many seconds; return the first's id.

    The operator's key is tried so.
    """
    now = utc_now()
    times = {
        "starts_at": now - EARLIER,
        "ends_at": now + timedelta(seconds=wait + profile.seconds) + LONGER,
    }
    plan = room_plan(profile) | {name: time.isoformat() for name, time in times.items()}
    first = profile.first_room(token_hex(4))
    for room in _rooms(profile, first):
        api.command(f"{profile.game}.{PLANS[profile.game]}", room, plan)
    return first


def _end_rooms(api: HttpApi, profile: Profile, first: str) -> None:
    for room in _rooms(profile, first):
        api.command(f"{profile.game}.end", room, {})


def _rooms(profile: Profile, first: str) -> list[str]:
    return [profile.room(first, number * profile.room_players) for number in range(profile.rooms)]


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
