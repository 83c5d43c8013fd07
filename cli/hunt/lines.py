"""The short texts of the hunt's screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.text import Text

from cli.hunt.model import Hunt
from cli.play.lines import absent
from cli.wording import counted, points, tries

BAR = 16
"""Letters of the bar of energy."""

PLACES = 8
"""Places of the board that are shown."""


def standing(hunt: Hunt, now: datetime) -> Text:
    """The own points, energy and items."""
    if not hunt.known:
        return absent(hunt)
    text = Text.assemble((points(hunt.points), "bold yellow"), "   ")
    text.append(counted(hunt.finds, "treasure"), "cyan")
    energy, most = hunt.energy_at(now), max(1, hunt.costs.get("most", 1))
    full = min(BAR, energy * BAR // most)
    text.append("\n").append("█" * full, "#4ebf71").append("░" * (BAR - full), "dim")
    text.append(f" {energy}/{most} energy")
    items = [f"{count} {item}" for item, count in hunt.items.items() if count > 0]
    text.append("\n" + (", ".join(items) or "nothing in the bag"), "" if items else "dim")
    return text


def hint(hunt: Hunt) -> str:
    """What can be done here and now."""
    here = hunt.here()
    if hunt.through:
        return "You are through: nothing is left to do."
    if here is None:
        return _far(hunt.nearest)
    match here.stage:
        case "found":
            return f"{here.title} is buried here: d digs."
        case "unearthed" if here.riddle:
            return f"{here.title}: {here.riddle}"
        case _:
            return f"{here.title} lies open: c claims it."


def _far(nearest: int | None) -> str:
    return "" if nearest is None else f"Something is {counted(nearest, 'step')} away."


def board_text(hunt: Hunt) -> Text:
    """The first places; the own one stands out."""
    text = Text(no_wrap=True)
    for rank, (name, points_of, finds) in enumerate(hunt.rows[:PLACES], 1):
        style = "bold yellow" if name == hunt.username else ""
        text.append(f"{rank:>2} {name[:14]:<14} {points_of:>5} {finds:>3}\n", style)
    return text


def event_text(event: str, data: Mapping[str, Any]) -> str | None:
    """An event as a line of the log; None for one that needs no line."""
    match event:
        case "seeker.searched":
            found = [each["title"] for each in data["clues"]]
            return f"✔ You found: {', '.join(found)}" if found else "Nothing new is near"
        case "seeker.dug":
            return f"✔ You dug up: {data['clue']['title']}" if data["clue"] else "An empty hole"
        case "treasure.taken":
            gains = [points(data["points"])] + [f"{n} {item}" for item, n in data["items"].items()]
            return f"✔ {data['kind']}: {', '.join(gains)}"
        case "riddle.missed":
            return f"✘ Wrong, {tries(data['tries_left'])} left"
        case _:
            return _news_text(event, data)


def _news_text(event: str, data: Mapping[str, Any]) -> str | None:
    match event:
        case "treasure.claimed":
            return f"! {data['holder']} has {data['title']}"
        case "treasure.reopened":
            return f"! {data['title']} is to be had again"
        case "find.reversed":
            return f"⟲ {points(data['points'])} taken back: {data['reason']}"
        case "hunt.ended":
            return "! The hunt ends early" if data["early"] else "! The hunt is over"
        case "seeker.through":
            return f"✔ You are through with {points(data['points'])}"
        case _:
            return None
