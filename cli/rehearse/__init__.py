"""`rumpus rehearse`: a crowd against the real code, in virtual time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.failure import Failed
from cli.options import finite

Profile = Annotated[str, typer.Argument(help="A profile of `rumpus load`, or a file.")]
Scale = Annotated[float, typer.Option(min=0.0001, max=100, callback=finite, help="Of the players.")]
Seconds = Annotated[float | None, typer.Option(min=1, help="Press the profile into this time.")]
Gateways = Annotated[int, typer.Option(min=0, help="0: as many as the sockets need.")]
Figures = Annotated[Path | None, typer.Option("--json", help="Write the figures.")]


def rehearse(
    profile: Profile,
    scale: Scale = 1,
    seconds: Seconds = None,
    seed: int = 1,
    gateways: Gateways = 0,
    json_file: Figures = None,
) -> None:
    """Play a crowd without a stage, in virtual time, and judge it as `load` does."""
    from cli.files import replace_file  # noqa: PLC0415 - --help must not wait for it
    from cli.load.show import say_requests, say_verdict  # noqa: PLC0415 - as above
    from cli.load.verdict import good, verdict  # noqa: PLC0415 - as above
    from cli.output import say, say_pairs  # noqa: PLC0415 - as above
    from cli.rehearse.figures import figures, rehearsed  # noqa: PLC0415 - as above

    crowd = rehearsed(profile, scale, seconds, seed, gateways)
    found = figures(profile, crowd, seed)
    if json_file is not None:
        replace_file(json_file, _text(found))
    say_requests(found)
    say_pairs((name, str(value)) for name, value in found["rehearsal"].items())
    rows = verdict(crowd.results)
    say_verdict(rows)
    if found["violations"]:
        raise Failed(" ".join(found["violations"]))
    say(f"The same again: {found['again']}")
    if not good(rows):
        raise typer.Exit(1)


def _text(found: dict[str, Any]) -> str:
    import json  # noqa: PLC0415 - --help must not wait for it

    return json.dumps(found, indent=1, sort_keys=True) + "\n"
