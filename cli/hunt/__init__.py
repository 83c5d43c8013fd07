"""`rumpus hunt create|list|show|play|end`: treasure hunts, for operators and for players."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import typer

from cli.battle import Phase, due, phase_of
from cli.hunt.document import ISLAND, load_document
from cli.options import YEAR, Json, OperatorKey, Url, finite
from cli.output import phase_text, plain, say, say_json, say_pairs, say_table, utc_now
from cli.target import find_target

app = typer.Typer(help="Create, list, show, play and end treasure hunts.", no_args_is_help=True)

GAME = "hunt"


@app.command()
def create(  # noqa: PLR0913, PLR0917 - each is an option of the command
    document: Annotated[
        Path,
        typer.Argument(help="A YAML or JSON file with rules.", show_default="a small island"),
    ] = ISLAND,
    hunt: Annotated[str, typer.Option("--id", help="The hunt's id.", show_default="made up")] = "",
    title: Annotated[str, typer.Option(help="Instead of the document's title.")] = "",
    starts_in: Annotated[
        float, typer.Option(min=0, max=YEAR, callback=finite, help="Seconds until the start.")
    ] = 0,
    minutes: Annotated[
        float, typer.Option(min=0.1, max=YEAR / 60, callback=finite, help="How long it runs.")
    ] = 60,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Create a hunt from a document of rules; what is wrong with it is said with its path."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    found = load_document(document)
    starts_at = utc_now() + timedelta(seconds=starts_in)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}
    plan = {"title": title or found.title, "rules": found.rules}
    hunt = hunt or token_hex(4)
    with HttpApi(find_target(url, operator_key)) as api:
        shown = {name: each.isoformat() for name, each in times.items()}
        api.command(f"{GAME}.plan", hunt, plan | shown)
        if as_json:
            say_json(api.room(GAME, hunt))
            return
    when = f"starts in {starts_in:g} s" if starts_in else "runs"
    say(f"Hunt {hunt} {when}: rumpus hunt play {hunt}")


@app.command("list")
def list_hunts(
    phase: Annotated[Phase | None, typer.Option(help="Only these.", show_default="all")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """List hunts: what runs, what comes next, what was last."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    with HttpApi(find_target(url, None)) as api:
        hunts = api.rooms(GAME, phase and phase.value, most)
    if as_json:
        say_json(hunts)
        return
    if not hunts:
        say("No hunt yet: create one with `rumpus hunt create`.")
        return
    now = utc_now()
    head = [(each, phase_text(phase_of(each, now)), due(each, now)) for each in hunts]
    rows = [
        (plain(each["room"]), phase, when, plain(each["treasures"]), plain(each["title"]))
        for each, phase, when in head
    ]
    say_table(("hunt", "phase", "time", ">treasures", "title"), rows)


@app.command()
def show(hunt: str, url: Url = None, as_json: Json = False) -> None:
    """Show a hunt: its kinds of treasures, who claimed which, and the head of its board."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    with HttpApi(find_target(url, None)) as api:
        found, board = api.room(GAME, hunt), api.top(GAME, hunt)
    if as_json:
        say_json({"hunt": found, "board": board})
        return
    claims = [f"{each['holder']} has {each['title']}" for each in found["claims"].values()]
    phase = f"{phase_text(found['phase'])} ({due(found, utc_now())})"
    say_pairs(
        [
            ("hunt", plain(found["hunt"])),
            ("title", plain(found["title"])),
            ("phase", phase),
            ("rules", f"version {plain(found['version'])}"),
            ("claimed", plain("; ".join(claims) or "nothing")),
        ]
    )
    kinds = [
        (
            plain(name),
            plain(each["buried"]),
            plain(each["points"]),
            "rival" if each["rival"] else "for all",
            plain(", ".join(each["needs"]) or "-"),
        )
        for name, each in found["kinds"].items()
    ]
    say_table(("kind", ">buried", ">points", "whose", "needs"), kinds)
    if not board["entries"]:
        say("Nobody is on the board.")
        return
    rows = [
        (plain(each["rank"]), plain(each["member"]), plain(each["points"]), plain(each["columns"]))
        for each in board["entries"]
    ]
    say_table((">rank", "player", ">points", ">finds, steps"), rows, f"Board of {board['size']}")


@app.command()
def play(
    hunt: Annotated[
        str, typer.Argument(help="The hunt's id.", show_default="chosen from a list")
    ] = "",
    name: Annotated[
        str, typer.Option(help="Your name in the game.", show_default="asked for")
    ] = "",
    url: Url = None,
) -> None:
    """Play a hunt in this terminal."""
    from cli.accounts import Accounts  # noqa: PLC0415 - --help must not wait for textual
    from cli.hunt.terminal import HuntApp  # noqa: PLC0415 - as above

    app = HuntApp(find_target(url, None).url, Accounts(), player=name, room=hunt)
    app.run()
    if app.failure is not None:
        raise app.failure


@app.command()
def end(hunt: str, url: Url = None, operator_key: OperatorKey = None) -> None:
    """End a hunt before its time: ten seconds from now, when every host knows."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    with HttpApi(find_target(url, operator_key)) as api:
        api.command(f"{GAME}.end", hunt, {})
        ended = api.room(GAME, hunt)
    say(f"Hunt {hunt} {due(ended, utc_now())}.")
