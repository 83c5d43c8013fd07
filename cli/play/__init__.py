"""`rumpus play`: a battle in a terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.options import Url
from cli.target import find_target


def play(
    battle: Annotated[
        str, typer.Argument(help="The battle's id.", show_default="chosen from a list")
    ] = "",
    name: Annotated[
        str, typer.Option(help="Your name in the game.", show_default="asked for")
    ] = "",
    url: Url = None,
) -> None:
    """Play a battle in this terminal."""
    from cli.accounts import Accounts  # noqa: PLC0415 - --help must not wait for textual
    from cli.play.app import PlayApp  # noqa: PLC0415 - as above

    app = PlayApp(find_target(url, None).url, Accounts(), player=name, room=battle)
    app.run()
    if app.failure is not None:
        raise app.failure
