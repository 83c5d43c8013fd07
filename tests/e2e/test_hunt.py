"""A treasure hunt on a whole stage: who was cut off misses nothing, and one has the crown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.e2e.driver import Frame, Player, Site, Socket, eventually, unique
from tests.e2e.test_own_game import events

pytestmark = pytest.mark.stage

RULES = {
    "land": ["...", "~.."],
    "terrain": {".": 1},
    "ends_with": "crown",
    "kinds": {
        "coin": {"gives": [{"do": "points", "amount": 5}], "radius": 1},
        "crown": {
            "gives": [{"do": "points", "amount": 50}],
            "needs": [{"is": "taken", "kind": "coin"}],
            "rival": True,
            "radius": 1,
        },
    },
    "treasures": [
        {"id": "penny", "kind": "coin", "x": 1, "y": 0, "title": "A penny"},
        {"id": "crown", "kind": "crown", "x": 2, "y": 0, "title": "The crown of glass"},
    ],
}


def plan(site: Site, hunt: str = "", **changes: Any) -> tuple[str, int, Frame]:
    """Plan a hunt that runs from now on; return its id, and the answer."""
    hunt = hunt or unique("hunt")
    now = datetime.now(UTC)  # noqa: TID251 - a player has a clock of its own
    times = {"starts_at": now - timedelta(seconds=1), "ends_at": now + timedelta(hours=1)}
    shown = {name: each.isoformat() for name, each in times.items()}
    answer = site.command("hunt.plan", hunt, title="A test", rules=RULES | changes, **shown)
    return hunt, answer.status_code, answer.json()


class Seeker:
    """A player in a hunt, over as many sockets as it takes."""

    def __init__(self, player: Player, hunt: str) -> None:
        self.player, self.hunt = player, hunt
        self.channel = f"hunt/{hunt}/player/{player.name}@{player.name}"
        self.feed = f"hunt/{hunt}"
        self.sockets = [player.connect()]
        assert self.ask("join")["type"] == "done"
        self.socket.ask("subscribe", channel=self.feed)
        self.epoch = self.socket.ask("subscribe", channel=self.channel)["epoch"]

    @property
    def socket(self) -> Socket:
        return self.sockets[-1]

    def ask(self, command: str, **fields: Any) -> Frame:
        return self.socket.ask(f"hunt.{command}", room=self.hunt, **fields)

    def dig_up_the_crown(self) -> None:
        for x in (1, 2):
            assert self.ask("move", x=x, y=0)["type"] == "done"
            assert self.ask("dig")["treasure"] == ("penny", "crown")[x - 1]

    def cut(self) -> None:
        """Cut the wire of the socket."""
        self.socket.kill()

    def come_back(self) -> None:
        """Go on from the last message on another socket."""
        last = max(self.held())
        self.sockets.append(self.player.connect())
        back = self.socket.ask("subscribe", channel=self.channel, epoch=self.epoch, offset=last)
        assert back["recovered"] is True
        self.socket.ask("subscribe", channel=self.feed)

    def held(self) -> dict[int, Frame]:
        found: dict[int, Frame] = {}
        for socket in self.sockets:
            found |= socket.by_offset(self.channel)
        return dict(sorted(found.items()))

    def texts(self) -> str:
        return "\n".join(text for socket in self.sockets for text in socket.texts)


def told(seeker: Seeker, event: str) -> Frame:
    """Wait for an event of the hunt's public feed."""
    return seeker.socket.wait(
        lambda frame: (
            (frame["type"], frame.get("channel")) == ("message", seeker.feed)
            and event in [name for name, _ in events({0: frame})]
        )
    )


def test_a_hunt_has_one_winner_and_everybody_hears_of_it(site: Site) -> None:
    hunt, status, _ = plan(site)
    assert status == 200
    ann, bob = Seeker(site.sign_up(), hunt), Seeker(site.sign_up(), hunt)
    forged = ann.ask("move", x=2, y=0)
    assert (forged["type"], forged["reason"]) == ("refused", "not_beside_you")
    assert "The crown of glass" not in bob.texts()
    for each in (ann, bob):
        each.dig_up_the_crown()
    won = ann.ask("claim", treasure="crown")
    assert (won["type"], won["total"]) == ("done", 55)
    lost = bob.ask("claim", treasure="crown")
    assert (lost["reason"], lost["holder"]) == ("already_claimed", ann.player.name)
    for each in (ann, bob):
        told(each, "treasure.claimed")
        told(each, "hunt.ended")
    eventually(
        lambda: board(site, hunt),
        lambda seen: seen == [(ann.player.name, 55), (bob.player.name, 5)],
    )
    bob.cut()
    bob.come_back()
    eventually(lambda: max(bob.held()), lambda seen: seen == 6)
    assert all(then == now + 1 for now, then in pairwise(bob.held())), bob.held()
    for socket in (*ann.sockets, *bob.sockets):
        socket.close()


def board(site: Site, hunt: str) -> list[tuple[str, int]]:
    answer = site.http.get(f"/v1/rooms/hunt/{hunt}/board/top")
    return [(each["member"], each["points"]) for each in answer.json()["entries"]]


def test_wrong_rules_are_refused_with_the_path_of_the_fault(site: Site) -> None:
    _, status, answer = plan(site, ends_with="penny")
    assert (status, answer["error"]["code"]) == (409, "bad_rules")
    assert answer["error"]["path"] == "$.ends_with"
    evil = json.loads(json.dumps(RULES["kinds"]))
    evil["coin"]["gives"][0] = {"do": "exec", "code": "1"}
    _, status, answer = plan(site, kinds=evil)
    assert status == 422
    assert "gives[0].do" in answer["error"]["message"], answer
