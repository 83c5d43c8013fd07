"""The HTTP API over the whole application on in-memory stores."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.http.api import create_app
from functions.ws.authorize import authorize
from shared.games.codebattle.streams import participant_stream
from tests.memory import OPERATOR_KEY, START, MemoryApplication

ROOM = "/v1/rooms/codebattle/b1"
OPERATOR = {"Authorization": f"Operator {OPERATOR_KEY}"}
PLAN: dict[str, Any] = {
    "room": "b1",
    "title": "Sums",
    "starts_at": START.isoformat(),
    "ends_at": START.replace(hour=13).isoformat(),
    "questions": [
        {"id": "q1", "prompt": "1 + 1", "answers": ["2"]},
        {"id": "q2", "prompt": "2 + 2", "answers": ["4"], "choices": ["4", "5"]},
    ],
    "rules": {"arrows_at_start": 2, "shields_at_start": 0},
}


class Api:
    """A client of a fresh application."""

    def __init__(self, parts: MemoryApplication | None = None) -> None:
        self.parts = parts or MemoryApplication()
        self.http = TestClient(create_app(self.parts), raise_server_exceptions=False)

    def battle(self, **changes: Any) -> str:
        """Schedule a battle; return its room."""
        plan = PLAN | changes
        answer = self.command(OPERATOR, "schedule", "schedule", **plan)
        assert answer.status_code == 200, answer.text
        return str(plan["room"])

    def player(self, name: str) -> dict[str, str]:
        grant = self.http.post("/v1/guests", json={"username": name}).json()
        return {"Authorization": f"Bearer {grant['token']}"}

    def command(self, who: dict[str, str], kind: str, command_id: str, **fields: Any) -> Any:
        """Send a command of code battle's; its room is `b1` unless told otherwise."""
        body = {"type": f"codebattle.{kind}", "id": command_id, "room": "b1", **fields}
        return self.http.post("/v1/commands", json=body, headers=who)


@pytest.fixture
def api() -> Api:
    return Api()


def code(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


def effect(policy: Any) -> str:
    return str(policy["policyDocument"]["Statement"][0]["Effect"])


class TestEntry:
    def test_a_name_belongs_to_one_player(self, api: Api) -> None:
        assert api.http.post("/v1/guests", json={"username": "ann"}).status_code == 201
        again = api.http.post("/v1/guests", json={"username": "ann"})
        assert (again.status_code, code(again)) == (409, "name_taken")

    def test_a_guest_who_asks_again_with_its_key_is_the_same(self, api: Api) -> None:
        body = {"username": "ann", "key": "k" * 22}
        first, second = (api.http.post("/v1/guests", json=body) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json()["player_id"] == second.json()["player_id"]
        other = api.http.post("/v1/guests", json=body | {"username": "bob"})
        assert (other.status_code, code(other)) == (400, "key_used")
        short = api.http.post("/v1/guests", json={"username": "bob", "key": "k" * 21})
        assert (short.status_code, code(short)) == (422, "bad_request")

    @pytest.mark.parametrize("name", ["", "a b", "a/b", "a.b", "x" * 51, "\u0000", "ann\n"])
    def test_a_bad_name_is_refused(self, api: Api, name: str) -> None:
        assert api.http.post("/v1/guests", json={"username": name}).status_code in {400, 422}

    @pytest.mark.parametrize(
        "name", ["\u3164", "ann\u115f", "\u0430nn", "\U0001d400nn", "\ufb01", "\u212a", "1\u0662"]
    )
    def test_a_name_that_looks_like_another_or_like_none_is_refused(
        self, api: Api, name: str
    ) -> None:
        answer = api.http.post("/v1/guests", json={"username": name})
        assert (answer.status_code, code(answer)) == (400, "bad_username")

    def test_a_refresh_token_is_good_until_its_successor_is_used(self, api: Api) -> None:
        def refreshed(token: str) -> Any:
            return api.http.post("/v1/sessions/refresh", json={"refresh_token": token})

        first = api.http.post("/v1/guests", json={"username": "ann"}).json()["refresh_token"]
        assert refreshed(first).status_code == 200
        second = refreshed(first).json()["refresh_token"]
        third = refreshed(second).json()["refresh_token"]
        reused = refreshed(first)
        assert (reused.status_code, code(reused)) == (401, "bad_refresh_token")
        assert refreshed(third).status_code == 401

    def test_a_token_expires(self, api: Api) -> None:
        ann = api.player("ann")
        assert api.http.post("/v1/tickets", headers=ann).status_code == 201
        assert api.http.post("/v1/tickets", headers=ann, json={}).status_code == 201
        api.parts.time.pass_seconds(15 * 60)
        late = api.http.post("/v1/tickets", headers=ann)
        assert (late.status_code, code(late)) == (401, "token_expired")

    def test_an_expired_token_is_told_where_something_is_not_public(self, api: Api) -> None:
        ann = api.player("ann")
        opened = {"type": "inbox.open", "id": "o1", "room": "ann"}
        assert api.http.post("/v1/commands", json=opened, headers=ann).status_code == 200
        inbox = "/v1/rooms/inbox/ann"
        assert api.http.get(inbox, headers=ann).status_code == 200
        api.parts.time.pass_seconds(15 * 60)
        late, nobody = api.http.get(inbox, headers=ann), api.http.get(inbox)
        assert (late.status_code, code(late)) == (401, "token_expired")
        assert (nobody.status_code, code(nobody)) == (403, "not_allowed")

    @pytest.mark.parametrize(
        "header", ["", "Bearer x", "Bearer a.b.c", "Operator guess", "Basic x"]
    )
    def test_nobody_gets_in_with(self, api: Api, header: str) -> None:
        answer = api.http.post("/v1/tickets", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_a_ticket_is_good_once_and_for_thirty_seconds(self, api: Api) -> None:
        ann = api.player("ann")
        used, late = (api.http.post("/v1/tickets", headers=ann).json()["ticket"] for _ in range(2))
        let_in = authorize(api.parts, used, "arn")
        assert let_in["context"]["username"] == "ann"
        assert effect(let_in) == "Allow"
        api.parts.time.pass_seconds(30)
        for bad in (used, late, "forged", ""):
            assert effect(authorize(api.parts, bad, "arn")) == "Deny"


class TestBattles:
    def test_only_an_operator_makes_one(self, api: Api) -> None:
        assert api.command({}, "schedule", "c1", **PLAN).status_code == 401
        denied = api.command(api.player("ann"), "schedule", "c1", **PLAN)
        assert (denied.status_code, code(denied)) == (403, "not_allowed")

    def test_it_is_listed_at_once_and_shown_without_answers(self, api: Api) -> None:
        api.battle()
        listed = api.http.get("/v1/rooms/codebattle").json()
        assert [each["room"] for each in listed["rooms"]] == ["b1"]
        shown = api.http.get("/v1/rooms/codebattle/b1")
        assert shown.json()["phase"] == "running"
        assert [each["id"] for each in shown.json()["questions"]] == ["q1", "q2"]
        assert "answers" not in shown.text

    def test_a_running_one_is_on_the_first_page_however_many_are_planned(self, api: Api) -> None:
        api.battle()
        for number in range(55):
            api.battle(
                room=f"later-{number}",
                starts_at=START.replace(month=2).isoformat(),
                ends_at=START.replace(month=3).isoformat(),
            )
        first = api.http.get("/v1/rooms/codebattle").json()
        assert first["rooms"][0]["room"] == "b1"
        assert [each["phase"] for each in first["rooms"]] == ["running"] + ["scheduled"] * 49
        rest = api.http.get("/v1/rooms/codebattle", params={"after": first["after"]}).json()
        assert len(rest["rooms"]) == 6
        assert rest["after"] is None
        running = api.http.get("/v1/rooms/codebattle", params={"phase": "running"}).json()
        assert [each["room"] for each in running["rooms"]] == ["b1"]
        for wrong in ({"after": "9.x"}, {"phase": "over"}, {"limit": 101}, {"since": "soon"}):
            assert api.http.get("/v1/rooms/codebattle", params=wrong).status_code == 422

    def test_questions_are_hidden_and_may_be_replaced_until_the_start(self, api: Api) -> None:
        api.battle(starts_at=START.replace(minute=5).isoformat())
        assert api.http.get("/v1/rooms/codebattle/b1").json()["questions"] == []
        fewer = {"questions": PLAN["questions"][:1]}
        replaced = api.command(OPERATOR, "replace_questions", "c1", **fewer)
        assert replaced.json() == {"type": "done", "id": "c1"}
        api.parts.time.pass_seconds(300)
        late = api.command(OPERATOR, "replace_questions", "c2", **fewer)
        assert (late.status_code, code(late)) == (409, "questions_frozen")

    def test_unknown_ones_are_404(self, api: Api) -> None:
        for path in (
            "/v1/rooms/codebattle/none",
            "/v1/rooms/chess",
            "/v1/rooms/chess/b1",
            "/v1/nowhere",
        ):
            assert api.http.get(f"/v1/{path}").status_code == 404

    def test_a_repeat_of_a_command_has_the_first_outcome(self, api: Api) -> None:
        api.battle()
        ann = api.player("ann")
        assert api.command(ann, "join", "c1").status_code == 200
        first = api.command(ann, "answer", "c2", question="q1", answer="2").json()
        assert first["correct"] is True
        assert api.command(ann, "answer", "c2", question="q1", answer="2").json() == first
        other = api.command(ann, "answer", "c2", question="q2", answer="4")
        assert (other.status_code, code(other)) == (409, "command_id_reused")

    def test_an_attack_answers_as_the_source_system_did(self, api: Api) -> None:
        api.battle()
        ann, bob = api.player("ann"), api.player("bob")
        api.command(ann, "join", "c1")
        api.command(bob, "join", "c1")
        api.command(ann, "answer", "c2", question="q1", answer="2")
        hit = api.command(bob, "attack", "c2", target="ann").json()
        assert hit == {"type": "done", "id": "c2", "blocked": False, "points_deducted": 1}

    def test_a_reversal_adds_a_fact_and_restores_the_points(self, api: Api) -> None:
        self.test_an_attack_answers_as_the_source_system_did(api)
        body = {"username": "ann", "position": 3, "reason": "a mistake"}
        done = api.http.post("/v1/rooms/codebattle/b1/reversals", json=body, headers=OPERATOR)
        assert done.json() == {"type": "done", "id": "reverse/3/ann", "total": 10}
        again = api.http.post("/v1/rooms/codebattle/b1/reversals", json=body, headers=OPERATOR)
        assert again.json() == done.json()
        assert len(list(api.parts.log.read(participant_stream("b1", "ann")))) == 4

    def test_no_player_can_take_the_id_of_a_reversal(self, api: Api) -> None:
        api.battle()
        ann = api.player("ann")
        api.command(ann, "join", "c1")
        api.command(ann, "answer", "c2", question="q1", answer="2")
        body = {"username": "ann", "position": 2, "reason": "a mistake"}
        done = api.http.post("/v1/rooms/codebattle/b1/reversals", json=body, headers=OPERATOR)
        taken = api.command(ann, "leave", done.json()["id"])
        assert (done.status_code, taken.status_code, code(taken)) == (201, 422, "bad_frame")

    def test_others_don_t_see_ones_arms(self, api: Api) -> None:
        api.battle()
        ann, bob = api.player("ann"), api.player("bob")
        api.command(ann, "join", "c1")
        assert api.http.get(f"{ROOM}/players/ann", headers=ann).json()["arrows"] == 2
        assert "arrows" not in api.http.get(f"{ROOM}/players/ann", headers=bob).json()


class TestBoards:
    def test_a_client_that_has_the_snapshot_gets_304(self, api: Api) -> None:
        api.battle()
        ann = api.player("ann")
        api.command(ann, "join", "c1")
        first = api.http.get(f"{ROOM}/board/top", headers=ann)
        assert first.json()["entries"] == [{"member": "ann", "points": 0, "rank": 1}]
        held = {"If-None-Match": first.headers["ETag"]}
        assert api.http.get(f"{ROOM}/board/top", headers=held).status_code == 304
        api.command(ann, "answer", "c2", question="q1", answer="2")
        assert api.http.get(f"{ROOM}/board/top", headers=held).status_code == 200

    def test_one_who_is_not_on_it_is_404(self, api: Api) -> None:
        api.battle()
        missing = api.http.get(f"{ROOM}/board/players/nobody")
        assert (missing.status_code, code(missing)) == (404, "unknown_player")

    @pytest.mark.parametrize("board", ["none", "none@final"])
    @pytest.mark.parametrize("path", ["top", "players/ann", "neighbours/ann"])
    def test_of_a_battle_that_there_is_not_are_404(self, api: Api, board: str, path: str) -> None:
        for headers in ({}, OPERATOR):
            missing = api.http.get(f"/v1/rooms/codebattle/{board}/board/{path}", headers=headers)
            assert (missing.status_code, code(missing)) == (404, "unknown_room")

    def test_are_not_rebuilt_for_who_shows_no_token(self, api: Api) -> None:
        api.battle()
        bad = {"Authorization": "Bearer forged"}
        for headers in ({}, bad):
            shown = api.http.get(f"{ROOM}/board/top", headers=headers).json()
            assert (shown["stale"], api.parts.leaderboard.complete("codebattle/b1")) == (
                True,
                False,
            )
        assert not api.http.get(f"{ROOM}/board/top", headers=OPERATOR).json()["stale"]


class TestReplay:
    def test_any_past_position_is_shown_to_the_participant_alone(self, api: Api) -> None:
        api.battle()
        ann, bob = api.player("ann"), api.player("bob")
        api.command(ann, "join", "c1")
        api.command(ann, "answer", "c2", question="q1", answer="2")
        path = "/v1/streams/codebattle/b1/player/ann"
        now = api.http.get(path, headers=ann).json()
        assert (now["position"], now["state"]["points"]) == (2, 10)
        past = api.http.get(f"{path}?position=1", headers=ann).json()
        assert past["state"]["points"] == 0
        assert [each["event"] for each in past["commits"]] == ["participant.joined"]
        assert api.http.get(path, headers=bob).status_code == 403
        assert api.http.get(path, headers=OPERATOR).status_code == 200

    def test_no_answer_key_is_in_any_stream(self, api: Api) -> None:
        api.battle()
        shown = api.http.get("/v1/streams/codebattle/b1", headers=OPERATOR)
        assert shown.status_code == 200
        assert "answers" not in shown.text
