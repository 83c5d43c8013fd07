"""Commands over HTTP, and what a room shows to whom."""

from __future__ import annotations

from typing import Any

import pytest

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import StreamMoved
from shared.kernel.facts import Commit
from shared.runtime.once import once
from shared.wire.commands import MAX_COMMAND
from tests.codec import CODEC
from tests.functions.test_http import OPERATOR, PLAN, ROOM, Api, code
from tests.memory import MemoryApplication

PATH = "/v1/commands"
STREAMS = "/v1/streams/codebattle/b1"


class ContendedLog(InMemoryLog):
    """Somebody else is always faster at two streams at once."""

    def append(self, *commits: Commit) -> None:
        if len(commits) > 1:
            raise StreamMoved(*(each.stream for each in commits))
        super().append(*commits)


class Contended(MemoryApplication):
    @once
    def log(self) -> ContendedLog:
        return ContendedLog(CODEC)


class Battle(Api):
    """Ann has joined and has points, bo has joined; cy has not."""

    def __init__(self, parts: MemoryApplication | None = None) -> None:
        super().__init__(parts)
        self.battle()
        self.ann, self.bo, self.cy = (self.player(name) for name in ("ann", "bo", "cy"))
        for who in (self.ann, self.bo):
            assert self.command(who, "join", "c1").is_success
        assert self.command(self.ann, "answer", "c2", question="q1", answer="2").is_success

    def get(self, path: str, who: dict[str, str] | None = None) -> Any:
        return self.http.get(path, headers=who or {})

    def post(self, body: bytes, who: dict[str, str]) -> Any:
        return self.http.post(PATH, content=body, headers=who)


@pytest.fixture
def api() -> Battle:
    return Battle()


class TestCommands:
    def test_are_answered_by_the_frame_of_a_socket(self, api: Battle) -> None:
        left = api.command(api.bo, "leave", "c3")
        assert (left.status_code, left.json()) == (200, {"type": "done", "id": "c3"})

    def test_of_operators_end_a_battle(self, api: Battle) -> None:
        assert api.command(OPERATOR, "end", "c1").json()["type"] == "done"
        api.parts.time.pass_seconds(10)
        assert api.get(ROOM).json()["phase"] == "ended"

    @pytest.mark.parametrize("kind", ["schedule", "replace_questions", "end"])
    def test_of_operators_are_refused_to_players(self, api: Battle, kind: str) -> None:
        fields = {"schedule": PLAN, "replace_questions": {"questions": []}, "end": {}}[kind]
        refused = api.command(api.ann, kind, "c9", **fields)
        assert (refused.status_code, code(refused)) == (403, "not_allowed")

    def test_of_players_are_refused_to_operators(self, api: Battle) -> None:
        refused = api.command(OPERATOR, "join", "c9")
        assert (refused.status_code, code(refused)) == (403, "not_allowed")

    def test_are_for_nobody_without_a_token(self, api: Battle) -> None:
        refused = api.command({}, "join", "c9")
        assert (refused.status_code, code(refused)) == (401, "no_token")

    @pytest.mark.parametrize(
        ("body", "wrong"),
        [
            (b"", "not_json"),
            (b"{", "not_json"),
            (b"\xff", "not_json"),
            (b"[]", "bad_frame"),
            (b'{"type":"codebattle.fly","id":"1","room":"b1"}', "unknown_type"),
            (b'{"type":"ping","id":"1"}', "unknown_type"),
            (b'{"type":"codebattle.join","id":"1"}', "bad_frame"),
            (b'{"type":"codebattle.join","id":"1","room":"a/b"}', "bad_frame"),
            (b'{"type":"codebattle.join","id":"1","room":"b1","username":"bo"}', "bad_frame"),
        ],
        ids=lambda each: each if isinstance(each, str) else each.decode(errors="replace")[:30],
    )
    def test_that_are_malformed_are_refused(self, api: Battle, body: bytes, wrong: str) -> None:
        refused = api.post(body, api.ann)
        assert (refused.status_code, code(refused)) == (422, wrong)

    def test_that_are_too_large_are_refused(self, api: Battle) -> None:
        refused = api.post(b"x" * (MAX_COMMAND + 1), OPERATOR)
        assert (refused.status_code, code(refused)) == (413, "too_large")

    def test_that_the_game_refuses_are_409_with_its_reason(self, api: Battle) -> None:
        refused = api.command(api.bo, "attack", "c3", target="bo")
        assert (refused.status_code, code(refused)) == (409, "own_target")

    def test_that_meet_too_many_wait_in_the_queue(self) -> None:
        api = Battle(Contended())
        accepted = api.command(api.bo, "attack", "c3", target="ann")
        assert (accepted.status_code, accepted.json()) == (202, {"type": "accepted", "id": "c3"})
        (waiting,) = api.parts.queues.waiting("deferred")
        assert waiting["command_id"] == "c3"


class TestPlayers:
    @pytest.mark.parametrize(
        ("who", "sees_arms"), [("ann", True), ("bo", False), ("cy", False), ("operator", True)]
    )
    def test_are_shown_as_the_caller_may_see_them(
        self, api: Battle, who: str, sees_arms: bool
    ) -> None:
        caller = OPERATOR if who == "operator" else getattr(api, who)
        shown = api.get(f"{ROOM}/players/ann", caller).json()
        assert (shown["points"], "arrows" in shown) == (10, sees_arms)
        assert shown["solved"] == (["q1"] if sees_arms else 1)

    def test_are_shown_to_nobody_without_a_token(self, api: Battle) -> None:
        assert api.get(f"{ROOM}/players/ann").status_code == 401

    def test_that_are_not_there_are_404(self, api: Battle) -> None:
        missing = api.get(f"{ROOM}/players/cy", api.ann)
        assert (missing.status_code, code(missing)) == (404, "unknown_player")


class TestRooms:
    def test_show_no_answers_whoever_asks(self, api: Battle) -> None:
        for who in ({}, api.ann, OPERATOR, {"Authorization": "Bearer forged"}):
            shown = api.get(ROOM, who)
            assert (shown.status_code, "answers" in shown.text) == (200, False)


class TestStreams:
    def test_tell_who_sent_a_command_to_operators_alone(self, api: Battle) -> None:
        assert api.command(api.bo, "attack", "c3", target="ann").is_success
        path = f"{STREAMS}/player/ann"
        mine, all_of_it = api.get(path, api.ann).json(), api.get(path, OPERATOR).json()
        assert [set(each) for each in mine["commits"]] == [{"position", "at", "event", "data"}] * 3
        events = ["participant.joined", "answer.solved", "attack.received"]
        assert [each["event"] for each in all_of_it["commits"]] == events
        assert [each["command_id"] for each in all_of_it["commits"]] == ["c1", "c2", "c3"]
        joined, _, hit = (each["by"] for each in all_of_it["commits"])
        assert joined != hit

    @pytest.mark.parametrize("who", ["bo", "cy"])
    @pytest.mark.parametrize("stream", [f"{STREAMS}/player/ann", STREAMS])
    def test_are_shown_to_no_other_player(self, api: Battle, who: str, stream: str) -> None:
        refused = api.get(stream, getattr(api, who))
        assert (refused.status_code, code(refused)) == (403, "not_allowed")

    @pytest.mark.parametrize("name", ["codebattle/none", "chess/b1", "codebattle", "a//b"])
    def test_that_are_not_there_are_404(self, api: Battle, name: str) -> None:
        missing = api.get(f"/v1/streams/{name}", OPERATOR)
        assert (missing.status_code, code(missing)) == (404, "unknown_stream")


class TestReversals:
    def test_are_operators_alone(self, api: Battle) -> None:
        body = {"username": "ann", "position": 2, "reason": "a mistake"}
        refused = api.http.post(f"{ROOM}/reversals", json=body, headers=api.ann)
        assert (refused.status_code, code(refused)) == (403, "not_allowed")
        done = api.http.post(f"{ROOM}/reversals", json=body, headers=OPERATOR)
        assert (done.status_code, done.json()["id"]) == (201, "reverse/2/ann")
        assert api.get(f"{ROOM}/players/ann", api.ann).json()["points"] == 0

    @pytest.mark.parametrize(
        ("position", "reason"), [(1, "not_reversible"), (99, "unknown_position")]
    )
    def test_of_what_cannot_be_reversed_are_refused(
        self, api: Battle, position: int, reason: str
    ) -> None:
        body = {"username": "ann", "position": position, "reason": "a mistake"}
        refused = api.http.post(f"{ROOM}/reversals", json=body, headers=OPERATOR)
        assert (refused.status_code, code(refused)) == (409, reason)
