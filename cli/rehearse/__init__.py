"""`rumpus rehearse`: a crowd against the real code, in virtual time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.failure import Failed
from cli.files import refuse_unwritable, replace_file
from cli.options import Figures, Pressed, Scale, Seed
from cli.outside import json_text

if TYPE_CHECKING:
    from cli.rehearse.models import Models

Profile = Annotated[str, typer.Argument(help="A bundled profile, or a file.")]
Gateways = Annotated[
    int, typer.Option(min=0, help="Gateways of a cell; 0: as many as the sockets need.")
]
Cells = Annotated[int, typer.Option(min=0, help="Number of cells to play in place of all; 0: all.")]
Raised = Annotated[bool, typer.Option("--raised", help="Assume that AWS has raised the quotas.")]
Model = Annotated[Path | None, typer.Option(help="A file of latencies in the form of models.toml.")]
Beside = Annotated[
    Literal["naive"] | None, typer.Option(help="Also play another design with the same crowd.")
]


def rehearse(  # noqa: PLR0913 - the options of a command
    profile: Profile,
    scale: Scale = 1,
    seconds: Pressed = None,
    seed: Seed = 1,
    gateways: Gateways = 0,
    *,
    cells: Cells = 0,
    raised: Raised = False,
    beside: Beside = None,
    model: Model = None,
    figures: Figures = None,
) -> None:
    """Play a profile's crowd in virtual time, and judge the result.

    The figures of the profile's source stand beside it. Exit code 1 when a promise was not kept.
    """
    from cli.load.profiles import load_profile  # noqa: PLC0415 - --help must not wait for it
    from cli.rehearse.figures import figures_of, rehearsed  # noqa: PLC0415 - as above
    from cli.rehearse.models import read_models  # noqa: PLC0415 - as above
    from cli.rehearse.played import Options  # noqa: PLC0415 - as above
    from cli.rehearse.show import show  # noqa: PLC0415 - as above

    refuse_unwritable(figures)
    models = read_models(model) if model else read_models()
    options = Options(seed, gateways, raised, cells, beside is not None)
    _refuse_unlike(models, load_profile(profile).game)
    played = rehearsed(profile, scale, seconds, options, models)
    found = figures_of(profile, scale, seconds, options, played, models)
    if figures is not None:
        replace_file(figures, json_text(found))
    show(found)
    if found["violations"]:
        raise Failed(" ".join(found["violations"]))
    if not found["good"]:
        raise typer.Exit(1)


def _refuse_unlike(models: Models, game: str) -> None:
    """A model that does not predict what was measured of a game gives no verdict of it."""
    from cli.rehearse.validate import validated  # noqa: PLC0415 - --help must not wait for it

    for each in validated(models, game):
        if not each.is_near:
            raise Failed(
                f"The model gives no verdict: of the job {each.job} it predicts "
                f"{each.figure} {each.predicted:.3g} where {each.measured:.3g} was measured."
            )
