"""`rumpus battle create|list|show|end`: an operator's commands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from cli.options import Json, OperatorKey, Url
from cli.output import plain, say_table, utc_now
from cli.packs import DEMO, load_pack
from cli.rooms import Minutes, RoomId, Rooms, Shown, StartsIn, Title, started
from cli.target import find_target
from cli.times import Times

app = typer.Typer(help="Create, list, show and end battles.", no_args_is_help=True)


def _pairs(battle: Shown) -> Iterable[tuple[str, str]]:
    yield "rules", plain(battle["rules"])


def _tell(battle: Shown) -> None:
    asked = [
        (plain(each["id"]), plain(each["points"]), plain(each["prompt"]))
        for each in battle["questions"]
    ]
    if asked:
        say_table(("question", ">points", "prompt"), asked)


BATTLES = Rooms(
    game="codebattle",
    noun="battle",
    play="rumpus play {room}",
    listed={"title": "title"},
    pairs=_pairs,
    tell=_tell,
)


@app.command()
def create(  # noqa: PLR0913, PLR0917 - each is an option of the command
    pack: Annotated[
        Path,
        typer.Argument(help="A YAML or JSON file with questions.", show_default="the bundled demo"),
    ] = DEMO,
    battle: RoomId = "",
    title: Title = "",
    starts_in: StartsIn = 10,
    minutes: Minutes = 30,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Create a battle from a pack of questions."""
    plan = load_pack(pack).plan() | Times.planned(utc_now(), starts_in, minutes).fields()
    plan["title"] = title or plan["title"]
    target = find_target(url, operator_key)
    BATTLES.create(target, "schedule", battle, plan, state=started(starts_in), as_json=as_json)


BATTLES.add_to(app)
