"""Answers the operators' console from the lines that the launcher collects.

`/logs/lines` finds lines by the fields of `LogQuery`, `/logs/series` counts them over time. The
stage's API must accept the caller as an operator.
"""

from __future__ import annotations

import http.client
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cli.logs.columns import LEVELS
from cli.logs.duck import DuckDbLogs
from cli.logs.series import told
from cli.logs.store import LogQuery
from shared.runtime import clock

PREFIX = "/logs/"
LATE_MS = 5_000
"""Milliseconds by which the clocks of programs may be ahead of this one."""

MOST_LINES = 1_000
MOST_SECONDS = 86_400
STEPS = 90
"""Steps of a plot."""

_FIELDS = ("kind", "workload", "game", "stream", "player", "trace", "error", "text")

type Answer = tuple[HTTPStatus, dict[str, Any]]


def refusal(status: HTTPStatus, code: str, message: str) -> Answer:
    """Return a refusal in the form of all errors of the stage."""
    return status, {"error": {"code": code, "message": message}}


class LogRoutes:
    """Answers from the lines of one run, for operators of the API at `api`."""

    def __init__(self, folder: Path, api: str) -> None:
        self._store = DuckDbLogs(folder)
        self._api = urlsplit(api)

    def answer(self, url: str, authorization: str) -> Answer:
        """Return the status and the body of an answer to `/logs/…`."""
        if not self._is_operator(authorization):
            return refusal(HTTPStatus.UNAUTHORIZED, "bad_operator_key", "sign in as an operator")
        parts = urlsplit(url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        try:
            match parts.path.removeprefix(PREFIX):
                case "lines":
                    return HTTPStatus.OK, self._lines(query)
                case "series":
                    return HTTPStatus.OK, self._series(query)
                case _:
                    return refusal(HTTPStatus.NOT_FOUND, "not_found", "there is no such route")
        except ValueError as error:
            return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_request", str(error))

    def _lines(self, query: dict[str, str]) -> dict[str, Any]:
        level = query.get("level", "")
        if level and level not in LEVELS:
            raise ValueError(f"a level is one of {', '.join(LEVELS)}")
        limit = max(1, min(int(query.get("limit", "100")), MOST_LINES))
        since, until = _time(query)
        fields = {name: query.get(name, "") for name in _FIELDS}
        found = self._store.search(LogQuery(since, until, **fields, level=level, limit=limit))
        return {"lines": [asdict(each) for each in found], "limit": limit}

    def _series(self, query: dict[str, str]) -> dict[str, Any]:
        since, until = _time(query)
        return asdict(told(self._store, since, until, max(1000, (until - since) // STEPS)))

    def _is_operator(self, authorization: str) -> bool:
        """Ask the API, so that a revoked key is invalid here too."""
        connection = http.client.HTTPConnection(self._api.netloc, timeout=20)
        try:
            path = f"{self._api.path.rstrip('/')}/v1/operators/me"
            connection.request("GET", path, headers={"Authorization": authorization})
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            connection.close()


def _time(query: dict[str, str]) -> tuple[int, int]:
    seconds = int(query.get("seconds", "900"))
    if not 1 <= seconds <= MOST_SECONDS:
        raise ValueError(f"seconds are 1 to {MOST_SECONDS}")
    now = int(clock.now().timestamp() * 1000)
    return now - seconds * 1000, now + LATE_MS
