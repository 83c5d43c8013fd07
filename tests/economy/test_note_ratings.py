"""What contests leave on a ladder is noted beside what else a player has."""

from __future__ import annotations

from functools import partial

from functions.queues import payouts
from functions.streams import reward
from shared.adapters.memory.profiles import InMemoryProfiles
from shared.application.economy.note_ratings import QUEUE
from shared.application.matchmaking.rate_contest import rating_of
from shared.application.players.ports import Player
from shared.games.ladder import LADDER
from shared.games.ladder.commands import Enter, RateContest
from shared.games.ladder.rules import standing_stream
from shared.games.match import MATCH
from tests.functions.battle_application import BattleApplication, Shard, change, message

SEASON = "match-1v1-2026q1"


class Season(BattleApplication):
    def __init__(self) -> None:
        super().__init__()
        for name in ("ann", "bob"):
            self.players.create(Player(f"id-{name}", name, self.time.now, f"issuer|{name}"))

    def contest(self, number: int, *places: int) -> None:
        for who in ("ann", "bob"):
            teams, name = (("ann",), ("bob",)), f"match/m{number}"
            command = RateContest(self.tick(), SEASON, who, name, teams, places)
            self.handle(LADDER, command, by="ratings", command_id=name)

    def bodies(self) -> list[str]:
        streams = [standing_stream(SEASON, each) for each in ("ann", "bob")]
        shard = Shard(change(commit) for each in streams for commit in self.log.read(each))
        while shard.deliver(partial(reward.consume, self), size=1):
            pass
        return self.queues.take(QUEUE)


def test_a_rating_is_that_of_the_log_however_often_and_late_it_is_told() -> None:
    app = Season()
    app.contest(1, 1, 2)
    first = app.bodies()
    app.contest(2, 1, 2)
    for body in [*app.bodies(), *first]:
        assert payouts.work(app, message(body)) == {"batchItemFailures": []}
    assert isinstance(app.profiles, InMemoryProfiles)
    found = app.profiles.ratings["id-ann", f"ladder/{SEASON}"]
    here = rating_of(app, MATCH, "1v1", "ann")
    assert (found.mu, found.played, found.won, found.position) == (here.mu, 2, 2, 2)
    assert app.profiles.ratings["id-bob", f"ladder/{SEASON}"].won == 0


def test_the_rating_of_one_without_an_account_is_nobodys() -> None:
    app = Season()
    app.handle(LADDER, Enter(app.tick(), SEASON, "cyd"), by="cyd", command_id="c1")
    shard = Shard(map(change, app.log.read(standing_stream(SEASON, "cyd"))))
    shard.deliver(partial(reward.consume, app))
    for body in app.queues.take(QUEUE):
        assert payouts.work(app, message(body)) == {"batchItemFailures": []}
    assert isinstance(app.profiles, InMemoryProfiles)
    assert app.profiles.ratings == {}
