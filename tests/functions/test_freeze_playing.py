"""An operator wants a player in the archive who plays at this moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from functions.streams import rank
from shared.games.codebattle import commands as b
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.hunt import commands as h
from shared.games.hunt.example import RULES
from shared.games.match import commands as m
from shared.games.match.plan import Plan
from shared.kernel.facts import Command
from shared.kernel.names import player_stream
from tests.economy.bank import new_name
from tests.functions.battle_application import Shard, change
from tests.functions.economy_app import OPERATOR, EconomyApi

HOUR = timedelta(hours=1)

ACT = ("players.freeze", "ended")


class Play:
    """A room of a game, and two players; what happens in it reaches the lists."""

    def __init__(self, api: EconomyApi, game: str) -> None:
        self.api, self.game = api, game
        self.id = new_name()
        self.room = f"{game}/{self.id}"
        self.ann, self.bob = api.player(f"a{new_name()}", gold=10), api.player(f"b{new_name()}")

    def send(self, kind: Callable[..., Command], *fields: Any, by: str = "operator") -> None:
        parts = self.api.parts
        parts.time.pass_seconds(1)
        command = kind(parts.clock(), self.id, *fields)
        game = parts.games.get(self.game)
        parts.handle(game, command, by=by, command_id=f"{kind.__name__}-{by}")
        streams = [self.room, *(player_stream(self.room, each) for each in (self.ann, self.bob))]
        commits = [commit for each in streams for commit in parts.log.read(each)]
        Shard(map(change, commits)).deliver(partial(rank.consume, parts))

    def freeze(self, who: str) -> Any:
        return self.api.http.post(f"/v1/players/{who}/freeze", headers=OPERATOR)

    def seen(self, who: str) -> Any:
        """Tell all that is known of a player: the header, and every row."""
        path = f"/v1/players/{who}"
        return [
            self.api.http.get(each, headers=OPERATOR).json() for each in (path, f"{path}/export")
        ]


def battle(play: Play) -> None:
    now = play.api.parts.clock()
    questions = (Question("q1", "?", ("!",)),)
    play.send(b.ScheduleBattle, "A battle", now, now + HOUR, questions, Rules())
    play.send(b.StartBattle)
    play.send(b.JoinBattle, play.ann, play.ann, by=play.ann)


def hunt(play: Play) -> None:
    now = play.api.parts.clock()
    play.send(h.PlanHunt, "A hunt", now, now + HOUR, RULES)
    play.send(h.StartHunt)
    play.send(h.JoinHunt, play.ann, play.ann, by=play.ann)


def match(play: Play) -> None:
    """Of friends, which no matchmaker knows."""
    play.send(m.OpenMatch, 7, Plan(seats=2))
    play.send(m.JoinMatch, play.ann, by=play.ann)


def fight(play: Play) -> None:
    match(play)
    play.send(m.JoinMatch, play.bob, by=play.bob)


PLAYS = {"codebattle": [battle], "hunt": [hunt], "match": [match, fight]}


@pytest.mark.parametrize(
    ("game", "begin"),
    [(game, begin) for game, some in PLAYS.items() for begin in some],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_it_is_refused_and_nothing_is_changed(
    economy: EconomyApi, game: str, begin: Callable[[Play], None]
) -> None:
    play = Play(economy, game)
    begin(play)
    before = play.seen(play.ann)
    answer = play.freeze(play.ann)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "playing")
    assert answer.json()["error"]["room"] == play.room
    assert play.seen(play.ann) == before


def test_it_is_done_when_the_match_is_over(economy: EconomyApi) -> None:
    play = Play(economy, "match")
    fight(play)
    play.send(m.LeaveMatch, play.bob, by=play.bob)
    assert play.freeze(play.ann).json()["result"] == "archived"


def test_it_is_done_with_one_who_has_not_come(economy: EconomyApi) -> None:
    play = Play(economy, "match")
    match(play)
    assert play.freeze(play.bob).json()["result"] == "archived"


def test_the_act_says_what_was_in_the_way(economy: EconomyApi) -> None:
    play = Play(economy, "match")
    match(play)
    play.freeze(play.ann)
    acts: Sequence[Any] = economy.http.get(
        "/v1/operators/acts", params={"text": play.ann}, headers=OPERATOR
    ).json()["acts"]
    assert [each["outcome"] for each in acts if (each["what"], each["step"]) == ACT] == ["playing"]
