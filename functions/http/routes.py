"""Answers requests of the framework's routes by plain calls, in one thread per request.

The framework keeps what it is good at: it reads the routes, validates input and writes the
document. Its own handling of a request costs a thread for each dependency, more than all the rest
of a request (docs/decisions/0024-one-thread-a-request.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import iscoroutine, isgeneratorfunction
from typing import Any, NamedTuple

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from msgspec import DecodeError
from msgspec.json import decode, encode
from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import Scope

JSON = "application/json"


class RouteWaitsError(RuntimeError):
    """A coroutine awaits the loop, which it does not have here."""


class _Asked(NamedTuple):
    """A request in progress, and the results of its dependencies."""

    request: Request
    body: Any
    known: dict[Any, Any]


class _Call:
    """An endpoint or a dependency, and the sources of its arguments."""

    def __init__(self, declared: Dependant) -> None:
        assert not isgeneratorfunction(declared.call), "nothing ends what a dependency yields"
        assert not any(
            (
                declared.cookie_params,
                declared.response_param_name,
                declared.background_tasks_param_name,
            )
        ), "it would get none"
        self.name = declared.name or ""
        self._of = declared.call
        self._needs = [_Call(each) for each in declared.dependencies]
        self._fields = [
            (fields, where)
            for fields, where in (
                (declared.path_params, "path_params"),
                (declared.query_params, "query_params"),
                (declared.header_params, "headers"),
            )
            if fields
        ]
        self._body = declared.body_params
        self._request = declared.request_param_name or declared.http_connection_param_name

    def make(self, asked: _Asked) -> Any:
        """Return its result, computed once per request; raise RequestValidationError."""
        if self._of not in asked.known:
            assert self._of is not None
            asked.known[self._of] = _plain(self._of(**self._arguments(asked)))
        return asked.known[self._of]

    def _arguments(self, asked: _Asked) -> dict[str, Any]:
        values = {each.name: each.make(asked) for each in self._needs}
        errors: list[Any] = []
        for found, wrong in self._read(asked):
            values |= found
            errors += wrong
        if errors:
            raise RequestValidationError(errors)
        if self._request:
            values[self._request] = asked.request
        values.pop("", None)  # dependencies without a parameter
        return values

    def _read(self, asked: _Asked) -> Iterator[tuple[Mapping[str, Any], list[Any]]]:
        for fields, where in self._fields:
            yield request_params_to_args(fields, getattr(asked.request, where))
        if self._body:
            yield _plain(
                request_body_to_args(
                    body_fields=self._body, received_body=asked.body, embed_body_fields=False
                )
            )


class Handler:
    """Answers the requests of one route; `first` runs before anything else."""

    def __init__(self, route: APIRoute, first: Callable[[Request], None]) -> None:
        self._route = route
        self._first = first
        self._call = _Call(route.dependant)

    def respond(self, scope: Scope, body: bytes) -> Response:
        """Return the answer; raise an error that `problem_of` knows, or a fault."""
        request = Request(scope)
        request._body = body  # noqa: SLF001 - as the framework keeps one that it has read
        self._first(request)
        content = PydanticUndefined
        if self._route.body_field and body:
            content = _content(body, request.headers.get("content-type", ""))
        result = self._call.make(_Asked(request, content, {}))
        if isinstance(result, Response):
            return result
        shown = result.model_dump_json() if isinstance(result, BaseModel) else encode(result)
        return Response(shown, self._route.status_code or 200, media_type=JSON)


class Routes:
    """Finds the handler of a request; None leaves it to the framework, as documents and 404."""

    def __init__(self, routes: Iterable[BaseRoute], first: Callable[[Request], None]) -> None:
        self._handlers: dict[tuple[str, int], list[tuple[APIRoute, Handler]]] = {}
        for route in routes:
            assert isinstance(route, APIRoute)
            for method in route.methods or ():
                known = self._handlers.setdefault((method, _parts(route)), [])
                known.append((route, Handler(route, first)))
        self._methods = sorted({method for method, _ in self._handlers})

    def find(self, scope: Scope) -> Handler | None:
        """Return the handler of a request, and note its route in the scope.

        Raise HTTPException 405 if the path is served with other methods only.
        """
        method, path = scope["method"], scope["path"]
        for route, handler in self._of(method, path):
            if match := route.path_regex.match(path):
                scope["route"], scope["path_params"] = route, match.groupdict()
                return handler
        if others := [each for each in self._methods if self._answers(each, path)]:
            raise HTTPException(405, headers={"Allow": ", ".join(others)})
        return None

    def _of(self, method: str, path: str) -> Iterator[tuple[APIRoute, Handler]]:
        for parts in (path.count("/"), ANY):
            yield from self._handlers.get((method, parts), ())

    def _answers(self, method: str, path: str) -> bool:
        return any(route.path_regex.match(path) for route, _ in self._of(method, path))


ANY = 0
"""Stands for a path parameter that may contain any number of slashes."""


def _parts(route: APIRoute) -> int:
    return ANY if ":path}" in route.path else route.path.count("/")


def _content(body: bytes, kind: str) -> Any:
    """Return a JSON body decoded, and any other as it is: no route accepts one."""
    if kind.partition(";")[0].strip().lower() != JSON:
        return body
    try:
        return decode(body)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        wrong = {"type": "json_invalid", "loc": ("body",), "msg": str(error), "input": {}}
        raise RequestValidationError([wrong]) from None


def _plain(result: Any) -> Any:
    """Return the result of a coroutine that has nothing to wait for."""
    if not iscoroutine(result):
        return result
    try:
        result.send(None)
    except StopIteration as end:
        return end.value
    raise RouteWaitsError
