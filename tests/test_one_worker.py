"""The tests of a file are run by one worker, as they share what is costly to start."""

from __future__ import annotations

import pytest

RUN: list[str] = []
"""By this process."""


@pytest.mark.parametrize("_number", range(4))
def test_of_a_file_are_not_parted(request: pytest.FixtureRequest, _number: int) -> None:
    of_file = [each.nodeid for each in request.session.items if each.path == request.path]
    RUN.append(request.node.nodeid)
    assert of_file[: len(RUN)] == RUN
