"""The protocol's document: it describes the frames that are sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator
from msgspec import convert

from shared.application.boards.ports import RankedEntry
from shared.application.channels.subscribe import rank_snapshot
from shared.application.channels.values import (
    board_snapshot,
    difference,
    presence_snapshot,
)
from shared.games.catalogue import GAMES
from shared.kernel.facts import Commit, Fact
from shared.kernel.game import Game
from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer
from shared.wire import frames as f
from shared.wire.asyncapi import document
from shared.wire.commands import CommandFrames
from shared.wire.stream_messages import commit_message, snapshot_message
from tests.made import made

AT = datetime(2026, 1, 1, tzinfo=UTC)
VIEWERS = (Viewer("owner", "ann"), Viewer("player", "bob"), SPECTATOR, OPERATOR)
FACTS = [(game, convert(made(kind), type=kind)) for game in GAMES for kind in game.facts.values()]
STATES = [(game, convert(made(kind), type=kind)) for game in GAMES for kind in game.states.values()]


def written() -> str:
    return document(GAMES, CommandFrames(GAMES, lambda: 0).of_players)


DOCUMENT: dict[str, Any] = json.loads(written())


def validator(message: str) -> Draft7Validator:
    payload = DOCUMENT["components"]["messages"][message]["payload"]
    return Draft7Validator(payload | {"components": DOCUMENT["components"]})


class TestDocument:
    def test_is_the_same_every_time(self) -> None:
        assert written() == written()

    @pytest.mark.parametrize(
        "frame",
        [
            f.Done("c1", {"correct": True}),
            f.Done("c1", {"results": [{"listing": 7}]}),
            f.Accepted("c1"),
            f.Refused("c1", "no_arrows", {"hint": "solve"}),
            f.Error("too_fast", "slower", "c1", 0.5),
            f.Error("not_json", "no"),
            f.Subscribed("c1", "codebattle/b/board", "e", 3, recovered=True),
            f.Unsubscribed("c1", "codebattle/b/board"),
            f.Pong("c1"),
            f.Closing(1008, "policy"),
            f.PleaseMove(30.0, "lifetime"),
        ],
    )
    def test_describes_what_the_server_sends(self, frame: f.ServerFrame) -> None:
        sent = json.loads(f.encode_server(frame))
        validator(sent["type"]).validate(sent)

    @pytest.mark.parametrize(("game", "fact"), FACTS, ids=lambda each: type(each).__name__)
    @pytest.mark.parametrize("viewer", VIEWERS, ids=lambda each: str(each.role))
    def test_describes_what_each_viewer_is_told_of_a_fact(
        self, game: Game, fact: Fact, viewer: Viewer
    ) -> None:
        message = told(game, viewer, fact)
        event = message["event"]
        validator(event if event == "hidden" else f"{game.name}.{event}").validate(message)
        wrong = message | {"data": {}}
        assert not validator(event if event == "hidden" else f"{game.name}.{event}").is_valid(wrong)

    @pytest.mark.parametrize("game", tuple(GAMES), ids=lambda each: str(each.name))
    def test_describes_batches_and_refusals(self, game: Game) -> None:
        facts = [fact for of, fact in FACTS if of is game]
        validator("batch").validate(told(game, OPERATOR, *facts))
        refused = told(game, OPERATOR, outcome={"refused": "no", "details": {"n": 1}})
        validator("command.refused").validate(refused)

    @pytest.mark.parametrize(("game", "state"), STATES, ids=lambda each: type(each).__name__)
    @pytest.mark.parametrize("viewer", VIEWERS, ids=lambda each: str(each.role))
    def test_describes_snapshots(self, game: Game, state: Any, viewer: Viewer) -> None:
        view = game.snapshot(state, viewer, AT)
        if view is not None:
            message = json.loads(snapshot_message("c", "e", 1, view))
            validator(f"{game.name}.snapshot").validate(message)
            assert not validator(f"{game.name}.snapshot").is_valid(message | {"data": {}})

    @pytest.mark.parametrize("game", tuple(GAMES), ids=lambda each: str(each.name))
    def test_names_the_events_and_commands_of_a_game_after_it(self, game: Game) -> None:
        messages = set(DOCUMENT["components"]["messages"])
        tags = {str(each.__struct_config__.tag) for each in game.player_commands}
        assert {f"{game.name}.{each.name}" for each in game.events} <= messages
        assert {f"{game.name}.{tag}" for tag in tags} <= messages
        hidden = {str(each.__struct_config__.tag) for each in game.operator_commands}
        assert messages.isdisjoint(f"{game.name}.{tag}" for tag in hidden)

    def test_describes_the_orders_of_the_economy(self) -> None:
        order = {"do": "pay", "to": "bo", "currency": "gold", "amount": 1}
        frame: dict[str, Any] = {"type": "economy", "id": "c1", "command": order}
        validator("economy").validate(frame)
        for wrong in ({"amount": 0}, {"amount": 0.5}, {"do": "mint"}, {"from": "ann"}):
            assert not validator("economy").is_valid(frame | {"command": order | wrong})

    def test_tells_an_event_from_a_frame_of_its_name(self) -> None:
        data = {"id": "wallet-1", "service": "wallet", "kind": "transfer", "effects": []}
        notice = f.Message("c", "", 0, "economy", data | {"at": AT.isoformat()})
        sent = json.loads(f.encode_server(notice))
        validator("economy.message").validate(sent)
        assert not validator("economy").is_valid(sent)

    def test_tells_a_delta_from_a_snapshot(self) -> None:
        before = [RankedEntry(f"p{each}", 9, each) for each in range(1, 9)]
        old, new = board_snapshot(before, 8), board_snapshot(before[1:], 7)
        self.check_value("board", old, new)
        names = [f"p{each}" for each in range(9)]
        self.check_value("presence", presence_snapshot(9, names), presence_snapshot(8, names[1:]))

    def check_value(self, event: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        delta = difference(old, new)
        assert delta is not None
        snapshot = json.loads(f.encode_server(f.Message("c", "e", 1, event, old)))
        changed = json.loads(f.encode_server(f.Message("c", "e", 2, event, delta, 1)))
        validator(event).validate(snapshot)
        validator(f"{event}.delta").validate(changed)
        assert not validator(event).is_valid(changed)
        assert not validator(f"{event}.delta").is_valid(snapshot)

    def test_describes_a_players_own_place(self) -> None:
        place = rank_snapshot(RankedEntry("ann", 9, 1), 4)
        validator("rank").validate(
            json.loads(f.encode_server(f.Message("c", "", 0, "rank", place)))
        )


def told(
    game: Game, viewer: Viewer, *facts: Fact, outcome: dict[str, Any] | None = None
) -> dict[str, Any]:
    commit = Commit(f"{game.name}/b1", 1, facts, AT, "p", "c", "d", outcome)
    message: dict[str, Any] = json.loads(commit_message(game, commit, "e", viewer))
    return message
