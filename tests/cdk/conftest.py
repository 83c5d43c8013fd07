from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from cdk.context import config_for
from shared.pages import PAGES
from shared.workload_kinds import Stage
from tests.cdk.synthesized import Synthesized, synthesize

CERTIFICATE = "arn:aws:secretsmanager:us-east-1:123456789012:secret:certificate-AbCdEf"

OTLP = "https://otlp.example.org/v2"
OTLP_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:otlp-AbCdEf"

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
def prod_with_owners(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return _made("prod", tmp_path_factory, owner="on", **_NAMED)


@pytest.fixture(scope="session")
def fleets(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """A small stage with both servers, and no certificate."""
    return _made("dev", tmp_path_factory, gateway="on", web="on")


@pytest.fixture(scope="session")
def options(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """A small stage with what may be asked for besides, and lines as Parquet; cdk-nag looks too.

    Synthesising is what such tests cost. So an option is in this stage unless it is in the way
    of another.
    """
    folders = tuple(tmp_path_factory.mktemp("built") / page / "dist" for page in PAGES)
    for folder in folders:
        (folder / "assets").mkdir(parents=True)
        (folder / "assets" / "index-abc.js").write_text("1")
        (folder / "index.html").write_text("<!doctype html>")
    context = {"gateway": "on", "owner": "on", "drills": "on", "logs": "athena", "otlp": OTLP}
    config = config_for("dev", context)
    assert config.database is not None
    with_reader = replace(config.database, readers=1)
    more = replace(config, pages=folders, database=with_reader)
    return synthesize(more, tmp_path_factory.mktemp("options"))


@pytest.fixture(scope="session")
def loki(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """A small stage with lines in Loki and spans elsewhere: two ask for the lines of each group."""
    wishes = {"otlp": OTLP, "otlp_secret": OTLP_SECRET, "logs": "loki", "owner": "on"}
    return _made("dev", tmp_path_factory, **wishes)


@pytest.fixture(params=["local", "dev", "prod"])
def stage(request: pytest.FixtureRequest) -> Synthesized:
    """Each stage in turn."""
    return cast("Synthesized", request.getfixturevalue(request.param))


@pytest.fixture(params=["dev", "prod"])
def account(request: pytest.FixtureRequest) -> Synthesized:
    """Each stage that stands in an account."""
    return cast("Synthesized", request.getfixturevalue(request.param))
