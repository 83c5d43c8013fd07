from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from shared.duties import Stage
from tests.cdk.synthesized import Synthesized, synthesize


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one process: a synth for each stage is enough."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("cdk"))


def _made(stage: Stage, factory: pytest.TempPathFactory) -> Synthesized:
    return synthesize(stage, factory.mktemp(stage))


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return _made("local", tmp_path_factory)


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return _made("dev", tmp_path_factory)


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return _made("prod", tmp_path_factory)


@pytest.fixture(params=["local", "dev", "prod"])
def stage(request: pytest.FixtureRequest) -> Synthesized:
    """Each stage in turn."""
    return cast("Synthesized", request.getfixturevalue(request.param))


@pytest.fixture(params=["dev", "prod"])
def account(request: pytest.FixtureRequest) -> Synthesized:
    """Each stage that stands in an account."""
    return cast("Synthesized", request.getfixturevalue(request.param))
