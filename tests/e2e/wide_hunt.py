"""A wide hunt: a torn socket goes on, one seeker has the crown, and the log tells of it all.

What a claim gives is on the holder's stream, whose owner may be another one than the treasure's.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cli.main import app
from tests.e2e.driver import Site, eventually
from tests.e2e.test_hunt import Seeker, board, told

SEEKERS = 4


def play_and_explain(site: Site, hunt: str, folder: Path) -> None:
    """Play a wide hunt to its end, and look at what the log says of it."""
    seekers = [Seeker(site.sign_up(), hunt) for _ in range(SEEKERS)]
    torn, *others = seekers
    come_back_after_a_step(torn)
    for each in others:
        each.dig_up_the_crown()
    winner = claimed_by_one(seekers)
    for each in seekers:
        told(each, "hunt.ended")
    expected = {each.player.name: 55 if each is winner else 5 for each in seekers}
    eventually(lambda: dict(board(site, hunt)), lambda seen: seen == expected)
    eventually(lambda: max(winner.held()), lambda last: last == 6)
    for each in seekers:
        assert all(then == now + 1 for now, then in pairwise(each.held())), each.held()
        for socket in each.sockets:
            socket.close()
    check_log(site, hunt, winner.player.name, folder)
    take_back(site, hunt, winner.player.name)


def come_back_after_a_step(seeker: Seeker) -> None:
    """Miss a step of one's own while the wire is cut, go on, and dig up what there is."""
    seeker.cut()
    stepped = seeker.player.command("hunt.move", seeker.hunt, x=1, y=0)
    assert stepped.status_code == 200, stepped.text
    seeker.come_back()
    assert seeker.ask("dig")["treasure"] == "penny"
    assert seeker.ask("move", x=2, y=0)["type"] == "done"
    assert seeker.ask("dig")["treasure"] == "crown"


def claimed_by_one(seekers: list[Seeker]) -> Seeker:
    """Let all claim at once: one has it, and all others are told who; return that one."""
    with ThreadPoolExecutor(len(seekers)) as pool:
        answers = list(pool.map(lambda each: each.ask("claim", treasure="crown"), seekers))
    both = zip(seekers, answers, strict=True)
    (winner,) = [each for each, answer in both if answer["type"] == "done"]
    lost = [(each["reason"], each["holder"]) for each in answers if each["type"] == "refused"]
    assert lost == [("already_claimed", winner.player.name)] * (len(seekers) - 1)
    return winner


def check_log(site: Site, hunt: str, winner: str, folder: Path) -> None:
    """What was is told from the log, and the same rules come to the same again."""
    before = rumpus(site, "replay", f"hunt/{hunt}/player/{winner}", "--position", "5")
    assert (before["position"], before["state"]["points"]) == (5, 5)
    assert rumpus(site, "replay", f"hunt/{hunt}/treasure/crown")["state"]["holder"] == winner
    steps = rumpus(site, "explain", "hunt", hunt, winner)
    assert [each["points"] for each in steps] == [0, 5, 55]
    same = folder / "same.yaml"
    same.write_text("title: The same\n")
    again = rumpus(site, "replay", f"hunt/{hunt}", "--with", str(same))
    assert (again["winner"], again["winner_now"]) == (winner, winner)
    assert (again["moved"], again["refused"]) == ({}, [])


def take_back(site: Site, hunt: str, winner: str) -> None:
    """Reverse the find: the crown is to be had again, and a moment later its points are gone."""
    body = {"username": winner, "position": 6, "reason": "a bug"}
    reversed_ = site.operate("POST", f"/v1/rooms/hunt/{hunt}/reversals", body)
    assert reversed_.is_success, reversed_.text
    assert rumpus(site, "replay", f"hunt/{hunt}/treasure/crown")["state"]["holder"] == ""
    eventually(
        lambda: [each["points"] for each in rumpus(site, "explain", "hunt", hunt, winner)],
        lambda points: points == [0, 5, 55, 5],
    )


def rumpus(site: Site, *arguments: str) -> Any:
    """Return what a command of the command line tells as JSON."""
    environment = {"RUMPUS_URL": site.url, "RUMPUS_OPERATOR_KEY_VALUE": site.operator_key}
    result = CliRunner().invoke(app, [*arguments, "--json"], env=environment)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
