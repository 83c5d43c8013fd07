"""Players wait for a match over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.http.api import create_app
from functions.ws import connection
from functions.ws.frame import serve
from shared.games.match import MATCH
from shared.games.match.commands import TakeGear
from shared.kernel.players import Identity
from tests.matchmaking.lobby import Lobby

PATH = "/v1/matchmaking/match"


def event(who: str, kind: str, body: str = "") -> Any:
    """What API Gateway tells of a player's socket."""
    context = {"connectionId": who, "eventType": kind, "routeKey": "$default"}
    authorizer = {"player_id": f"p-{who}", "username": who, "scopes": ""}
    return {"requestContext": {**context, "authorizer": authorizer}, "body": body}


class Api(Lobby):
    def __init__(self) -> None:
        super().__init__()
        self.http = TestClient(create_app(self.app))

    def ask(self, method: str, path: str, who: str, body: Any = None) -> Any:
        self.app.time.pass_seconds(0.5)
        token = self.app.tokens.sign(Identity(f"p-{who}", who), self.app.time.now, 60)
        headers = {"Authorization": f"Bearer {token}"}
        return self.http.request(method, f"{PATH}{path}", json=body, headers=headers)

    def put(self, who: str, queue: str = "duel", **body: Any) -> Any:
        return self.ask("PUT", f"/{queue}", who, body)

    def say(self, who: str, do: str, **fields: Any) -> Any:
        """Ask the same over a socket of API Gateway."""
        self.app.time.pass_seconds(0.5)
        frame = {"type": "matchmaking", "id": "w1", "game": "match", "command": {"do": do} | fields}
        connection.serve(self.app, event(who, "CONNECT"))
        return json.loads(serve(self.app, event(who, "MESSAGE", json.dumps(frame)))["body"])


@pytest.fixture
def api() -> Api:
    return Api()


class TestSockets:
    def test_who_waits_over_a_socket_is_matched_with_one_over_http(self, api: Api) -> None:
        waits = api.say("ann", "join", queue="duel")
        assert waits == {"type": "done", "id": "w1", **api.ask("GET", "", "ann").json()}
        assert waits["waits"]
        api.put("bob")
        api.tick()
        room = api.say("ann", "join", queue="duel")["room"]
        assert room
        assert api.put("bob").json()["room"] == room

    def test_an_offer_is_answered_over_either(self, api: Api) -> None:
        for number in range(8):
            api.say(f"p{number}", "join", queue="fours")
        api.tick()
        offer = api.say("p0", "join", queue="fours")["offer"]
        assert api.say("p0", "accept", offer=offer)["accepted"]
        assert not api.say("p1", "decline", offer=offer)["waits"]
        assert api.say("p1", "join", queue="fours")["reason"] == "declined_lately"
        refused = api.put("p1", "fours")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "declined_lately")

    @pytest.mark.parametrize(
        ("do", "fields", "reason"),
        [
            ("join", {"queue": "none"}, "unknown_queue"),
            ("join", {"queue": "duel", "party": ["bob"]}, "party_too_large"),
            ("accept", {"offer": "ab12"}, "no_such_offer"),
            ("decline", {"offer": "ab12"}, "no_such_offer"),
        ],
    )
    def test_what_no_queue_takes_is_refused(
        self, api: Api, do: str, fields: dict[str, Any], reason: str
    ) -> None:
        assert api.say("ann", do, **fields) == {
            "type": "refused",
            "id": "w1",
            "reason": reason,
            **({"most": 1} if reason == "party_too_large" else {}),
        }

    @pytest.mark.parametrize(
        "fields",
        [
            {"queue": "duel", "party": "bob"},
            {"queue": "duel", "waited_seconds": -1},
            {"queue": "duel", "rating": 9000},
            {"queue": "duel", "region": "EU"},
            {},
        ],
    )
    def test_what_is_no_wish_is_a_bad_frame(self, api: Api, fields: dict[str, Any]) -> None:
        assert api.say("ann", "join", **fields)["code"] == "bad_frame"
        assert not api.ask("GET", "", "ann").json()["waits"]


class TestMatchmaking:
    def test_two_players_find_a_room_and_play_in_it(self, api: Api) -> None:
        waits = api.put("ann").json()
        assert (waits["waits"], waits["room"]) == (True, None)
        api.put("bob")
        api.tick()
        room = api.put("ann").json()["room"]
        assert api.ask("GET", "", "bob").json()["room"] == room
        command = {"type": "match.join", "id": "1", "room": room}
        for who in ("ann", "bob"):
            token = api.app.tokens.sign(Identity(f"p-{who}", who), api.app.time.now, 60)
            headers = {"Authorization": f"Bearer {token}"}
            assert api.http.post("/v1/commands", json=command, headers=headers).status_code == 200
        began = TakeGear(api.app.time.now, room, {})
        api.app.handle(MATCH, began, by="effects", command_id="worn")
        view = api.http.get(f"/v1/rooms/match/{room}").json()
        assert (view["phase"], view["players"]) == ("fighting", ["ann", "bob"])

    def test_an_offer_is_accepted_by_those_who_have_it(self, api: Api) -> None:
        for number in range(8):
            api.put(f"p{number}", "fours")
        api.tick()
        offered = api.ask("GET", "", "p3").json()
        assert offered["accept_by"]
        path = f"/offers/{offered['offer']}"
        assert api.ask("POST", path, "p3", {"accepts": True}).status_code == 204
        assert api.ask("GET", "", "p3").json()["accepted"]
        stranger = api.ask("POST", path, "eve", {"accepts": True})
        assert (stranger.status_code, stranger.json()["error"]["code"]) == (409, "no_such_offer")

    def test_who_leaves_waits_no_more(self, api: Api) -> None:
        api.put("ann")
        assert api.ask("POST", "/leave", "ann").status_code == 204
        assert not api.ask("GET", "", "ann").json()["waits"]

    @pytest.mark.parametrize(
        ("queue", "body", "status"),
        [
            ("none", {}, 409),
            ("duel", {"party": ["bob"]}, 409),
            ("duel", {"party": "bob"}, 422),
            ("duel", {"waited_seconds": -1}, 422),
            ("duel", {"rating": 9000}, 422),
        ],
    )
    def test_what_no_queue_takes_is_refused(
        self, api: Api, queue: str, body: Any, status: int
    ) -> None:
        assert api.put("ann", queue, **body).status_code == status
        assert not api.ask("GET", "", "ann").json()["waits"]

    def test_a_game_without_queues_has_none(self, api: Api) -> None:
        token = api.app.tokens.sign(Identity("p-ann", "ann"), api.app.time.now, 60)
        headers = {"Authorization": f"Bearer {token}"}
        for game in ("codebattle", "chess"):
            path = f"/v1/matchmaking/{game}/duel"
            assert api.http.put(path, json={}, headers=headers).status_code in {404, 409}
