"""`rumpus load`: a crowd from a profile, measured and judged."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import Failed
from cli.options import DAY, OperatorKey, finite
from cli.target import find_target

Profile = Annotated[
    str, typer.Argument(help="A bundled profile's name, or a file.", show_default=False)
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        "--url",
        envvar="RUMPUS_URL",
        help="The HTTP API of the stage.",
        show_default="the stage that runs here",
    ),
]
Scale = Annotated[float, typer.Option(min=0.0001, max=100, callback=finite, help="Of the players.")]
Seconds = Annotated[
    float | None,
    typer.Option(min=1, max=DAY, callback=finite, help="Press the profile into this time."),
]
Processes = Annotated[int, typer.Option(min=1, max=64, help="To spread the crowd over.")]
KnownAccounts = Annotated[
    Path | None,
    typer.Option(help="Play as these and keep new ones there.", show_default="new guests"),
]
Seed = Annotated[int, typer.Option(help="The same seed makes the same schedule.")]
Compress = Annotated[
    bool, typer.Option("--compress", help="Offer the host to compress what it sends.")
]
SocketsUrl = Annotated[
    str, typer.Option(help="Open sockets at this WebSocket URL.", show_default="where tickets say")
]
Figures = Annotated[Path | None, typer.Option("--json", help="Write the figures.")]
Report = Annotated[Path | None, typer.Option(help="Write a page with plots (HTML).")]


def load(  # noqa: PLR0913, PLR0917 - each is an option of the command
    profile: Profile,
    url: Target = None,
    scale: Scale = 1,
    seconds: Seconds = None,
    processes: Processes = 1,
    accounts: KnownAccounts = None,
    seed: Seed = 1,
    compress: Compress = False,
    sockets: SocketsUrl = "",
    json_file: Figures = None,
    report: Report = None,
    operator_key: OperatorKey = None,
) -> None:
    """Play a profile against a stage, and say whether every promise was kept (else exit 1)."""
    if not all(map(find_spec, ("picows", "uvloop"))):
        raise Failed("The load generator needs picows and uvloop: run `make setup`.")
    if sockets and not sockets.startswith(("ws://", "wss://")):
        raise Failed(f"--sockets {sockets} is no WebSocket URL, such as ws://127.0.0.1:8790/ws.")
    for file in (accounts, json_file, report):
        _refuse_unwritable(file)
    from cli.load.profiles import load_profile  # noqa: PLC0415 - --help must not wait for it
    from cli.load.trial import Trial, play_trial  # noqa: PLC0415 - as above

    whole = load_profile(profile)
    if whole.game == "match":
        raise Failed(f"The profile {profile} is of matches, which are only rehearsed.")
    trial = Trial(
        Path(profile).stem,
        whole,
        whole.scaled(scale, seconds),
        find_target(url, operator_key),
        processes,
        accounts,
        seed,
        compress,
        sockets,
    )
    figures = play_trial(trial, json_file, report)
    if not figures["good"]:
        raise typer.Exit(1)


def _refuse_unwritable(file: Path | None) -> None:
    """A run is not played whose figures could not be kept."""
    if file is None:
        return
    if not os.access(file if file.exists() else file.parent, os.W_OK) or file.is_dir():
        raise Failed(f"{file} can't be written.")
