"""`rumpus bots`: a crowd in one process."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.options import DAY, Json, Seed, Url, finite
from cli.packs import DEMO, load_pack
from cli.target import find_target

Players = Annotated[int, typer.Option(min=1, max=5000, help="Number of bots.")]
Battle = Annotated[
    str, typer.Option(help="The battle's id.", show_default="one that runs, or starts next")
]
Hunt = Annotated[
    str, typer.Option(help="The id of a hunt to play instead of a battle.", show_default="none")
]
Seconds = Annotated[
    float, typer.Option(min=1, max=DAY, callback=finite, help="Seconds that the bots play.")
]
Rate = Annotated[
    float,
    typer.Option(
        min=0.01, max=1000, callback=finite, help="Commands a second that each bot sends."
    ),
]
JoinOver = Annotated[
    float, typer.Option(min=0, max=DAY, callback=finite, help="Seconds over which the bots join.")
]
Skill = Annotated[
    float,
    typer.Option(
        min=0, max=1, callback=finite, help="How often a bot gives an answer that it knows, 0 to 1."
    ),
]
Answers = Annotated[
    Path,
    typer.Option(
        help="The pack of questions whose answers the bots know.", show_default="the bundled demo"
    ),
]


def bots(  # noqa: PLR0913, PLR0917 - each is an option of the command
    players: Players = 20,
    battle: Battle = "",
    hunt: Hunt = "",
    seconds: Seconds = 60,
    rate: Rate = 0.5,
    join_over: JoinOver = 5,
    skill: Skill = 0.6,
    answers: Answers = DEMO,
    seed: Seed = 1,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Send bots into a battle or a hunt, and count the answers.

    Exit code 1 when no bot got in.
    """
    from cli.bots.crowd import Crowd, run_crowd  # noqa: PLC0415 - --help must not wait for it
    from cli.bots.moves import Guesser, key_of  # noqa: PLC0415 - as above
    from cli.bots.seeker import Seeker  # noqa: PLC0415 - as above
    from cli.game import Game  # noqa: PLC0415 - as above
    from cli.hunt.model import Hunt as HuntModel  # noqa: PLC0415 - as above

    minds = partial(Guesser, key_of(load_pack(answers)), skill)
    at, crowd = find_target(url, None).url, (players, seconds, rate, join_over, seed)
    if hunt:
        run_crowd(Crowd(at, HuntModel, Seeker, hunt, *crowd), as_json=as_json)
    else:
        run_crowd(Crowd(at, Game, minds, battle, *crowd), as_json=as_json)
