"""One deployed stage for a run of the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localstack.stage import Stage
from tests.e2e.driver import Site


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    with Stage.start() as running:
        yield running


@pytest.fixture(scope="session")
def site(stage: Stage) -> Iterator[Site]:
    site = Site(stage.http_url, stage.operator_key)
    with site.http:
        yield site
