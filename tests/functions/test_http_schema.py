"""The HTTP API keeps to its own document, whatever it is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.specs.openapi import checks

from functions.http.api import create_app
from shared.games.codebattle.streams import participant_stream
from tests.functions.economy_app import GOLD, economy_application
from tests.functions.test_http import OPERATOR, Api
from tests.memory import MemoryApplication

PROMISES = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
    checks.negative_data_rejection,
]

REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "429", "5xx"]
"""With 413: what is longer than its schema allows may be longer than any body, too."""

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_text())
ROUTES = [f"{way.upper()} {path}" for path, ways in DOCUMENT["paths"].items() for way in ways]
"""Written down: each worker collects them, and one makes requests of them."""

OF_OPERATORS = re.compile(
    "/v1/(operators|letter|tiers|players)|/economy/(operations|currencies|catalogue|players|audits)"
    "|/(facts|reversals|steps)$"
)
"""Routes that turn a player away before they read a request."""


class Caller(NamedTuple):
    """Who calls, and the names of things that are there for them to ask about."""

    app: Any
    headers: dict[str, str]
    known: dict[str, str]


type Check = Callable[..., None]


def checks_of_routes(examples: int, *, edges: bool) -> dict[str, Check]:
    """Make the requests of all routes; with the `edges` of what each of their fields may be."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(MemoryApplication()))
    schema.config.checks.negative_data_rejection.expected_statuses = REFUSALS
    schema.config.generation.update(with_security_parameters=False)  # each caller brings its own
    schema.config.phases.coverage.enabled = edges
    sent = settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    made = get_all_tests(
        schema=schema, test_func=answers_as_documented, settings=sent, given_kwargs={}
    )
    return {each.ok()[0].label: each.ok()[1] for each in made if isinstance(each, Ok)}


def answers_as_documented(case: Case[Any], caller: Caller) -> None:
    if case.meta and case.meta.generation.mode.is_positive:
        for name in case.path_parameters.keys() & caller.known.keys():
            case.path_parameters[name] = caller.known[name]
    answer = case.call(app=caller.app, headers=caller.headers)
    case.validate_response(answer, checks=PROMISES)


@pytest.fixture(scope="module")
def whole() -> dict[str, Check]:
    return checks_of_routes(15, edges=True)


@pytest.fixture(scope="module")
def brief() -> dict[str, Check]:
    return checks_of_routes(5, edges=False)


@contextmanager
def callers(database_url: str) -> Iterator[dict[str, Caller]]:
    """Those of a fresh application with a battle in it."""
    with economy_application(database_url) as parts:
        yield callers_of(Api(parts))


def callers_of(api: Api) -> dict[str, Caller]:
    battle = api.battle()
    ann = api.player("ann")
    api.command(ann, "join", "c1")
    api.command(ann, "answer", "c2", question="q1", answer="2")
    known = {
        "game": "codebattle",
        "room": battle,
        "username": "ann",
        "stream": participant_stream(battle, "ann"),
        "currency": GOLD,
    }
    app = api.http.app
    return {
        "nobody": Caller(app, {}, {}),
        "player": Caller(app, ann, known),
        "operator": Caller(app, OPERATOR, known),
    }


def who_may(route: str) -> str:
    return "operator" if OF_OPERATORS.search(route) else "player"


OTHERS = [
    (route, kind)
    for route in ROUTES
    for kind in ("nobody", "player", "operator")
    if kind != who_may(route)
]


@pytest.fixture(scope="module")
def others(database_url: str) -> Iterator[dict[str, Caller]]:
    """Most of their requests are turned away, so that one application does for all."""
    with callers(database_url) as known:
        yield known


def test_each_route_is_in_the_table(whole: dict[str, Check], brief: dict[str, Check]) -> None:
    assert list(whole) == list(brief) == ROUTES


@pytest.mark.parametrize("route", ROUTES)
def test_answers_as_documented(route: str, whole: dict[str, Check], database_url: str) -> None:
    with callers(database_url) as known:
        whole[route](caller=known[who_may(route)])


@pytest.mark.parametrize(("route", "kind"), OTHERS)
def test_answers_others_as_documented(
    route: str, kind: str, brief: dict[str, Check], others: dict[str, Caller]
) -> None:
    brief[route](caller=others[kind])
