"""Matches on a whole stage: the queue finds them, both homes play them, a gateway dies in one."""

from __future__ import annotations

from functools import partial
from typing import Any

import httpx
import pytest

from localstack.stage import Stage
from shared.games.match.facts import GearTaken, MatchBegan, TurnResolved
from shared.kernel.facts import Fact
from tests.e2e.driver import Frame, Player, Site, Socket, eventually, unique
from tests.e2e.homes import ON_GATEWAY
from tests.e2e.many import journal_log
from tests.e2e.purse import Mint, Purse

pytestmark = pytest.mark.stage

GUARD = {"kind": "guard"}
DUEL = {"do": "join", "queue": "duel", "region": "eu"}


class Fighter:
    """A player in a match, over as many sockets as it takes."""

    def __init__(self, player: Player, room: str) -> None:
        self.player, self.room, self.seq = player, room, 0
        self.channel = f"match/{room}@{player.name}"
        self.sockets = [player.connect()]
        assert self.ask("join", items=["boots"])["type"] == "done"
        self.epoch = self.socket.ask("subscribe", channel=self.channel)["epoch"]

    @property
    def socket(self) -> Socket:
        return self.sockets[-1]

    def ask(self, command: str, **fields: Any) -> Frame:
        return self.socket.ask(f"match.{command}", room=self.room, **fields)

    def act(self, action: dict[str, Any]) -> Frame:
        self.seq += 1
        return self.ask("act", seq=self.seq, action=action)

    def held(self) -> dict[int, Frame]:
        found: dict[int, Frame] = {}
        for socket in self.sockets:
            found |= socket.by_offset(self.channel)
        return dict(sorted(found.items()))

    def turns(self) -> list[int]:
        frames = [each for each in self.held().values() if each["event"] == "turn.resolved"]
        return [each["data"]["turn"] for each in frames]

    def come_back(self) -> None:
        last = max(self.held())
        self.sockets.append(self.player.connect())
        back = self.socket.ask("subscribe", channel=self.channel, epoch=self.epoch, offset=last)
        assert back["recovered"] is True

    def close(self) -> None:
        for each in self.sockets:
            each.close()


def put(player: Player, queue: str) -> dict[str, Any]:
    """Say that a player waits."""
    headers = {"Authorization": f"Bearer {player.token}"}
    path = f"/v1/matchmaking/match/{queue}"
    answer = player.site.http.put(path, json={"region": "eu"}, headers=headers)
    assert answer.status_code == httpx.codes.OK, answer.text
    place: dict[str, Any] = answer.json()
    return place


def found(player: Player) -> str | None:
    room: str | None = put(player, "duel")["room"]
    return room


def found_by(socket: Socket) -> str | None:
    """Say the same over a socket."""
    answer = socket.ask("matchmaking", game="match", command=DUEL)
    assert answer["type"] == "done", answer
    room: str | None = answer["room"]
    return room


def arm(player: Player) -> None:
    """Let a player own a sword, and wear it."""
    mint, sword = Mint(player.site), unique("sword")
    mint.open()
    mint.give(player, things=[{"item": "sword", "id": sword}])
    assert Purse(player).order({"do": "equip", "id": sword}).is_success


def facts_of[F: Fact](stage: Stage, room: str | None, kind: type[F]) -> list[F]:
    with journal_log(stage) as log:
        commits = list(log.read(f"match/{room}"))
    return [fact for commit in commits for fact in commit.facts if isinstance(fact, kind)]


def test_two_who_wait_find_each_other_and_fight(site: Site, stage: Stage) -> None:
    players = [site.sign_up(unique("duel")) for _ in range(2)]
    arm(players[0])
    with players[0].connect() as socket:
        assert found_by(socket) is None
        put(players[1], "duel")
        room = eventually(partial(found_by, socket), bool)
    assert room == eventually(partial(found, players[1]), bool)
    (worn,) = eventually(partial(facts_of, stage, room, GearTaken), bool)
    assert worn.gear == {players[0].name: ("sword",), players[1].name: ()}
    first, second = (Fighter(player, str(room)) for player in players)
    try:
        (began,) = eventually(partial(facts_of, stage, room, MatchBegan), bool)
        assert [began.fighters[each.name].edge for each in players] == [1, 0]
        assert first.act(GUARD)["type"] == "done"
        repeat = first.ask("act", seq=1, action=GUARD)
        assert (repeat["reason"], repeat["expected"]) == ("action_repeated", 2)
        assert second.act(GUARD)["turn"] == 1
        for each in (first, second):
            assert eventually(each.turns, bool) == [1]
        chosen = [each for each in second.held().values() if each["event"] == "action.chosen"]
        assert chosen[0]["data"]["action"] is None
        assert first.ask("leave")["type"] == "done"
        end = eventually(lambda: _end(second.held()), bool)
        assert end["places"] == {first.player.name: 2, second.player.name: 1}
    finally:
        first.close()
        second.close()


def _end(messages: dict[int, Frame]) -> dict[str, Any]:
    for frame in messages.values():
        for each in frame["data"].get("events", [frame]):
            if each["event"] == "match.ended":
                ended: dict[str, Any] = each["data"]
                return ended
    return {}


@ON_GATEWAY
def test_a_match_goes_on_where_it_was_when_its_gateway_dies(site: Site, stage: Stage) -> None:
    names = [unique("arena") for _ in range(4)]
    room = unique("match")
    plan = {"style": "rounds", "teams": [[each] for each in names], "turn_seconds": 300}
    opened = site.command("match.open", room, plan=plan)
    assert opened.status_code == httpx.codes.OK, opened.text
    fighters = [Fighter(site.sign_up(name), room) for name in names]
    try:
        for each in fighters:
            assert each.act(GUARD)["type"] == "done"
        for each in fighters[:3]:
            assert each.act({"kind": "wait"})["type"] == "done"
        stage.kill_gateway()
        stage.start_gateway()
        for each in fighters:
            each.come_back()
        assert fighters[3].act(GUARD)["turn"] == 2
        for each in fighters:
            assert eventually(each.turns, lambda seen: len(seen) == 2) == [1, 2]
            offsets = list(each.held())
            assert offsets == list(range(offsets[0], offsets[-1] + 1))
        assert [each.turn for each in facts_of(stage, room, TurnResolved)] == [1, 2]
    finally:
        for each in fighters:
            each.close()
