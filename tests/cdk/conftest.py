from __future__ import annotations

from typing import cast

import pytest

from cdk.context import config_for
from shared.workload_kinds import Stage
from tests.cdk.synthesized import Synthesized, synthesize

CERTIFICATE = "arn:aws:secretsmanager:us-east-1:123456789012:secret:certificate-AbCdEf"

_NAMED = {"gateway_domain": "play.example.org", "gateway_certificate": CERTIFICATE}


def _made(stage: Stage, factory: pytest.TempPathFactory, **context: str) -> Synthesized:
    return synthesize(config_for(stage, context), factory.mktemp(stage))


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return _made("local", tmp_path_factory)


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return _made("dev", tmp_path_factory)


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return _made("prod", tmp_path_factory, **_NAMED)


@pytest.fixture(scope="session")
def fleets(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """A small stage with both servers, and no certificate."""
    return _made("dev", tmp_path_factory, gateway="on", web="on")


@pytest.fixture(params=["local", "dev", "prod"])
def stage(request: pytest.FixtureRequest) -> Synthesized:
    """Each stage in turn."""
    return cast("Synthesized", request.getfixturevalue(request.param))


@pytest.fixture(params=["dev", "prod"])
def account(request: pytest.FixtureRequest) -> Synthesized:
    """Each stage that stands in an account."""
    return cast("Synthesized", request.getfixturevalue(request.param))
