"""A tournament and the inbox on the players' page, in a real browser, on a host in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from shared.runtime import clock
from tests.e2e import stories
from tests.web.venue import Venue

pytestmark = stories.IN_BROWSERS

OTHERS = ("bo", "cy-has-a-name-that-is-as-long-as-a-name-may-be-50", "di", "ed", "fay")
FORMATS = ("double", "swiss", "round_robin", "heats")
CHECK_IN = 60
"""Minutes before the start."""


def _announce(venue: Venue, room: str, title: str, **plan: object) -> None:
    starts_at = clock.now() + timedelta(hours=2)
    told = {"title": title, "round_minutes": 600} | plan
    venue.command("tournament.create", room=room, plan=told, starts_at=starts_at.isoformat())


def _end_round(venue: Venue, room: str, favourite: str) -> None:
    """Rule each open match: the favourite wins, or else whoever stands first."""
    number = venue.view(room)["state"]["round"]
    venue.wait_until(lambda: "state" in venue.view(room, f"{number}-0"))
    for index, match in enumerate(venue.view(room, f"{number}-0")["state"]["matches"]):
        sides = sorted(
            match["sides"], key=lambda who: (who != favourite, match["sides"].index(who))
        )
        places = [sides.index(who) + 1 for who in match["sides"]]
        if not match["places"]:
            venue.command("tournament.rule", room=room, number=number, index=index, places=places)


def _is_past(venue: Venue, room: str, number: int) -> bool:
    state = venue.view(room)["state"]
    return bool(state["phase"] == "over" or state["round"] > number)


def _others(venue: Venue, tokens: dict[str, str]) -> None:
    """Play the other formats for a round, with a bye in some of them."""
    for room in FORMATS:
        _announce(venue, room, f"A tournament: {room}", format=room, heat=4, advance=2)
        for token in tokens.values():
            venue.command("tournament.register", token, room=room)
        venue.command("tournament.start", room=room)
        venue.wait_until(partial(_is_past, venue, room, 0))
        _end_round(venue, room, "ann")


def _wishes(venue: Venue) -> Iterator[None]:
    """Do one after the other what the story asks for."""
    venue.application.live.behind = -timedelta(minutes=CHECK_IN + 1)
    yield
    tokens = {name: venue.sign_up(name) for name in OTHERS}
    for token in tokens.values():
        venue.command("tournament.register", token, room="cup")
    venue.command("tournament.start", room="cup")
    yield
    _end_round(venue, "cup", "ann")
    venue.wait_until(partial(_is_past, venue, "cup", 1))
    yield
    for number in (2, 3):
        _end_round(venue, "cup", "ann")
        venue.wait_until(partial(_is_past, venue, "cup", number))
    _others(venue, tokens)
    yield


def test_one_takes_part_and_is_told_of_it_also_while_away(tmp_path: Path) -> None:
    venue = Venue()
    with venue.running():
        plan = {"game": "match", "check_in_minutes": CHECK_IN, "dispute_minutes": 0}
        _announce(venue, "cup", "A cup of tea", **plan)
        wishes = _wishes(venue)
        told = {"sockets": venue.ws_url, "ann": "ann"}
        programs = stories.bundle("play", tmp_path.parent.name)
        stories.play(programs, "tournament", f"{venue.url}/", told, lambda: next(wishes))
