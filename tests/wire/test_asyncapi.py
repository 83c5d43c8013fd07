"""The protocol's document: it describes the frames that are sent, and nothing dangles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator
from shared.application.channels.private_messages import private_message

from shared.games.codebattle import facts as f
from shared.games.codebattle.state import Participant
from shared.games.codebattle.streams import participant_stream
from shared.games.codebattle.view import participant_view
from shared.kernel.facts import Commit, Fact
from shared.wire import frames as f
from shared.wire.asyncapi import document
from shared.wire.channel_events import PRIVATE

AT = datetime(2026, 1, 1, tzinfo=UTC)
FACTS: list[Fact] = [
    f.ParticipantJoined(AT, "b", "ann", "p", 1, 1),
    f.ParticipantReturned(AT),
    f.ParticipantLeft(AT),
    f.QuestionSolved(AT, "q", "h", 10, 10, 1, 0),
    f.QuestionMissed(AT, "q", "h", 2),
    f.ArrowShot(AT, "bo", blocked=True, points_deducted=0),
    f.ShieldUsed(AT, "bo"),
    f.PointLost(AT, "bo", 1, 9),
    f.AttackFailed(AT, "bo", "no_arrows", "c1"),
    f.AwardReversed(AT, 2, "q", 10, 1, 0, 0, "wrong key"),
    f.AttackReversed(AT, 3, "bo", 1, 0, 10, "bug"),
    f.ArrowReturned(AT, "bo", 3, "bug"),
]
REFUSED = Commit(
    participant_stream("b", "ann"), 1, (), AT, "p", "c", "d", {"refused": "no", "details": {"n": 1}}
)
DOCUMENT: dict[str, Any] = json.loads(document())


def validator(message: str) -> Draft7Validator:
    payload = DOCUMENT["components"]["messages"][message]["payload"]
    return Draft7Validator(payload | {"components": DOCUMENT["components"]})


def plain(value: Any) -> Any:
    from msgspec.json import decode, encode  # noqa: PLC0415 - beside its one use

    return decode(encode(value))


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(target)}:
            yield target
        case dict():
            for each in value.values():
                yield from references(each)
        case list():
            for each in value:
                yield from references(each)
        case _:
            pass


class TestDocument:
    def test_is_the_same_every_time(self) -> None:
        assert document() == document()

    def test_leaves_no_reference_dangling(self) -> None:
        targets = set(references(DOCUMENT))
        assert len(targets) > 20
        for target in targets:
            found: Any = DOCUMENT
            for step in target.removeprefix("#/").split("/"):
                found = found[step]

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

    @pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
    def test_describes_each_event_of_a_private_channel(self, fact: Fact) -> None:
        commit = Commit(participant_stream("b", "ann"), 1, (fact,), AT, "p", "c", "d")
        message = plain(private_message(commit, "e"))
        validator(message["event"]).validate(message)

    def test_describes_batches_and_snapshots(self) -> None:
        commit = Commit(participant_stream("b", "ann"), 1, tuple(FACTS), AT, "p", "c", "d")
        validator("batch").validate(plain(private_message(commit, "e")))
        me = Participant("b", "ann", "p", AT, tries={"q": 1})
        snapshot = f.Message("c", "e", 1, "snapshot", participant_view(me))
        validator("snapshot").validate(json.loads(f.encode_server(snapshot)))

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
        validator("economy.told").validate(sent)
        assert not validator("economy").is_valid(sent)

    def test_knows_every_event_there_is(self) -> None:
        stream = participant_stream("b", "ann")
        commits = [Commit(stream, 1, (fact,), AT, "p", "c", "d") for fact in FACTS]
        commits.append(REFUSED)
        made = {private_message(each, "e")["event"] for each in commits}
        assert made == set(PRIVATE) - {"batch", "snapshot"}

    def test_tells_a_delta_from_a_picture(self) -> None:
        picture = {"size": 1, "rows": [["ann", 3]]}
        board = json.loads(
            f.encode_server(f.Message("codebattle/b/board", "e", 1, "board", picture))
        )
        assert validator("board").is_valid(board)
        assert not validator("board.delta").is_valid(board)
        delta = {"size": 1, "changed": [[1, "ann", 4]], "removed": []}
        changed = json.loads(
            f.encode_server(f.Message("codebattle/b/board", "e", 2, "board", delta, 1))
        )
        assert validator("board.delta").is_valid(changed)
        assert not validator("board").is_valid(changed)
