"""`rumpus battle create|list|show|end`: an operator's commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any

import typer

from cli.options import YEAR, Json, OperatorKey, Url, finite
from cli.output import (
    parse_time,
    phase_text,
    plain,
    say,
    say_json,
    say_pairs,
    say_table,
    span,
    utc_now,
)
from cli.packs import DEMO, Pack, load_pack
from cli.target import find_target


class Phase(StrEnum):
    """Where a battle is in its life."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    ENDED = "ended"


GAME = "codebattle"

app = typer.Typer(help="Create, list, show and end battles.", no_args_is_help=True)


@app.command()
def create(  # noqa: PLR0913, PLR0917 - each is an option of the command
    pack: Annotated[
        Path,
        typer.Argument(help="A YAML or JSON file with questions.", show_default="the bundled demo"),
    ] = DEMO,
    battle: Annotated[
        str, typer.Option("--id", help="The battle's id.", show_default="made up")
    ] = "",
    title: Annotated[str, typer.Option(help="Instead of the pack's title.")] = "",
    starts_in: Annotated[
        float, typer.Option(min=0, max=YEAR, callback=finite, help="Seconds until the start.")
    ] = 10,
    minutes: Annotated[
        float, typer.Option(min=0.1, max=YEAR / 60, callback=finite, help="How long it runs.")
    ] = 30,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Create a battle from a pack of questions."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    plan = battle_plan(load_pack(pack), utc_now(), starts_in, minutes)
    battle = battle or token_hex(4)
    plan["title"] = title or plan["title"]
    with HttpApi(find_target(url, operator_key)) as api:
        api.command(f"{GAME}.schedule", battle, plan)
        if as_json:
            say_json(api.room(GAME, battle))
            return
    when = f"starts in {starts_in:g} s" if starts_in else "runs"
    say(f"Battle {battle} {when}: rumpus play {battle}")


def battle_plan(pack: Pack, now: datetime, starts_in: float, minutes: float) -> dict[str, Any]:
    """The fields of a command that schedules a battle."""
    starts_at = now + timedelta(seconds=starts_in)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}
    return pack.plan() | {name: time.isoformat() for name, time in times.items()}


@app.command("list")
def list_battles(
    phase: Annotated[Phase | None, typer.Option(help="Only these.", show_default="all")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """List battles: what runs, what comes next, what was last."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    with HttpApi(find_target(url, None)) as api:
        battles = api.rooms(GAME, phase and phase.value, most)
    if as_json:
        say_json(battles)
        return
    now = utc_now()
    rows = [
        (
            plain(each["room"]),
            phase_text(phase_of(each, now)),
            due(each, now),
            plain(each["title"]),
        )
        for each in battles
    ]
    if rows:
        say_table(("battle", "phase", "time", "title"), rows)
    else:
        say("No battle yet: create one with `rumpus battle create`.")


@app.command()
def show(battle: str, url: Url = None, as_json: Json = False) -> None:
    """Show a battle with its questions and the head of its board."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    with HttpApi(find_target(url, None)) as api:
        found, board = api.room(GAME, battle), api.top(GAME, battle)
    if as_json:
        say_json({"battle": found, "board": board})
        return
    say_pairs(
        [
            ("battle", plain(found["battle"])),
            ("title", plain(found["title"])),
            ("phase", f"{phase_text(found['phase'])} ({due(found, utc_now())})"),
            ("rules", plain(found["rules"])),
        ]
    )
    asked = [
        (plain(each["id"]), str(each["points"]), plain(each["prompt"]))
        for each in found["questions"]
    ]
    if asked:
        say_table(("question", ">points", "prompt"), asked)
    if not board["entries"]:
        say("Nobody is on the board.")
        return
    stale = ", as last stored" if board.get("stale") else ""
    entries = [
        (str(each["rank"]), plain(each["member"]), str(each["points"])) for each in board["entries"]
    ]
    say_table((">rank", "player", ">points"), entries, f"Board of {board['size']}{stale}")


@app.command()
def end(
    battle: str, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
) -> None:
    """End a battle before its time: ten seconds from now, when every host knows."""
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    with HttpApi(find_target(url, operator_key)) as api:
        api.command(f"{GAME}.end", battle, {})
        ended = api.room(GAME, battle)
    if as_json:
        say_json(ended)
    else:
        say(f"Battle {battle} {due(ended, utc_now())}.")


def phase_of(battle: Mapping[str, Any], now: datetime) -> str:
    """Where a battle of the list is in its life."""
    if now >= parse_time(battle["ends_at"]):
        return "ended"
    return "running" if now >= parse_time(battle["starts_at"]) else "scheduled"


def due(battle: Mapping[str, Any], now: datetime) -> str:
    """What the clock says of a battle."""
    starts, ends = parse_time(battle["starts_at"]), parse_time(battle["ends_at"])
    match phase_of(battle, now):
        case "scheduled":
            return f"starts in {span(starts - now)}"
        case "running":
            return f"ends in {span(ends - now)}"
        case _:
            return f"ended {span(now - ends)} ago"
