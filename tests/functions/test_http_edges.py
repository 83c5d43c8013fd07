"""What the HTTP API does at its edges: malformed requests, faults, and other origins."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import pytest
from fastapi.testclient import TestClient

from functions.http.api import create_app
from functions.http.bounded import bounded
from functions.http.limits import ALLOWED
from shared.adapters.memory.entry import InMemoryPlayers
from shared.application.players.ports import Player
from shared.application.ports import Unavailable
from shared.games.codebattle.questions import MAX_ANSWER
from shared.runtime.settings import Settings
from shared.workloads import CROSS_ORIGIN
from tests.functions.test_http import OPERATOR, PLAN, ROOM, Api, code

SCOPE: dict[str, Any] = {"type": "http", "query_string": b""}
PLACES = 32
"""Requests that are under way at once (functions/http/bounded.py)."""


@pytest.fixture
def api() -> Api:
    return Api()


class Away(InMemoryPlayers):
    def create(self, player: Player) -> None:
        raise Unavailable(player.player_id)


class TestEdges:
    def test_a_store_that_does_not_answer_is_no_fault_of_ours(self, api: Api) -> None:
        api.parts.__dict__["players"] = Away()
        answer = api.http.post("/v1/guests", json={"username": "ann"})
        assert (answer.status_code, code(answer)) == (503, "busy")
        assert answer.headers["Retry-After"] == "1"

    def test_a_large_body_is_turned_away(self, api: Api) -> None:
        answer = api.http.post("/v1/guests", content=b"x" * 600_000)
        assert (answer.status_code, code(answer)) == (413, "too_large")

    @pytest.mark.parametrize("length", ["-1", "x", "\u00b2", "9" * 5000])
    def test_a_length_that_is_none_is_turned_away(self, api: Api, length: str) -> None:
        headers = {b"Content-Length": length.encode("latin-1")}
        answer = api.http.post("/v1/guests", headers=headers)
        assert (answer.status_code, code(answer)) == (413, "too_large")

    def test_a_body_that_comes_too_slowly_is_turned_away(self, api: Api) -> None:
        sent: list[Any] = []
        body = {"method": "POST", "path": "/v1/guests", "headers": [(b"content-length", b"100")]}

        async def drip() -> Any:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def hear(message: Any) -> None:
            sent.append(message)
            await asyncio.sleep(0)

        asyncio.run(create_app(api.parts, body_seconds=0.01)(SCOPE | body, drip, hear))
        assert sent[0]["status"] == 408
        assert (b"connection", b"close") in sent[0]["headers"]

    async def test_a_body_that_is_still_to_come_takes_nobodys_place(self, api: Api) -> None:
        sent: list[Any] = []
        body = {"method": "POST", "path": "/v1/guests", "headers": [(b"content-length", b"9")]}
        read = {"method": "GET", "path": "/v1/rooms/codebattle", "headers": []}

        async def begun() -> Any:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": b"", "more_body": True}

        async def whole() -> Any:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": b""}

        async def hear(message: Any) -> None:
            sent.append(message)
            await asyncio.sleep(0)

        app = create_app(api.parts, within=bounded)
        slow = [asyncio.ensure_future(app(SCOPE | body, begun, hear)) for _ in range(PLACES + 1)]
        await asyncio.sleep(0)
        await app(SCOPE | read, whole, hear)
        assert [each["status"] for each in sent if "status" in each] == [200]
        for each in slow:
            each.cancel()
        await asyncio.wait(slow)

    def test_a_body_of_unknown_length_is_turned_away(self, api: Api) -> None:
        answer = api.http.post("/v1/guests", content=iter([b"x" * 600_000]))
        assert (answer.status_code, code(answer)) == (411, "length_required")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"username": 7}',
            b'{"username": ' + b"9" * 5000 + b"}",
            b'{"username": NaN}',
            b'{"username": "\\ud800"}',
            b'{"\\ud800": "a"}',
            b'{"username": "a", "x": 1}',
        ],
        ids=range(11),
    )
    def test_a_malformed_body_is_refused(self, api: Api, body: bytes) -> None:
        kind = {"Content-Type": "application/json"}
        answer = api.http.post("/v1/guests", content=body, headers=kind)
        assert (answer.status_code in {400, 422}, code(answer)) == (True, "bad_request")

    def test_a_malformed_body_is_told_where(self, api: Api) -> None:
        answer = api.http.post("/v1/guests", json={"username": 7, "x": 1})
        assert [each["at"] for each in answer.json()["error"]["where"]] == [
            "body.username",
            "body.x",
        ]

    @pytest.mark.parametrize(
        ("starts_at", "ends_at"),
        [
            ("0001-01-01T00:00:00+23:59", "2026-01-01T00:00:00Z"),
            ("2026-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"),
            ("2026-01-01T00:00:00", "2026-01-02T00:00:00"),
        ],
    )
    def test_a_time_without_a_zone_or_out_of_range_is_refused(
        self, api: Api, starts_at: str, ends_at: str
    ) -> None:
        plan = PLAN | {"starts_at": starts_at, "ends_at": ends_at}
        answer = api.command(OPERATOR, "schedule", "c1", **plan)
        assert (answer.status_code, code(answer)) == (422, "bad_frame")

    def test_a_time_of_another_zone_is_shown_in_utc(self, api: Api) -> None:
        api.battle(starts_at="2026-01-01T14:00:00+02:00", ends_at="2026-01-01T14:00:00+01:00")
        (listed,) = api.http.get("/v1/rooms/codebattle").json()["rooms"]
        assert listed["starts_at"] == "2026-01-01T12:00:00Z"
        assert listed["ends_at"] == "2026-01-01T13:00:00Z"

    def test_a_method_that_is_not_there_names_those_that_are(self, api: Api) -> None:
        answer = api.http.delete("/v1/guests")
        assert (answer.status_code, code(answer)) == (405, "method_not_allowed")
        assert answer.headers["Allow"] == "POST"

    def test_what_no_route_is_for_is_answered_before_routes_are_joined(self, api: Api) -> None:
        app = create_app(api.parts)
        assert TestClient(app).get("/v1/nowhere").status_code == 404
        documents = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}
        assert {getattr(route, "path", "") for route in app.routes} == documents

    def test_without_the_cache_it_is_still_healthy(self, api: Api) -> None:
        assert api.http.get("/health").json() == {"ok": True, "stage": "test", "cache": True}
        api.parts.coordination.down = True
        assert api.http.get("/health").json()["cache"] is False


class TestFields:
    """Of every answer: it is what it says, over TLS alone, and kept by nobody who is not told."""

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/health"),
            ("GET", "/v1/rooms/codebattle"),
            ("GET", "/v1/nowhere"),
            ("DELETE", "/v1/guests"),
            ("POST", "/v1/guests"),
            ("OPTIONS", "/v1/guests"),
            ("GET", "/openapi.json"),
        ],
    )
    def test_say_nosniff_tls_and_no_store(self, api: Api, method: str, path: str) -> None:
        headers = api.http.request(method, path, json={"username": "ann"}).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["Cache-Control"] == "no-store"

    def test_are_there_on_refusals_of_size_faults_and_preflights(self, api: Api) -> None:
        large = api.http.post("/v1/guests", content=b"x" * 600_000)
        api.parts.leaderboard.down = True
        api.parts.views.put("board", "codebattle/b1", "not a snapshot")
        fault = api.http.get(f"{ROOM}/board/top")
        asked = {"Origin": "https://game.example", "Access-Control-Request-Method": "POST"}
        preflight = api.http.options("/v1/guests", headers=asked)
        assert [each.status_code for each in (large, fault, preflight)] == [413, 500, 200]
        for answer in (large, fault, preflight):
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"

    def test_let_a_board_be_kept_for_a_moment(self, api: Api) -> None:
        api.battle()
        assert "max-age=1" in api.http.get(f"{ROOM}/board/top").headers["Cache-Control"]


class TestPaths:
    def test_with_a_slash_at_the_end_lead_nowhere_else(self, api: Api) -> None:
        for route in ALLOWED:
            method, path = route.split(" ")
            answer = api.http.request(
                method, f"{path}/", headers={"Host": "evil.example"}, follow_redirects=False
            )
            assert answer.status_code in {401, 404}
            assert "Location" not in answer.headers

    @pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"])
    def test_of_the_document_are_there_by_choice(self, api: Api, path: str) -> None:
        assert api.http.get(path).status_code == 200
        settings = Settings(stage="prod", ws_url="ws://test.invalid/ws")
        api.parts.settings = settings
        assert TestClient(create_app(api.parts)).get(path).status_code == 404


class TestAnswers:
    def test_are_as_long_as_those_of_a_pack(self, api: Api) -> None:
        longest = "x" * MAX_ANSWER
        api.battle(questions=[{"id": "q1", "prompt": "?", "answers": [longest]}])
        ann = api.player("ann")
        api.command(ann, "join", "c1")
        longer = api.command(ann, "answer", "c2", question="q1", answer=longest + "x")
        assert (longer.status_code, code(longer)) == (422, "bad_frame")
        right = api.command(ann, "answer", "c3", question="q1", answer=longest)
        assert right.json()["correct"] is True


class TestBrowsers:
    ORIGIN: ClassVar = {"Origin": "https://game.example"}

    def test_of_any_origin_may_ask(self, api: Api) -> None:
        asked = {
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization,content-type,if-none-match",
        }
        answer = api.http.options("/v1/economy/currencies/gold", headers=self.ORIGIN | asked)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
        assert "Access-Control-Allow-Credentials" not in answer.headers

    def test_may_use_every_method_that_a_route_has(self) -> None:
        assert {route.split(" ")[0] for route in ALLOWED} == set(CROSS_ORIGIN.methods)

    def test_get_nothing_twice_behind_api_gateway(self, api: Api) -> None:
        app = create_app(api.parts, answers_preflights=False)
        with TestClient(app) as http:
            answer = http.get("/v1/rooms/codebattle", headers=self.ORIGIN)
        assert "access-control-allow-origin" not in answer.headers

    @pytest.mark.parametrize("path", ["/v1/rooms/codebattle", "/v1/nowhere", f"{ROOM}/board/top"])
    def test_may_read_the_answer_whatever_it_is(self, api: Api, path: str) -> None:
        answer = api.http.get(path, headers=self.ORIGIN)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        exposed = answer.headers["Access-Control-Expose-Headers"]
        assert exposed == "ETag, Location, Retry-After"

    def test_may_read_a_fault_and_a_refusal_of_size(self, api: Api) -> None:
        large = api.http.post("/v1/guests", content=b"x" * 600_000, headers=self.ORIGIN)
        api.parts.leaderboard.down = True
        api.parts.views.put("board", "codebattle/b1", "not a snapshot")
        fault = api.http.get(f"{ROOM}/board/top", headers=self.ORIGIN)
        assert (large.status_code, fault.status_code) == (413, 500)
        for answer in (large, fault):
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
