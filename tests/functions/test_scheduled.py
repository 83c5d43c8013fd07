from __future__ import annotations

from functions.queues import default, leaderboard
from functions.scheduled import lifecycle
from functions.streams import rank
from shared.application.channels.values import STORED_EVERY
from shared.application.lifecycle.project_room import project_every_room
from tests.functions.battle_application import ROOM, BattleApplication, Shard, change, message


class TestHerald:
    def test_announces_a_battle_once_the_consumer_has_listed_it(self) -> None:
        app = BattleApplication()
        app.play()
        app.fast_path = True
        lifecycle.announce(app)
        assert len(list(app.log.read(ROOM))) == 1
        consume(app)
        lifecycle.announce(app)
        lifecycle.announce(app)
        consume(app)
        lifecycle.announce(app)
        assert len(list(app.log.read(ROOM))) == 2
        assert app.faults == []

    def test_announces_a_battle_that_the_list_lost(self) -> None:
        app = BattleApplication()
        app.play()
        app.fast_path = True
        project_every_room(app)
        lifecycle.announce(app)
        assert len(list(app.log.read(ROOM))) == 2

    def test_has_a_board_refreshed_of_which_a_message_was_lost(self) -> None:
        app = BattleApplication()
        app.play()
        consume(app)
        app.queues.take("leaderboard")
        app.time.pass_seconds(60)
        lifecycle.announce(app)
        app.time.pass_seconds(1)
        app.rebuild(ROOM)
        for body in app.queues.take("leaderboard"):
            leaderboard.work(app, message(body))
        app.time.pass_seconds(STORED_EVERY)
        for body in app.queues.take("default"):
            default.work(app, message(body))
        stored = app.views.get("board", ROOM) or {}
        assert stored["rows"] == [["ana", 3], ["bo", 1], ["cy", 0]]


def consume(app: BattleApplication) -> None:
    Shard(map(change, app.commits())).deliver(lambda event: rank.consume(app, event))
