"""One deployed stage for the tests of this package, with both homes of players' sockets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cli.new_game import TEMPLATE
from localstack.stage import Stage
from tests.e2e.driver import Site
from tests.e2e.homes import DEDICATED, HOMES, SERVERLESS


@pytest.fixture(scope="package")
def stage() -> Iterator[Stage]:
    """A stage with a game of somebody's own, high card, beside code battles."""
    with Stage.start(games=[TEMPLATE]) as running:
        yield running
        faults = [line for line in running.log("gateway").splitlines() if '"ERROR"' in line]
        assert not faults, "\n".join(faults[:5])


@pytest.fixture(scope="package", params=HOMES)
def home(request: pytest.FixtureRequest) -> str:
    """Where the players of a test open their sockets."""
    return str(request.param)


@pytest.fixture(scope="package")
def site(stage: Stage, home: str) -> Iterator[Site]:
    urls = {SERVERLESS: stage.ws_url, DEDICATED: stage.gateway_url}
    site = Site(stage.http_url, stage.operator_key, urls, home)
    with site.http:
        yield site
