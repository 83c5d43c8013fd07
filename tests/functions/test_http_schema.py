"""The HTTP API keeps to its own document, whatever it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from schemathesis.specs.openapi.schemas import OpenApiSchema

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


APP = create_app(MemoryApplication())
"""Makes its document once for both tables."""


def _document() -> OpenApiSchema:
    found = schemathesis.openapi.from_asgi("/openapi.json", APP)
    found.config.checks.negative_data_rejection.expected_statuses = REFUSALS
    found.config.generation.update(with_security_parameters=False)  # each caller brings its own
    return found


schema = _document()
for_strangers = _document()
"""Most routes turn a stranger away before they read a request: its edge cases are left out."""
for_strangers.config.phases.coverage.enabled = False


class Caller(NamedTuple):
    """Who calls, and the names of things that are there for them to ask about."""

    app: Any
    headers: dict[str, str]
    known: dict[str, str]


@pytest.fixture(params=["player", "operator"])
def caller(request: pytest.FixtureRequest, database_url: str) -> Iterator[Caller]:
    """One of a fresh application with a battle in it."""
    with economy_application(database_url) as parts:
        yield caller_of(Api(parts), request.param)


@pytest.fixture
def stranger(database_url: str) -> Iterator[Caller]:
    with economy_application(database_url) as parts:
        yield caller_of(Api(parts), "nobody")


def caller_of(api: Api, kind: str) -> Caller:
    battle = api.battle()
    ann = api.player("ann")
    api.command(ann, "join", "c1")
    api.command(ann, "answer", "c2", question="q1", answer="2")
    if kind == "nobody":
        return Caller(api.http.app, {}, {})
    stream = participant_stream(battle, "ann")
    known = {
        "game": "codebattle",
        "room": battle,
        "username": "ann",
        "stream": stream,
        "currency": GOLD,
    }
    return Caller(api.http.app, ann if kind == "player" else OPERATOR, known)


def _sent(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@schema.parametrize()
@_sent(15)
def test_answers_as_documented(case: Case[Any], caller: Caller) -> None:
    answers_as_documented(case, caller)


@for_strangers.parametrize()
@_sent(5)
def test_answers_strangers_as_documented(case: Case[Any], stranger: Caller) -> None:
    answers_as_documented(case, stranger)


def answers_as_documented(case: Case[Any], caller: Caller) -> None:
    if case.meta and case.meta.generation.mode.is_positive:
        for name in case.path_parameters.keys() & caller.known.keys():
            case.path_parameters[name] = caller.known[name]
    answer = case.call(app=caller.app, headers=caller.headers)
    case.validate_response(answer, checks=PROMISES)
