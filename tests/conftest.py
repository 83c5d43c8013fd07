"""What holds for all tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from inspect import iscoroutinefunction, signature

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.economy.server import Server, postgres_server
from tests.loops import run

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # machines are noisy: `make bench` measures, tests don't

# A shell starts what it runs in the background with Ctrl-C ignored, and children inherit that.
# The programs under test are to obey it wherever the tests are started.
signal.signal(signal.SIGINT, signal.default_int_handler)

END_TO_END = "tests/e2e/"
WHOLE = (END_TO_END, "tests/cdk/")
"""Folders that share a costly start: a deployed stage, the templates of all stages."""


class ByStart(LoadScopeScheduling):
    """Gives to one worker what shares a start: the tests of a file, and those of some folders."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, _ = nodeid.partition("::")
        return next(filter(path.startswith, WHOLE), path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByStart:
    return ByStart(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what one worker alone needs half of the time for."""
    items.sort(key=lambda item: not item.nodeid.startswith(END_TO_END))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is asynchronous on a loop of its own."""
    test, given = pyfuncitem.obj, pyfuncitem.funcargs
    if not iscoroutinefunction(test):
        return None
    run(test(**{name: given[name] for name in signature(test).parameters}))
    return True


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for all that make databases of their own in it."""
    with postgres_server() as running:
        yield running
