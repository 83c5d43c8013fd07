"""Frames through the handler of API Gateway: what a client gets for what it sends."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from functions.ws import message
from shared.application.commands.handle_command import RETRIES
from shared.application.commands.ports import StreamMoved
from shared.application.ports import Unavailable
from tests.functions.api_gateway import (
    BATTLE,
    SILENT,
    ApiGateway,
    Frame,
    private,
    route_key,
)


@pytest.fixture
def host() -> ApiGateway:
    host = ApiGateway()
    for name in ("ann", "bo"):
        host.open(name)
        host.ask(name, "codebattle.join", room=BATTLE)
    return host


def only(frames: list[Frame]) -> Frame:
    (frame,) = frames
    return frame


class TestCommands:
    def test_tells_what_a_command_did(self, host: ApiGateway) -> None:
        done = only(host.ask("ann", "codebattle.answer", room=BATTLE, question="q3", answer="!"))
        assert done == {
            "type": "done",
            "id": done["id"],
            "correct": True,
            "points": 3,
            "total": 3,
            "arrows": 1,
            "shields": 0,
        }

    def test_tells_why_a_command_is_refused(self, host: ApiGateway) -> None:
        refused = only(host.ask("ann", "codebattle.attack", room=BATTLE, target="ann"))
        assert (refused["type"], refused["reason"]) == ("refused", "own_target")

    def test_gives_a_repeat_the_first_outcome(self, host: ApiGateway) -> None:
        answer = {"id": "again", "room": BATTLE, "question": "q1", "answer": "!"}
        first = host.ask("ann", "codebattle.answer", **answer)
        assert host.ask("ann", "codebattle.answer", **answer) == first

    def test_defers_a_contended_attack(self, host: ApiGateway) -> None:
        host.ask("bo", "codebattle.answer", room=BATTLE, question="q1", answer="!")
        host.app.log.fault = StreamMoved("codebattle/b1/player/bo")
        accepted = only(host.ask("ann", "codebattle.attack", room=BATTLE, target="bo"))
        assert accepted == {"type": "accepted", "id": accepted["id"]}
        (waiting,) = host.app.queues.waiting("deferred")
        assert (waiting["command_id"], waiting["command"]["username"]) == (accepted["id"], "ann")

    def test_counts_the_conflicts_of_a_command(
        self, host: ApiGateway, capsys: pytest.CaptureFixture[str]
    ) -> None:
        host.ask("ann", "codebattle.answer", room=BATTLE, question="q1", answer="!")
        assert "CommandConflicts" not in capsys.readouterr().out
        host.app.log.fault = StreamMoved("codebattle/b1/player/ann")
        host.ask("ann", "codebattle.answer", room=BATTLE, question="q2", answer="!")
        lines = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
        assert sum(each.get("CommandConflicts", 0) for each in lines) == RETRIES

    @pytest.mark.parametrize("fault", [StreamMoved("codebattle/b1/player/ann"), Unavailable("SQS")])
    def test_says_busy_when_others_were_always_faster_or_nothing_answers(
        self, host: ApiGateway, fault: Exception
    ) -> None:
        host.app.log.fault = fault
        busy = only(host.ask("ann", "codebattle.leave", room=BATTLE))
        assert (busy["type"], busy["code"], busy["retry_after"]) == ("error", "busy", 1.0)

    def test_says_fault_and_logs_it_once(self, host: ApiGateway) -> None:
        host.app.log.fault = RuntimeError("the log is broken")
        fault = only(host.ask("ann", "codebattle.leave", room=BATTLE))
        assert (fault["type"], fault["code"]) == ("error", "fault")
        assert host.app.faults == [host.app.log.fault]

    def test_answers_without_the_disposable_store(self, host: ApiGateway) -> None:
        host.down(down=True)
        assert only(host.ask("ann", "codebattle.answer", room=BATTLE, question="q1", answer="!"))[
            "correct"
        ]


class TestFrames:
    @pytest.mark.parametrize(
        ("text", "code"),
        [("{", "not_json"), ("[]", "bad_frame"), ('{"type":"fly","id":"1"}', "unknown_type")],
    )
    def test_names_a_bad_frame(self, host: ApiGateway, text: str, code: str) -> None:
        host.send_text("ann", text)
        assert host.frames("ann")[-1]["code"] == code

    def test_hangs_up_on_33_kb(self, host: ApiGateway) -> None:
        host.send_text("ann", "x" * 33 * 1024)
        assert host.frames("ann")[-1]["code"] == "too_large"
        assert host.app.sockets.closed["ann"] == (1009, "too_large")

    def test_slows_a_player_down_over_all_its_frames(self, host: ApiGateway) -> None:
        answers = [only(host.ask("ann", "ping")) for _ in range(40)]
        assert answers[0]["type"] == "pong"
        assert (answers[-1]["code"], answers[-1]["retry_after"]) == ("too_fast", 0.11)
        host.app.time.pass_seconds(1)
        assert only(host.ask("ann", "ping"))["type"] == "pong"

    def test_reads_a_body_in_base_64(self, host: ApiGateway) -> None:
        event = host._event("ann", "ann", "MESSAGE")
        body = b64encode(b'{"type":"ping","id":"1"}').decode()
        response = message.serve(host.app, event | {"body": body, "isBase64Encoded": True})
        assert json.loads(response["body"]) == {"type": "pong", "id": "1"}


class TestResponses:
    """A response is empty exactly where the route has none."""

    @pytest.mark.parametrize(
        "fields",
        [
            {"type": "codebattle.join", "room": BATTLE},
            {"type": "codebattle.join", "room": "none"},
            {"type": "codebattle.answer", "room": BATTLE, "question": "q1", "answer": "!"},
            {"type": "codebattle.attack", "room": BATTLE, "target": "bo"},
            {"type": "codebattle.leave", "room": BATTLE},
            {"type": "subscribe", "channel": private("ann")},
            {"type": "subscribe", "channel": private("bo")},
            {"type": "subscribe", "channel": "no.such"},
            {"type": "subscribe", "channel": 1},
            {"type": "unsubscribe", "channel": private("ann")},
            {"type": "ping"},
            {"type": "unheard-of"},
            {},
        ],
    )
    def test_answer_every_type_of_frame(self, host: ApiGateway, fields: dict[str, object]) -> None:
        text = json.dumps({"id": "c1"} | fields)
        for _ in range(60):  # those that are too fast as well
            had = len(host.frames("ann"))
            response = message.serve(host.app, host._event("ann", "ann", "MESSAGE", text))
            silent = route_key(text) in SILENT
            assert bool(response.get("body")) != silent
            assert (len(host.frames("ann")) > had) == silent

    @pytest.mark.parametrize("types", [("ping", "subscribe"), ("subscribe", "ping")])
    def test_refuse_a_frame_of_two_types(self, host: ApiGateway, types: tuple[str, str]) -> None:
        text = '{{"type":"{}","type":"{}","id":"c1"}}'.format(*types)
        event = host._event("ann", "ann", "MESSAGE", text)
        event["requestContext"]["routeKey"] = "subscribe" if types[1] == "ping" else "$default"
        response = message.serve(host.app, event)
        told = [json.loads(response["body"])] if "body" in response else host.frames("ann")[-1:]
        assert [each["code"] for each in told] == ["bad_frame"]


class TestOneLogin:
    def test_turns_a_superseded_connection_away(self, host: ApiGateway) -> None:
        host.open("ann", "newer")
        assert host.app.sockets.closed["ann"] == (4001, "superseded")
        assert only(host.ask("newer", "ping", "ann"))["type"] == "pong"

    @pytest.mark.parametrize("outage", ["none", "flushed", "down"])
    def test_turns_away_a_frame_that_comes_after_a_newer_login(
        self, host: ApiGateway, outage: str
    ) -> None:
        host.open("ann", "newer")
        del host.app.sockets.closed["ann"]
        if outage == "flushed":
            host.app.coordination.flush()
        host.down(down=outage == "down")
        assert host.ask("ann", "ping") == []
        assert host.app.sockets.closed["ann"] == (4001, "superseded")
        assert only(host.ask("newer", "ping", "ann"))["type"] == "pong"

    def test_forgets_a_socket_that_is_gone(self, host: ApiGateway) -> None:
        host.cut("ann")
        host.ask("ann", "subscribe", channel=private("ann"))
        assert host.app.connections.get("ann") is None
        assert list(host.app.subscriptions.members(private("ann"))) == []
        assert host.app.faults == []
