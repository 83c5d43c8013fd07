"""The short texts of the screens of rooms."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from cli.game import Game
from cli.room_model import RoomModel
from cli.wording import counted, points

LINKS = {
    "connecting": ("◌ connecting", "yellow"),
    "connected": ("● connected", "#4ebf71"),
    "resumed": ("● connected again", "#4ebf71"),
    "reconnecting": ("◌ reconnecting", "yellow"),
    "superseded": ("✖ logged in elsewhere", "#e0526b"),
    "closed": ("✖ disconnected", "#e0526b"),
}

MARKS = {"✔": "green", "✘": "red", "←": "bold red", "→": "cyan", "⟲": "magenta", "!": "yellow"}


def link_text(state: str) -> Text:
    return Text(*LINKS[state])


def absent(room: RoomModel) -> Text:
    """What there is to say while it is not known how the player stands."""
    return Text(f"not in the {room.NOUN}", "#e0526b") if room.outside else Text("joining…", "dim")


def standing(game: Game) -> Text:
    """The own points and arms in one line."""
    if not game.known:
        return absent(game)
    text = Text.assemble((points(game.points), "bold yellow"), "   ")
    text.append(counted(game.arrows, "arrow"), "cyan").append("   ")
    text.append(counted(game.shields, "shield"), "#7aa2f7")
    return text if game.active else text.append("   not in the battle", "#e0526b")


def place(game: Game) -> str:
    rank = game.rank()
    return f"rank {rank} of {game.size}" if rank is not None else "not on the board"


def ending(game: Game) -> str:
    """Return the last line of a game that is over: the winner, and the player's own result."""
    best = f"{game.rows[0].username} won with {points(game.rows[0].points)}" if game.rows else ""
    own = f"You have {points(game.points)}, {place(game)}."
    return f"The battle is over{f': {best}' if best else ''}.\n{own}"


def log_line(now: datetime, text: str) -> Text:
    """A line of the log, with the local time, coloured by its mark."""
    at = f"{now.astimezone():%H:%M:%S} "
    return Text.assemble((at, "dim"), (text, MARKS.get(text[:1], "")))
