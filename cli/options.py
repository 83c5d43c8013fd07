"""The options that every command has."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

DAY = 86_400.0
YEAR = 366 * DAY


def finite[T: (float, float | None)](value: T) -> T:
    """Refuse `nan` and `inf` where no range of the option does."""
    if value is not None and math.isnan(value):
        raise typer.BadParameter("nan is no number.")
    if value is not None and math.isinf(value):
        raise typer.BadParameter(f"{value} has no end.")
    return value


Url = Annotated[
    str | None,
    typer.Option(
        envvar="RUMPUS_URL",
        help="The HTTP API of the stage.",
        show_default="the stage that runs here",
    ),
]
OperatorKey = Annotated[
    str | None,
    typer.Option(
        envvar="RUMPUS_OPERATOR_KEY_VALUE",
        help="The operator's key.",
        show_default="that of the stage that runs here",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Figures = Annotated[Path | None, typer.Option(help="Write the figures to this file, as JSON.")]
Report = Annotated[Path | None, typer.Option(help="Write an HTML page with plots to this file.")]
Scale = Annotated[
    float,
    typer.Option(
        min=0.0001,
        max=100,
        callback=finite,
        help="Factor for the number of players; 0.1 plays a tenth.",
    ),
]
Pressed = Annotated[
    float | None,
    typer.Option(
        "--seconds",
        min=1,
        max=DAY,
        callback=finite,
        help="Seconds into which the profile is compressed.",
    ),
]
Seed = Annotated[int, typer.Option(help="Random seed; the same seed makes the same choices.")]
