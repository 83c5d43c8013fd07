"""`rumpus replay`: a stream's state at any past position."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.failure import Failed
from cli.http_api import stage_api
from cli.options import Json, OperatorKey, Url
from cli.output import parse_time, plain, say, say_entries, say_json, say_pairs
from cli.room_model import events_of
from cli.shadow import With, again_of, changes_of

if TYPE_CHECKING:
    from cli.shadow.again import Again

UNSAID = "timestamp"
"""The field of an event that a row does not repeat; --json has them all."""


def replay(  # noqa: PLR0913, PLR0917 - the options of a command
    stream: Annotated[str, typer.Argument(help="The stream, such as codebattle/B/player/NAME.")],
    at: Annotated[
        str,
        typer.Option(
            metavar="TIME", help="Replay up to this ISO time; local time if without zone."
        ),
    ] = "",
    position: Annotated[int | None, typer.Option(min=0, help="Replay up to this position.")] = None,
    events: Annotated[bool, typer.Option("--events", help="Also show each event.")] = False,
    changes: With = None,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Show a stream at a past moment, or a room by other rules."""
    past = past_moment(at, position)
    if changes is not None:
        if past:
            raise typer.BadParameter("--with plays a whole room: give no --at and no --position")
        game, room = _room_of(stream)
        instead = changes_of(changes)
        with stage_api(url, operator_key) as api:
            _show_again(again_of(api, game, room, instead), as_json=as_json)
        return
    with stage_api(url, operator_key) as api:
        replayed = api.replay(stream, past)
    if as_json:
        say_json(replayed)
        return
    if replayed["state"] is None:
        say("Nothing had happened yet.")
        return
    head = [("stream", replayed["stream"]), ("position", replayed["position"])]
    say_pairs((plain(name), plain(value)) for name, value in (*head, *replayed["state"].items()))
    if position is not None and position > replayed["position"]:
        last = replayed["position"]
        say(f"There is no position {position} yet: this is the last state, at {last}.")
    if events:
        print()
        say_entries(entry for commit in replayed["commits"] for entry in _entries(commit))


def _room_of(stream: str) -> tuple[str, str]:
    game, _, room = stream.partition("/")
    if not room or "/" in room:
        raise Failed(f"{stream} is no room, such as codebattle/b1: a room is played again as one.")
    return game, room


def _show_again(again: Again, *, as_json: bool) -> None:
    from cli.shadow.show import figures, say_again  # noqa: PLC0415 - --help must not wait for it

    if as_json:
        say_json(figures(again))
    else:
        say_again(again)


def past_moment(at: str, position: int | None) -> dict[str, str | int]:
    """The query that names a moment; at most one of the two may be given."""
    if at and position is not None:
        raise typer.BadParameter("give --at or --position, not both")
    if position is not None:
        return {"position": position}
    if not at:
        return {}
    try:
        return {"at": datetime.fromisoformat(at).astimezone().isoformat()}
    except (ValueError, OverflowError) as error:
        raise Failed(f"{at} is no ISO time, such as 2027-01-31T20:15:00.") from error


def _entries(commit: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    at = parse_time(commit["at"]).astimezone()
    when = f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03}"
    by = f" [dim]by[/] {plain(commit['by'])}" if "by" in commit else ""
    for event, data in events_of(commit["event"], commit["data"]):
        told = [f"{plain(name)} {plain(value)}" for name, value in data.items() if name != UNSAID]
        heading = f"[bold]{plain(event)}[/] [dim]{when}[/]{by}"
        yield str(commit["position"]), heading, ", ".join(told)
