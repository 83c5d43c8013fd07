"""What operators do with the rooms of any game: create, list, show and end them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Annotated, Any

import typer

from cli.http_api import HttpApi, stage_api
from cli.live_rooms import say_live
from cli.options import YEAR, Json, OperatorKey, Url, finite
from cli.output import phase_text, plain, say, say_json, say_pairs, say_table, utc_now
from cli.target import Target, find_target
from cli.times import Phase, Times

RoomId = Annotated[str, typer.Option("--id", help="The room's id.", show_default="made up")]
Title = Annotated[str, typer.Option(help="Title of the room, instead of the document's.")]
StartsIn = Annotated[
    float, typer.Option(min=0, max=YEAR, callback=finite, help="Seconds until the start.")
]
Minutes = Annotated[
    float, typer.Option(min=0.1, max=YEAR / 60, callback=finite, help="Minutes that the room runs.")
]
OnlyPhase = Annotated[
    Phase | None, typer.Option(help="Only rooms in this phase.", show_default="all")
]
Most = Annotated[int, typer.Option(min=1, help="Maximum number of rooms.")]
Live = Annotated[bool, typer.Option("--live", help="Show live figures of all rooms (operator).")]
Room = Annotated[str, typer.Argument(help="The room's id.")]
AnyRoom = Annotated[str, typer.Argument(help="The room's id.", show_default="chosen from a list")]
PlayerName = Annotated[str, typer.Option(help="Your name in the game.", show_default="asked for")]

type Shown = Mapping[str, Any]
"""A room as the API shows it."""


def _nothing(_found: Shown) -> Iterable[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class Rooms:
    """The rooms of a game.

    `noun` is what the game calls one, `play` the command that plays it. `listed` are the fields
    that its list shows beside the room and its times, with their headings. `pairs` and `tell` show
    the rest of a room: in a line each, and by printing. `counted` heads the board's other columns.
    """

    game: str
    noun: str
    play: str
    listed: Mapping[str, str]
    pairs: Callable[[Shown], Iterable[tuple[str, str]]] = _nothing
    tell: Callable[[Shown], object] = _nothing
    counted: str = ""

    def add_to(self, app: typer.Typer) -> None:
        """Add the commands that no game has another way of."""
        noun = self.noun
        app.command("list", help=f"List {noun}s: running, scheduled and ended ones.")(self.list_)
        app.command("show", help=f"Show a {noun} and the head of its board.")(self.show)
        early = "early, ten seconds from now."
        app.command("end", help=f"End a {noun} {early}")(self.end)

    def create(
        self,
        target: Target,
        kind: str,
        room: str,
        fields: Mapping[str, Any],
        *,
        state: str,
        as_json: bool,
    ) -> None:
        """Create a room by the operator's command `kind`, and say how to play it."""
        room = room or token_hex(4)
        with HttpApi(target) as api:
            api.command(f"{self.game}.{kind}", room, dict(fields))
            if as_json:
                say_json(api.room(self.game, room))
                return
        say(f"{self.noun.capitalize()} {room} {state}: {self.play.format(room=room)}")

    def list_(
        self,
        phase: OnlyPhase = None,
        most: Most = 50,
        live: Live = False,
        url: Url = None,
        operator_key: OperatorKey = None,
        as_json: Json = False,
    ) -> None:

        with stage_api(url, operator_key) as api:
            if live:
                self._say_live(api.overview(self.game), phase, most, as_json=as_json)
                return
            rooms = api.rooms(self.game, phase and phase.value, most)
        if as_json:
            say_json(rooms)
            return
        if not rooms:
            say(f"No {self.noun} yet: create one with `rumpus {self.noun} create`.")
            return
        now = utc_now()
        rows = [
            (plain(each["room"]), *_head(each, now), *(plain(each[name]) for name in self.listed))
            for each in rooms
        ]
        say_table((self.noun, "phase", "time", *self.listed.values()), rows)

    def _say_live(
        self, found: Mapping[str, Any], phase: Phase | None, most: int, *, as_json: bool
    ) -> None:
        rooms = [each for each in found["rooms"] if phase is None or each["phase"] == phase.value]
        shown = {**found, "rooms": rooms}
        if as_json:
            say_json(shown)
        else:
            say_live(self.noun, shown, most)

    def show(self, room: Room, url: Url = None, as_json: Json = False) -> None:

        with HttpApi(find_target(url, None).of_anybody()) as api:
            found, board = api.room(self.game, room), api.top(self.game, room)
        if as_json:
            say_json({self.noun: found, "board": board})
            return
        phase, due = _head(found, utc_now())
        heads = [
            (self.noun, plain(room)),
            ("title", plain(found["title"])),
            ("phase", f"{phase} ({due})"),
        ]
        say_pairs([*heads, *self.pairs(found)])
        self.tell(found)
        self._say_board(board)

    def end(
        self, room: Room, url: Url = None, operator_key: OperatorKey = None, as_json: Json = False
    ) -> None:

        with stage_api(url, operator_key) as api:
            api.command(f"{self.game}.end", room, {})
            ended = api.room(self.game, room)
        if as_json:
            say_json(ended)
        else:
            say(f"{self.noun.capitalize()} {room} {Times.of(ended).due(utc_now())}.")

    def _say_board(self, board: Mapping[str, Any]) -> None:
        if not board["entries"]:
            say("Nobody is on the board.")
            return
        stale = ", as last stored" if board["stale"] else ""
        shown = ("rank", "member", "points", *(["columns"] if self.counted else []))
        rows = [[plain(each[name]) for name in shown] for each in board["entries"]]
        columns = (">rank", "player", ">points", *([f">{self.counted}"] if self.counted else []))
        say_table(columns, rows, f"Board of {board['size']}{stale}")


def started(starts_in: float) -> str:
    """How a room is that starts in so many seconds."""
    return f"starts in {starts_in:g} s" if starts_in else "runs"


def _head(room: Shown, now: datetime) -> tuple[str, str]:
    """The phase and what the clock says of it; between two looks a room may have gone on."""
    times = Times.of(room)
    return phase_text(times.phase(now)), times.due(now)
