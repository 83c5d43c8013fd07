"""What holds for all tests."""

from __future__ import annotations

import signal

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # machines are noisy: `make bench` measures, tests don't

# A shell starts what it runs in the background with Ctrl-C ignored, and children inherit that.
# The programs under test are to obey it wherever the tests are started.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep in one worker what shares a costly start: the tests of a file, and of all templates."""
    for item in items:
        group = "cdk" if "cdk" in item.path.parts else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))
