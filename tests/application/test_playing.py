"""Who has a part in a room that runs, of games with streams of players and of those without."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.application.lifecycle.playing import note_entrants, playing, room_of_player
from shared.application.lifecycle.project_room import project_rooms
from shared.games.codebattle.commands import StartBattle
from shared.games.match import MATCH
from shared.games.match import commands as m
from shared.games.match.plan import Plan
from shared.games.tournament import TOURNAMENT
from shared.games.tournament import commands as c
from shared.games.tournament.plan import Plan as Cup
from tests.functions.battle_application import BATTLE, ROOM, BattleApplication
from tests.memory import START

CUP = "cup"


class Stage(BattleApplication):
    def cup(self) -> None:
        now = self.tick()
        self.send(c.Create(now, CUP, Cup("A cup", "single"), now + timedelta(days=7)))
        for each in ("ann", "bob", "cyd"):
            self.send(c.Register(now, CUP, each))

    def send(self, command: Any) -> None:
        by = getattr(command, "username", "operator")
        self.handle(TOURNAMENT, command, by=by, command_id=f"{type(command).__name__}-{by}")
        project_rooms(self, list(self.log.read(f"tournament/{CUP}")))

    def duel(self, kind: Any, room: str, *fields: Any, by: str = "") -> None:
        command, by = kind(self.tick(), room, *fields), by or fields[0]
        self.handle(MATCH, command, by=by, command_id=f"{kind.__name__}-{room}-{by}")
        note_entrants(self, list(self.log.read(f"match/{room}")))


def test_a_battle_is_in_the_way_of_those_who_joined_it() -> None:
    app = Stage()
    app.play()
    app.run(StartBattle(app.tick(), BATTLE), "start")
    project_rooms(app, list(app.log.read(ROOM)))
    assert room_of_player(app, "ana") == ROOM
    assert room_of_player(app, "ann") is None
    assert set(playing(app, app.time.now)) == {"ana", "bo", "cy"}
    assert not set(playing(app, START - timedelta(days=1)))


def test_a_tournament_is_in_the_way_of_its_entrants_until_it_is_over() -> None:
    """They registered days before it began: when they were seen last does not matter."""
    app = Stage()
    seen = app.time.now
    app.cup()
    app.time.pass_seconds(8 * 24 * 3600)
    app.send(c.Start(app.time.now, CUP))
    assert all(room_of_player(app, each) for each in ("ann", "bob", "cyd"))
    assert room_of_player(app, "dan") is None
    assert set(playing(app, seen)) == {"ann", "bob", "cyd"}
    app.send(c.Withdraw(app.time.now, CUP, "bob"))
    assert room_of_player(app, "bob") is None
    app.send(c.Stop(app.time.now, CUP))
    assert room_of_player(app, "ann") is None


def test_a_match_is_in_the_way_of_those_who_came_until_it_is_over() -> None:
    """No list has it: what was noted is the last match, and the log says whether it runs."""
    app = Stage()
    for room in ("m1", "m2"):
        app.duel(m.OpenMatch, room, 7, Plan(seats=2), by="operator")
    for each in ("ann", "bob"):
        assert room_of_player(app, each) is None
        app.duel(m.JoinMatch, "m1", each)
        assert room_of_player(app, each) == "match/m1"
    app.duel(m.LeaveMatch, "m1", "bob")
    assert [room_of_player(app, each) for each in ("ann", "bob")] == [None, None]
    app.duel(m.JoinMatch, "m2", "ann")
    note_entrants(app, list(app.log.read("match/m1")))  # once more, and late
    assert [room_of_player(app, each) for each in ("ann", "bob")] == ["match/m2", None]
