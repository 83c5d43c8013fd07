"""`rumpus match open|show|play`: matches, from the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.http_api import stage_api
from cli.match.arena import picture
from cli.options import Json, OperatorKey, Url
from cli.output import say, say_json
from cli.rooms import Room, RoomId, Rooms
from cli.target import find_target

app = typer.Typer(help="Open, show and play matches.", no_args_is_help=True)

MATCHES = Rooms(game="match", noun="match", play="rumpus match play {room} --name NAME", listed={})


@app.command("open")
def open_(  # noqa: PLR0913 - each is an option of the command
    match: RoomId = "",
    *,
    style: Annotated[str, typer.Option(help="`rounds`, or `at_once` for real time.")] = "rounds",
    seats: Annotated[
        int, typer.Option(min=2, max=16, help="Number of players, if no teams are named.")
    ] = 2,
    team: Annotated[
        list[str] | None,
        typer.Option(help="A team's players, split by commas; repeat for each team."),
    ] = None,
    turn_seconds: Annotated[
        int, typer.Option(min=1, max=300, help="Maximum seconds of a round.")
    ] = 60,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Open a match for named teams, or for the first to join."""
    teams = [each.split(",") for each in team or ()]
    plan = {"style": style, "seats": seats, "teams": teams, "turn_seconds": turn_seconds}
    target = find_target(url, operator_key)
    MATCHES.create(target, "open", match, {"plan": plan}, state="is open", as_json=as_json)


@app.command()
def show(
    match: Room, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
) -> None:
    """Show a match; with the operator's key, all of it.

    Without the key, show what everybody may see.
    """
    with stage_api(url, operator_key) as api:
        view = api.room("match", match)
    if as_json:
        say_json(view)
    else:
        say(picture(view))


@app.command()
def play(
    match: Room,
    name: Annotated[str, typer.Option(help="Your name in the game.")],
    items: Annotated[
        str, typer.Option(help="Up to two items, split by a comma: bow, shield, boots, potion.")
    ] = "",
    url: Url = None,
) -> None:
    """Play a match in this terminal; type an action a line.

    The arena is shown after each turn.
    """
    from cli.match.fight import fight  # noqa: PLC0415 - --help must not wait for httpx
    from cli.trouble import played  # noqa: PLC0415 - as above

    carried = [each for each in items.split(",") if each]
    played(fight(find_target(url, None).url, match, name, carried))
