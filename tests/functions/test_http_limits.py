"""What the HTTP API does with those who ask too often."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mangum import Mangum

from functions.http.api import create_app
from functions.http.limits import ALLOWED
from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.tokens.jwt import JwtTokens
from shared.application.players.limit import (
    GUESTS,
    READS,
    REFRESHES,
    WRITES,
    Limit,
    TooFast,
    check_rate,
)
from shared.kernel.players import Identity
from shared.runtime.bootstrap import Application
from shared.runtime.once import once
from shared.runtime.settings import Settings
from tests.functions.test_http import OPERATOR, Api, code
from tests.memory import TOKEN_SECRET, Clock, FixedSecret, MemoryApplication


def sign_up(parts: MemoryApplication, address: str, number: int) -> int:
    """Return the status of a guest's sign-up from an address."""
    client = TestClient(create_app(parts), client=(address, 1))
    return client.post("/v1/guests", json={"username": f"guest-{number}"}).status_code


class StorelessApplication(Application):
    """Counts, and knows tokens; whoever asks it for a store gets a fault."""

    def __init__(self) -> None:
        super().__init__(Settings(stage="test"))
        self.time = Clock()

    @property
    def clock(self) -> Clock:
        return self.time

    @once
    def app(self) -> FastAPI:
        return create_app(self)

    @once
    def coordination(self) -> InMemoryCoordination:
        return InMemoryCoordination()

    @once
    def tokens(self) -> JwtTokens:
        return JwtTokens(FixedSecret(TOKEN_SECRET))

    def use_up(self, limit: Limit, who: str) -> None:
        with suppress(TooFast):
            while True:
                check_rate(self, limit, who)

    def ask(self, route: str, **headers: str) -> Any:
        """Ask with names that are well-formed and known to nobody."""
        method, path = route.split(" ")
        url = path.replace("{version}", "1").replace("{", "").replace("}", "")
        body = BODIES.get(path)
        client = TestClient(self.app, client=("203.0.113.7", 1))
        return client.request(method, url, json=body, headers=headers)


BODIES = {
    "/v1/guests": {"username": "ann"},
    "/v1/sessions/oidc": {"id_token": "x"},
    "/v1/sessions/refresh": {"refresh_token": "x"},
}


class TestRoutes:
    def test_all_have_a_limit(self) -> None:
        paths = create_app(MemoryApplication()).openapi()["paths"]
        routes = {f"{method.upper()} {path}" for path, found in paths.items() for method in found}
        assert routes == set(ALLOWED)

    def test_are_limited_by_address_before_any_store(self) -> None:
        parts = StorelessApplication()
        for route, allowed in ALLOWED.items():
            parts.use_up(allowed.address, "203.0.113.7")
            refused = parts.ask(route)
            assert (refused.status_code, code(refused)) == (429, "too_fast"), route
            assert int(refused.headers["Retry-After"]) > 0

    def test_are_limited_by_player_before_any_store(self) -> None:
        parts = StorelessApplication()
        token = parts.tokens.sign(Identity("p-ann", "ann"), parts.clock(), 60)
        for route, allowed in ALLOWED.items():
            if allowed.player is not None:
                parts.use_up(allowed.player, "p-ann")
                refused = parts.ask(route, Authorization=f"Bearer {token}")
                assert (refused.status_code, code(refused)) == (429, "too_fast"), route


class TestRefreshes:
    def test_of_a_player_are_limited_and_leave_no_more_behind(self) -> None:
        api = Api()
        grant = api.http.post("/v1/guests", json={"username": "ann"}).json()
        body = {"refresh_token": grant["refresh_token"]}
        answers = [api.http.post("/v1/sessions/refresh", json=body) for _ in range(REFRESHES.burst)]
        assert {each.status_code for each in answers} == {200}
        kept = len(api.parts.players._refreshes)
        for _ in range(50):
            refused = api.http.post("/v1/sessions/refresh", json=body)
            assert (refused.status_code, code(refused)) == (429, "too_fast")
        assert len(api.parts.players._refreshes) == kept
        newest = {"refresh_token": answers[-1].json()["refresh_token"]}
        assert api.http.post("/v1/sessions/refresh", json=newest).status_code == 429
        api.parts.time.pass_seconds(REFRESHES.every_ms / 1000)
        assert api.http.post("/v1/sessions/refresh", json=newest).status_code == 200


class TestWrites:
    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/v1/tickets", {"room": "codebattle/b1"}),
            ("/v1/commands", {"type": "codebattle.join", "id": "c1", "room": "b1"}),
        ],
    )
    def test_of_a_player_are_limited(self, path: str, body: dict[str, str]) -> None:
        api = Api()
        api.battle()
        ann, bob = api.player("ann"), api.player("bob")

        def write(who: dict[str, str]) -> Any:
            return api.http.post(path, json=body, headers=who)

        for _ in range(WRITES.burst):
            assert write(ann).is_success
        refused = write(ann)
        assert (refused.status_code, code(refused)) == (429, "too_fast")
        assert refused.headers["Retry-After"] == "1"
        assert write(bob).is_success
        api.parts.time.pass_seconds(1)
        assert write(ann).is_success

    def test_are_not_limited_without_the_disposable_store(self) -> None:
        api = Api()
        ann = api.player("ann")
        api.parts.coordination.down = True
        for _ in range(WRITES.burst + 1):
            assert api.http.post("/v1/tickets", headers=ann).status_code == 201


class TestReads:
    def test_of_a_player_are_limited_together(self) -> None:
        api = Api()
        api.battle()
        ann, bob = api.player("ann"), api.player("bob")
        api.command(ann, "join", "c1")
        paths = ("/v1/rooms/codebattle/b1/players/ann", "/v1/streams/codebattle/b1/player/ann")
        for number in range(READS.burst):
            assert api.http.get(paths[number % 2], headers=ann).status_code == 200
        for path in paths:
            refused = api.http.get(path, headers=ann)
            assert (refused.status_code, code(refused)) == (429, "too_fast")
            assert api.http.get(path, headers=OPERATOR).status_code == 200
        assert api.http.get(paths[0], headers=bob).status_code == 200


class TestGuests:
    @pytest.mark.parametrize(
        ("address", "bucket", "neighbour", "stranger"),
        [
            ("203.0.113.7", "203.0.113.7", "203.0.113.7", "203.0.113.8"),
            ("2001:db8:0:1::1", "2001:db8:0:1::/64", "2001:db8:0:1:f::2", "2001:db8:0:2::1"),
        ],
    )
    def test_of_an_address_are_limited(
        self, address: str, bucket: str, neighbour: str, stranger: str
    ) -> None:
        parts = MemoryApplication()
        for _ in range(GUESTS.burst - 1):
            check_rate(parts, GUESTS, bucket)
        assert sign_up(parts, address, 1) == 201
        assert sign_up(parts, neighbour, 2) == 429
        assert sign_up(parts, stranger, 3) == 201

    @pytest.mark.usefixtures("loop")
    def test_are_counted_by_the_address_that_api_gateway_saw(self) -> None:
        parts = MemoryApplication()
        serve = Mangum(create_app(parts), lifespan="off")
        context: Any = None
        for number in range(2):
            assert serve(event("203.0.113.7", number), context)["statusCode"] == 201
        for _ in range(GUESTS.burst - 2):
            check_rate(parts, GUESTS, "203.0.113.7")
        assert serve(event("203.0.113.7", 2), context)["statusCode"] == 429


@pytest.fixture
def loop() -> Iterator[None]:
    """An event loop where Mangum looks for it, as Lambda's only thread has one."""
    with closing(asyncio.new_event_loop()) as running:
        asyncio.set_event_loop(running)
        yield
        asyncio.set_event_loop(None)


def event(address: str, number: int) -> Any:
    """A request as API Gateway's HTTP API hands it to a function."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/v1/guests",
        "rawQueryString": "",
        "headers": {
            "host": "api.example",
            "content-type": "application/json",
            "x-forwarded-for": f"198.51.100.{number}",
        },
        "requestContext": {
            "http": {"method": "POST", "path": "/v1/guests", "sourceIp": address},
            "stage": "$default",
        },
        "body": f'{{"username": "guest-{number}"}}',
        "isBase64Encoded": False,
    }
