"""The HTTP server tells what its requests take, in one line."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from functions.http.api import create_app
from functions.http.measured import Measured
from tests.memory import MemoryApplication


def test_one_line_has_the_times_of_requests_but_not_of_health_checks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = Measured(create_app(MemoryApplication()))
    with TestClient(app) as client:
        client.get("/health")
        for _ in range(3):
            client.get("/v1/letters")
    app.tell()
    app.tell()
    (line,) = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert line["workload"] == "web"
    assert len(line["RequestTime"]) == 3
