"""What the HTTP API answers about a game is what its functions show the caller, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from msgspec import Struct
from msgspec.json import encode

from functions.http.api import create_app
from functions.http.streams import LAST_COMMITS
from shared.application.commands.replay import replay
from shared.kernel.facts import PlayerCommand, StreamState
from shared.kernel.names import parse_stream, viewer_of
from shared.kernel.players import Identity
from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer
from shared.wire.stream_messages import event_of
from tests.conformance.homes import Functions, frame_of
from tests.conformance.played import NOON, Played
from tests.conformance.plays import Play
from tests.conformance.promises import STRANGER
from tests.memory import OPERATOR_KEY

OPERATOR_NAME = "$operator"


class Api:
    """The example, played over HTTP; operators' and timers' commands are handed over."""

    def __init__(self, play: Play) -> None:
        played = Played(play)
        self.play, self.game, self.streams = play, play.game, played.streams
        self.app = Functions(play)
        self.http = TestClient(create_app(self.app))
        self.callers = (*played.players, STRANGER, OPERATOR_NAME)
        self.results = played.results

    def steps(self) -> Iterator[list[str]]:
        """Play, and stop after each command; yield what it wrote, and in the end all streams."""
        for number, (by, command) in enumerate(self.play.sent(NOON)):
            self.app.time.now = max(self.app.time.now, command.now)
            handled = self.results[number]
            if isinstance(command, PlayerCommand):
                body = frame_of(self.play, command, f"c{number}")
                answer = self.http.post("/v1/commands", json=body, headers=self.headers(by))
                assert answer.status_code == (409 if handled.refusal else 200), answer.text
            elif not handled.refusal:
                self.app.handle(self.game, command, by=by, command_id=f"c{number}")
            yield self.begun({commit.stream for commit in handled.commits})
        yield self.begun(self.streams)

    def headers(self, who: str) -> dict[str, str]:
        if who in {"", OPERATOR_NAME}:
            return {"Authorization": f"Operator {OPERATOR_KEY}"} if who else {}
        token = self.app.tokens.sign(Identity(f"p-{who}", who), self.app.time.now, 60)
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str, who: str) -> tuple[int, Any]:
        self.app.time.pass_seconds(1)  # nobody asks faster
        answer = self.http.get(path, headers=self.headers(who))
        return answer.status_code, answer.json()

    def begun(self, streams: Iterable[str]) -> list[str]:
        return sorted(each for each in streams if self.at(each).state is not None)

    def at(self, stream: str, position: int | None = None) -> StreamState:
        return replay(self.app.log, self.game, stream, position=position)

    def viewer(self, stream: str, who: str) -> Viewer:
        match who:
            case "":
                return SPECTATOR
            case name if name == OPERATOR_NAME:
                return OPERATOR
            case _:
                return viewer_of(parse_stream(stream), who)

    def view(self, stream_state: StreamState, who: str) -> Struct | None:
        viewer = self.viewer(stream_state.stream, who)
        return self.game.snapshot(stream_state.state, viewer, self.app.time.now)

    def is_in_audience(self, stream: str, who: str) -> bool:
        audience = self.game.audience(self.at(stream).state)
        return who == OPERATOR_NAME or who in audience.players or audience.public


@pytest.fixture
def api(play: Play, shown: Played) -> Api:
    del shown
    return Api(play)


def test_a_room_and_its_players_are_shown_as_snapshot_shows_them(api: Api) -> None:
    for written in api.steps():
        for stream in written:
            name = parse_stream(stream)
            if not name.kind:
                check_view(api, stream, f"/v1/rooms/{stream}", ("", *api.callers))
            elif name.username:
                path = f"/v1/rooms/{name.game}/{name.room}/players/{name.username}"
                check_view(api, stream, path, api.callers)


def check_view(api: Api, stream: str, path: str, callers: Iterable[str]) -> None:
    for who in callers:
        status, shown = api.get(path, who)
        view = api.view(api.at(stream), who)
        assert status == (200 if view else 403), (path, who, shown)
        assert view is None or shown == as_json(view), (path, who)


def test_a_stream_is_shown_to_its_audience_as_message_and_snapshot_show_it(api: Api) -> None:
    for written in api.steps():
        for stream in written:
            check_stream(api, stream, None)
    for stream in api.begun(api.streams):
        for position in range(1, api.at(stream).position + 1):
            check_stream(api, stream, position)


def check_stream(api: Api, stream: str, position: int | None) -> None:
    path = f"/v1/streams/{stream}" + (f"?position={position}" if position else "")
    for who in api.callers:
        status, shown = api.get(path, who)
        if api.is_in_audience(stream, who):
            stream_state = api.at(stream, position)
            assert shown["state"] == as_json(api.view(stream_state, who)), (path, who)
            assert len(shown["commits"]) == min(stream_state.position, LAST_COMMITS)
            check_commits(api, stream, who, shown["commits"])
        else:
            assert status == 403, (path, who, shown)


def check_commits(api: Api, stream: str, who: str, shown: list[Any]) -> None:
    for each in shown:
        (commit,) = api.app.log.read(stream, each["position"] - 1, 1)
        event = event_of(api.game, commit, api.viewer(stream, who))
        assert (each["event"], each["data"]) == (event.name, as_json(event)), (stream, who)
        fields = {"position", "at", "event", "data"}
        assert set(each) == fields | ({"by", "command_id"} if who == OPERATOR_NAME else set())


def as_json(value: object) -> Any:
    return json.loads(encode(value))
