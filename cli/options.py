"""The options that every command has."""

from __future__ import annotations

from typing import Annotated

import typer

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
