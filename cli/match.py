"""`rumpus match open|show|play`: matches, from the terminal."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.failure import Failed
from cli.options import Json, OperatorKey, Url
from cli.output import say, say_json
from cli.outside import shown
from cli.rooms import Room, RoomId, Rooms
from cli.target import find_target

app = typer.Typer(help="Open, show and play matches.", no_args_is_help=True)

SIDE = 12
MOVES = "m X Y: move · s NAME: strike · g: guard · d: drink · w: wait · leave"

MATCHES = Rooms(game="match", noun="match", play="rumpus match play {room} --name NAME", listed={})


@app.command("open")
def open_(  # noqa: PLR0913 - each is an option of the command
    match: RoomId = "",
    *,
    style: Annotated[str, typer.Option(help="`rounds` or `at_once`.")] = "rounds",
    seats: Annotated[int, typer.Option(min=2, max=16, help="For whoever comes first.")] = 2,
    team: Annotated[
        list[str] | None, typer.Option(help="Names with commas; for each team once.")
    ] = None,
    turn_seconds: Annotated[int, typer.Option(min=1, max=300, help="Of a round.")] = 60,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Open a match, for teams that are named or for whoever comes first."""
    teams = [each.split(",") for each in team or ()]
    plan = {"style": style, "seats": seats, "teams": teams, "turn_seconds": turn_seconds}
    target = find_target(url, operator_key)
    MATCHES.create(target, "open", match, {"plan": plan}, state="is open", as_json=as_json)


@app.command()
def show(
    match: Room, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
) -> None:
    """Show a match: all of it with the operator's key, else what anybody may see."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    with HttpApi(find_target(url, operator_key)) as api:
        view = api.room("match", match)
    if as_json:
        say_json(view)
    else:
        say(picture(view))


@app.command()
def play(
    match: Room,
    name: Annotated[str, typer.Option(help="Your name in the game.")],
    items: Annotated[str, typer.Option(help="Up to two: bow, shield, boots, potion.")] = "",
    url: Url = None,
) -> None:
    """Play a match: a line is an action, and the arena is shown after each turn."""
    import asyncio  # noqa: PLC0415 - as above

    from cli.match_play import fight  # noqa: PLC0415 - as above
    from client import ProtocolError  # noqa: PLC0415 - as above

    target = find_target(url, None)
    try:
        asyncio.run(fight(target.url, match, name, [each for each in items.split(",") if each]))
    except ProtocolError as error:
        raise Failed(f"The stage says no: {error}.") from error


def action_of(words: list[str]) -> dict[str, Any] | None:
    """Return the action that a line means, or None."""
    match words:
        case ["m", x, y] if x.isdecimal() and y.isdecimal():
            return {"kind": "move", "x": int(x), "y": int(y)}
        case ["s", target]:
            return {"kind": "strike", "target": target}
        case ["g"]:
            return {"kind": "guard"}
        case ["d"]:
            return {"kind": "drink"}
        case ["w"]:
            return {"kind": "wait"}
        case _:
            return None


def picture(view: dict[str, Any], me: str = "") -> str:
    """Draw a match as its viewer sees it: the arena, who stands in it, and how it goes."""
    lines = [f"{view['phase']} · turn {view['turn']} · {', '.join(view['players']) or 'nobody'}"]
    if view["fighters"]:
        rows = [["·"] * SIDE for _ in range(SIDE)]
        for number, each in enumerate(view["fighters"]):
            sign = "@" if each["username"] == me else chr(ord("a") + number)
            rows[each["y"]][each["x"]] = sign if each["health"] else "x"
            guards = ", guards" if each["guards"] else ""
            lines.append(
                f"  {sign} {each['username']} of team {each['team']}: {each['health']} health"
                f" at {each['x']} {each['y']}{guards}"
            )
        lines += [" ".join(row) for row in rows]
    lines += [f"  {place}. {who}" for who, place in sorted(view["places"].items())]
    return shown("\n".join(lines))
