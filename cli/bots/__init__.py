"""`rumpus bots`: a crowd in one process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import DAY, Json, Url, finite
from cli.packs import DEMO, load_pack
from cli.target import find_target


def bots(  # noqa: PLR0913, PLR0917 - each is an option of the command
    players: Annotated[int, typer.Option(min=1, max=5000, help="How many bots.")] = 20,
    battle: Annotated[
        str,
        typer.Option(help="The battle's id.", show_default="one that runs, or starts next"),
    ] = "",
    hunt: Annotated[
        str, typer.Option(help="The id of a hunt: then they hunt.", show_default="none")
    ] = "",
    seconds: Annotated[
        float, typer.Option(min=1, max=DAY, callback=finite, help="How long they play.")
    ] = 60,
    rate: Annotated[
        float,
        typer.Option(min=0.01, max=1000, callback=finite, help="Commands a second, of each bot."),
    ] = 0.5,
    join_over: Annotated[
        float,
        typer.Option(min=0, max=DAY, callback=finite, help="They come in over so many seconds."),
    ] = 5,
    skill: Annotated[
        float,
        typer.Option(
            min=0, max=1, callback=finite, help="How often a bot uses an answer that it knows."
        ),
    ] = 0.6,
    answers: Annotated[
        Path,
        typer.Option(help="The pack whose answers they know.", show_default="the bundled demo"),
    ] = DEMO,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Send bots into a battle: they guess, attack, and count how the stage answers."""
    from cli.bots.crowd import Crowd, run_crowd  # noqa: PLC0415 - --help must not wait for it
    from cli.bots.moves import key_of  # noqa: PLC0415 - as above

    target = find_target(url, None)
    game, room = ("hunt", hunt) if hunt else ("codebattle", battle)
    crowd = Crowd(target.url, game, room, players, seconds, rate, join_over, skill, seed)
    run_crowd(crowd, key_of(load_pack(answers)), as_json=as_json)
