"""`rumpus load`: a crowd from a profile, measured and judged."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import Failed
from cli.files import refuse_unwritable
from cli.options import Figures, OperatorKey, Pressed, Report, Scale, Seed, Url
from cli.target import find_target

Profile = Annotated[str, typer.Argument(help="A bundled profile, or a file.", show_default=False)]
Processes = Annotated[
    int, typer.Option(min=1, max=64, help="Number of processes that play the crowd.")
]
KnownAccounts = Annotated[
    Path | None,
    typer.Option(
        help="A file of accounts to play as; new ones are added to it.", show_default="new guests"
    ),
]
Compress = Annotated[
    bool, typer.Option("--compress", help="Let the host compress the frames that it sends.")
]
SocketsUrl = Annotated[
    str, typer.Option(help="Open sockets at this WebSocket URL.", show_default="where tickets say")
]


def load(  # noqa: PLR0913, PLR0917 - each is an option of the command
    profile: Profile,
    url: Url = None,
    scale: Scale = 1,
    seconds: Pressed = None,
    processes: Processes = 1,
    accounts: KnownAccounts = None,
    seed: Seed = 1,
    compress: Compress = False,
    sockets: SocketsUrl = "",
    figures: Figures = None,
    report: Report = None,
    operator_key: OperatorKey = None,
) -> None:
    """Play a profile's crowd against a stage, and judge the result.

    Exit code 1 when a promise was not kept.
    """
    _check(sockets)
    refuse_unwritable(accounts, figures, report)
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
    found = play_trial(trial, figures, report)
    if not found["good"]:
        raise typer.Exit(1)


def _check(sockets: str) -> None:
    """Raise Failed if the load generator is not installed, or the URL is none of a WebSocket."""
    if not all(map(find_spec, ("picows", "uvloop"))):
        raise Failed("The load generator needs picows and uvloop: run `make setup`.")
    if sockets and not sockets.startswith(("ws://", "wss://")):
        raise Failed(f"--sockets {sockets} is no WebSocket URL, such as ws://127.0.0.1:8790/ws.")
