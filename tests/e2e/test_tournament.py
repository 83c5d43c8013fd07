"""A tournament on a whole stage: eight players are told of their matches, play them, one wins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from tests.e2e.driver import Player, Site, eventually, unique

pytestmark = pytest.mark.stage


def notices(player: Player) -> list[dict[str, Any]]:
    """Return a player's notices, the newest first."""
    answer = player.get(f"/v1/rooms/inbox/{player.name}")
    found: list[dict[str, Any]] = answer.json().get("notices", [])
    return found


def match_of(player: Player, number: int) -> str | None:
    """Return the room of a player's match in a round, once it is told."""
    told = [
        each["data"]["room"]
        for each in notices(player)
        if each["kind"] == "tournament.round" and each["data"]["round"] == number
    ]
    return told[0] if told else None


def play(winner: Player, loser: Player, room: str) -> None:
    """Join both, wait for the beginning, and let one give up."""
    for each in (winner, loser):
        joined = each.command("match.join", room)
        assert joined.status_code == httpx.codes.OK, joined.text
    eventually(partial(phase_of, loser, room), lambda phase: phase == "fighting")
    left = loser.command("match.leave", room)
    assert left.status_code == httpx.codes.OK, left.text


def phase_of(player: Player, room: str) -> str:
    phase: str = player.get(f"/v1/rooms/match/{room}").json()["phase"]
    return phase


def shown(site: Site, tournament: str) -> dict[str, Any]:
    view: dict[str, Any] = site.http.get(f"/v1/rooms/tournament/{tournament}").json()
    return view


def test_eight_play_a_knock_out_to_its_end(site: Site) -> None:
    tournament = unique("cup")
    start = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251 - an operator has a clock
    plan = {"title": "A cup", "game": "match", "ladder": "1v1"}
    created = site.command("tournament.create", tournament, plan=plan, starts_at=start.isoformat())
    assert created.status_code == httpx.codes.OK, created.text
    players = [site.sign_up() for _ in range(8)]
    for each in players:
        answer = each.command("tournament.register", tournament)
        assert answer.status_code == httpx.codes.OK, answer.text
    assert site.command("tournament.start", tournament).status_code == httpx.codes.OK
    left = {each.name: each for each in players}
    for number in (1, 2, 3):
        rooms: dict[str, list[Player]] = {}
        for each in left.values():
            room = eventually(partial(match_of, each, number), bool)
            rooms.setdefault(str(room), []).append(each)
        assert sorted(map(len, rooms.values())) == [2] * (len(left) // 2)
        for room, pair in rooms.items():
            winner, loser = sorted(pair, key=lambda who: who.name)
            play(winner, loser, room)
            del left[loser.name]
    over = eventually(partial(shown, site, tournament), lambda view: view.get("phase") == "over")
    (champion,) = left
    assert over["places"][0] == [champion]
    assert [len(place) for place in over["places"]] == [1, 1, 2, 4]
