"""A home of their own for the stages that are started here, beside that of `make dev`."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from localstack.folder import HOME


@pytest.fixture
def home() -> Iterator[Path]:
    """Below the repository: PostgreSQL, as another user, can't enter pytest's private folder."""
    place = HOME / f"test-{secrets.token_hex(4)}"
    place.mkdir(parents=True)
    yield place
    shutil.rmtree(place)
