"""`rumpus shadow`: what new rules would have made of the last games, before they are deployed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.failure import Failed
from cli.http_api import HttpApi, stage_api
from cli.options import Json, OperatorKey, Url, finite
from cli.output import say, say_json

if TYPE_CHECKING:
    from cli.shadow.again import Again

With = Annotated[
    Path | None,
    typer.Option("--with", help="A YAML file of fields to replace in the opening command."),
]
Last = Annotated[int, typer.Option(min=1, max=1000, help="Number of past games to play again.")]
Room = Annotated[
    list[str] | None, typer.Option(help="A room to play again, instead of the last ones.")
]
Tolerate = Annotated[
    float,
    typer.Option(
        min=0, max=1, callback=finite, help="Share of games whose winner may change, 0 to 1."
    ),
]


def shadow(  # noqa: PLR0913, PLR0917 - the options of a command
    game: Annotated[str, typer.Argument(help="The game, such as codebattle.")],
    changes: With = None,
    last: Last = 20,
    room: Room = None,
    tolerate: Tolerate = 0.0,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Play the last games again by the rules of this checkout.

    Exit code 1 if the winner changes in more games than tolerated.
    """
    from cli.shadow.show import figures, say_games  # noqa: PLC0415 - as above

    instead = changes_of(changes)
    with stage_api(url, operator_key) as api:
        rooms = room or [each["room"] for each in api.rooms(game, "ended", last)]
        played = [again_of(api, game, each, instead) for each in rooms]
    if not played:
        raise Failed(f"No game of {game} is over yet.")
    found = [figures(each) for each in played]
    if as_json:
        say_json(found)
    else:
        say_games(found)
    changed = sum(each["winner"] != each["winner_now"] for each in found)
    if not as_json:
        say(f"In {changed} of {len(found)} games somebody else would have won.")
    if changed > tolerate * len(found):
        raise typer.Exit(1)


def changes_of(path: Path | None) -> dict[str, Any]:
    """Read what is to be otherwise; raises Failed."""
    import yaml  # noqa: PLC0415 - --help must not wait for it

    if path is None:
        return {}
    try:
        changes = yaml.safe_load(path.read_text())
    except OSError as error:
        raise Failed(f"{path} can't be read: {error.strerror}.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Failed(f"{path} is no YAML: {' '.join(str(error).split())}.") from error
    if not isinstance(changes, dict):
        raise Failed(f"{path} has no names with values, such as rules: {{attack_points: 2}}.")
    return changes


def again_of(api: HttpApi, game: str, room: str, changes: dict[str, Any]) -> Again:
    """Fetch a room and play it again; raises Failed."""
    from cli.shadow.again import play_again  # noqa: PLC0415 - --help must not wait for it

    return play_again(api.facts(game, room), changes)
