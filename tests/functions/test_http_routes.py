"""Requests are answered by the framework's declarations, but by plain calls."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Scope

from functions.http.api import create_app
from functions.http.bounded import Alone
from functions.http.limits import ALLOWED
from functions.http.routes import Routes, RouteWaitsError
from tests.memory import MemoryApplication


def unlimited(_: Request) -> None:
    """Let everybody in."""


def asked(method: str, path: str) -> Scope:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"content-type", b"Application/JSON; charset=utf-8")],
    }


@pytest.fixture(scope="module")
def routes() -> Routes:
    made: list[Routes] = []

    def within(app: ASGIApp, routes: Routes) -> Alone:
        made.append(routes)
        return Alone(app, routes)

    create_app(MemoryApplication(), within=within)
    return made[0]


class TestFind:
    @pytest.mark.parametrize("route", ALLOWED)
    def test_leaves_no_route_to_the_framework(self, routes: Routes, route: str) -> None:
        method, path = route.split(" ")
        scope = asked(method, re.sub(r"\{\w+\}", "x", path))
        assert routes.find(scope) is not None
        assert scope["route"].path_format == path

    def test_keeps_the_slashes_of_a_stream(self, routes: Routes) -> None:
        scope = asked("GET", "/v1/streams/codebattle/b1/player/ann")
        assert routes.find(scope) is not None
        assert scope["path_params"] == {"stream": "codebattle/b1/player/ann"}

    @pytest.mark.parametrize("path", ["/", "/health/", "/v1/rooms/a/b/c", "x", "/openapi.json"])
    def test_leaves_all_else_to_it(self, routes: Routes, path: str) -> None:
        assert routes.find(asked("GET", path)) is None

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("HEAD", "/health", "GET"),
            ("POST", "/v1/friends/ann", "DELETE, PUT"),
            ("PUT", "/v1/streams/codebattle/b1/player/ann", "GET"),
        ],
    )
    def test_refuses_other_methods(
        self, routes: Routes, method: str, path: str, allowed: str
    ) -> None:
        with pytest.raises(HTTPException) as refusal:
            routes.find(asked(method, path))
        assert (refusal.value.status_code, refusal.value.headers) == (405, {"Allow": allowed})


class Number(BaseModel):
    number: int


def first(request: Request) -> str:
    request.scope["calls"] += 1
    return "first"


def second(given: Annotated[str, Depends(first)]) -> str:
    return f"second after {given}"


type First = Annotated[str, Depends(first)]
type Second = Annotated[str, Depends(second)]


def both(number: int, body: Number, one: First, two: Second) -> list[object]:
    return [number, body.number, one, two]


class TestRespond:
    def test_calls_a_dependency_once(self) -> None:
        router = APIRouter()
        router.post("/{number}", status_code=202)(both)
        scope = asked("POST", "/7")
        scope["calls"] = 0
        handler = Routes(router.routes, unlimited).find(scope)
        assert handler is not None
        answer = handler.respond(scope, b'{"number": 8}')
        assert (answer.status_code, answer.body) == (202, b'[7,8,"first","second after first"]')
        assert scope["calls"] == 1

    def test_is_a_fault_for_a_route_that_waits(self) -> None:
        router = APIRouter()

        @router.get("/")
        async def route() -> None:
            await asyncio.sleep(0)

        scope = asked("GET", "/")
        handler = Routes(router.routes, unlimited).find(scope)
        assert handler is not None
        with pytest.raises(RouteWaitsError):
            handler.respond(scope, b"")
