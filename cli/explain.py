"""`rumpus explain`: each fact that moved a player's points, in any game with a board."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from cli.http_api import stage_api
from cli.options import Json, OperatorKey, Url
from cli.output import parse_time, plain, say, say_json, say_table
from cli.rooms import Room


def explain(
    game: Annotated[str, typer.Argument(help="The game, such as codebattle.")],
    room: Room,
    player: Annotated[str, typer.Argument(help="The player's name.")],
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Show each commit that changed a player's points.

    Each with its time, its facts, and who sent the command.
    """
    with stage_api(url, operator_key) as api:
        steps = list(api.score_steps(game, room, player))
    if as_json:
        say_json(steps)
    elif steps:
        say_table((">position", "time", ">change", ">points", "by", "facts"), rows(steps))
    else:
        say(f"Nothing has moved the points of {player}.")


def rows(steps: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Yield a row a step, with what it added or took."""
    before = 0
    for each in steps:
        at, points = parse_time(each["at"]).astimezone(), each["points"]
        change = f"{points - before:+}" if points != before else "0"
        before = points
        when = f"{at:%Y-%m-%d %H:%M:%S}"
        facts = plain(", ".join(each["facts"]))
        yield plain(each["position"]), when, change, plain(points), plain(each["by"]), facts
