"""`rumpus player`: in which tier a player is, and what an operator does about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.failure import Failed
from cli.files import replace_file
from cli.http_api import stage_api
from cli.options import Json, OperatorKey, Url
from cli.output import plain, say, say_json, say_pairs
from cli.paths import path_of

app = typer.Typer(help="Show, freeze, thaw, export or delete a player.", no_args_is_help=True)

Player = Annotated[str, typer.Argument(help="The player's name.")]


@app.command("show")
def show(
    player: Player, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
) -> None:
    """Show the tier of a player, and its object in the archive."""
    with stage_api(url, operator_key) as api:
        found = api.ask("GET", path_of("players", player))
    if as_json:
        say_json(found)
    else:
        _say(found)


@app.command("freeze")
def freeze(
    player: Player, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
) -> None:
    """Archive a player now.

    Exit code 1 if something prevents it.
    """
    _move("freeze", "archived", player, url, operator_key, as_json=as_json)


@app.command("thaw")
def thaw(
    player: Player, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
) -> None:
    """Restore a player from the archive.

    Exit code 1 if that is impossible.
    """
    _move("thaw", "hot", player, url, operator_key, as_json=as_json)


@app.command("export")
def export(
    player: Player,
    to: Annotated[Path, typer.Option("--to", help="The file to write.")],
    url: Url = None,
    operator_key: OperatorKey = None,
) -> None:
    """Write all data that is kept of a player to one file."""
    with stage_api(url, operator_key) as api:
        body = api.ask_text("GET", path_of("players", player, "export"))
    replace_file(to, body)
    say(f"{to}: {len(body.encode())} bytes")


@app.command("delete")
def delete(
    player: Player,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Delete a player's rows and objects permanently.

    The hash of the deleted data is printed as proof. Exit code 1 if something prevents it.
    """
    if not yes:
        typer.confirm(f"Delete {player} for good?", abort=True)
    with stage_api(url, operator_key) as api:
        done = api.ask("DELETE", path_of("players", player))
    if as_json:
        say_json(done)
    else:
        say(f"{done['result']}: SHA-256 {done['sha256'] or 'noted before'}")
    if done["result"] != "deleted":
        raise typer.Exit(1)


def _move(
    verb: str,
    wanted: str,
    player: str,
    url: str | None,
    operator_key: str | None,
    *,
    as_json: bool,
) -> None:
    with stage_api(url, operator_key) as api:
        done = api.ask("POST", path_of("players", player, verb))
    if as_json:
        say_json(done)
    elif done["result"] == wanted:
        _say(done["player"])
    if done["result"] != wanted:
        raise Failed(f"{player} is not {wanted}: {done['result']}.")


def _say(found: dict[str, Any]) -> None:
    stored = found.pop("object") or {}
    say_pairs((name, plain(value)) for name, value in found.items() if value not in {None, ""})
    say_pairs((name, plain(value)) for name, value in stored.items())
