"""A desk of its own for each test."""

from __future__ import annotations

import pytest

from tests.functions.letters.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()
