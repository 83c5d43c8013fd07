"""Who has a part in a room that runs, of games with streams of players and of those without."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.application.lifecycle.playing import is_playing, playing
from shared.application.lifecycle.project_room import project_rooms
from shared.games.codebattle.commands import StartBattle
from shared.games.tournament import TOURNAMENT
from shared.games.tournament import commands as c
from shared.games.tournament.plan import Plan
from tests.functions.battle_application import BATTLE, ROOM, BattleApplication
from tests.memory import START

CUP = "cup"


class Stage(BattleApplication):
    def cup(self) -> None:
        now = self.tick()
        self.send(c.Create(now, CUP, Plan("A cup", "single"), now + timedelta(days=7)))
        for each in ("ann", "bob", "cyd"):
            self.send(c.Register(now, CUP, each))

    def send(self, command: Any) -> None:
        by = getattr(command, "username", "operator")
        self.handle(TOURNAMENT, command, by=by, command_id=f"{type(command).__name__}-{by}")
        project_rooms(self, list(self.log.read(f"tournament/{CUP}")))


def test_a_battle_is_in_the_way_of_those_who_joined_it_and_were_seen_since_it_began() -> None:
    app = Stage()
    app.play()
    app.run(StartBattle(app.tick(), BATTLE), "start")
    project_rooms(app, list(app.log.read(ROOM)))
    assert is_playing(app, "ana", app.time.now)
    assert not is_playing(app, "ann", app.time.now)
    assert not is_playing(app, "ana", START - timedelta(days=1))
    assert set(playing(app, app.time.now)) == {"ana", "bo", "cy"}


def test_a_tournament_is_in_the_way_of_its_entrants_until_it_is_over() -> None:
    """They registered days before it began: when they were seen last does not matter."""
    app = Stage()
    seen = app.time.now
    app.cup()
    app.time.pass_seconds(8 * 24 * 3600)
    app.send(c.Start(app.time.now, CUP))
    assert all(is_playing(app, each, seen) for each in ("ann", "bob", "cyd"))
    assert not is_playing(app, "dan", seen)
    assert set(playing(app, seen)) == {"ann", "bob", "cyd"}
    app.send(c.Withdraw(app.time.now, CUP, "bob"))
    assert not is_playing(app, "bob", seen)
    app.send(c.Stop(app.time.now, CUP))
    assert not is_playing(app, "ann", seen)
