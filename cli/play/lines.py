"""The short texts of the battle's screen."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from cli.game import Game
from cli.output import span
from cli.wording import points

LINKS = {
    "connecting": ("◌ connecting", "yellow"),
    "connected": ("● connected", "green"),
    "resumed": ("● connected again", "green"),
    "reconnecting": ("◌ reconnecting", "yellow"),
    "superseded": ("✖ logged in elsewhere", "red"),
    "closed": ("✖ disconnected", "red"),
}

MARKS = {"✔": "green", "✘": "red", "←": "bold red", "→": "cyan", "⟲": "magenta", "!": "yellow"}


def link_text(state: str) -> Text:
    return Text(*LINKS[state])


def time_left(game: Game, now: datetime) -> str:
    if game.starts_at is None or game.ends_at is None:
        return ""
    match game.phase(now):
        case "scheduled":
            return f"starts in {span(game.starts_at - now)}"
        case "running":
            return f"{span(game.ends_at - now)} left"
        case "ended":
            return "over"


def standing(game: Game) -> Text:
    """The own points, rank and arms in one line."""
    text = Text.assemble((points(game.points), "bold yellow"), f"  {place(game)}   ")
    text.append(f"➳ {game.arrows}", "cyan").append("   ").append(f"⛨ {game.shields}", "blue")
    return text if game.active else text.append("   not in the battle", "red")


def place(game: Game) -> str:
    rank = game.rank()
    return f"rank {rank} of {game.size}" if rank is not None else "not on the board"


def ending(game: Game) -> str:
    """What is left to say when it is over."""
    best = f"{game.rows[0].username} won with {points(game.rows[0].points)}" if game.rows else ""
    own = f"You have {points(game.points)}, {place(game)}."
    return f"The battle is over{f': {best}' if best else ''}.\n{own}"


def log_line(now: datetime, text: str) -> Text:
    """A line of the log, with the local time, coloured by its mark."""
    at = f"{now.astimezone():%H:%M:%S} "
    return Text.assemble((at, "dim"), (text, MARKS.get(text[:1], "")))
