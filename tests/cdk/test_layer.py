from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from layers.build import build


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    lock = tmp_path / "lambda.txt"
    lock.write_text("# nothing\n")
    return lock


class TestBuild:
    def test_keeps_a_layer_whose_lock_is_unchanged(self, tmp_path: Path, lock: Path) -> None:
        layer = tmp_path / "dependencies"
        (layer / "python").mkdir(parents=True)
        (layer / "python" / "kept.py").touch()
        stamp = layer.with_suffix(".sha256")
        stamp.write_text(hashlib.sha256(lock.read_bytes()).hexdigest())
        assert build(lock, layer) == layer
        assert (layer / "python" / "kept.py").exists()

    def test_builds_anew_when_the_lock_has_changed(self, tmp_path: Path, lock: Path) -> None:
        layer = tmp_path / "dependencies"
        (layer / "python").mkdir(parents=True)
        (layer / "python" / "stale.py").touch()
        layer.with_suffix(".sha256").write_text("another")
        build(lock, layer)
        assert not (layer / "python" / "stale.py").exists()
        assert layer.with_suffix(".sha256").read_text() != "another"
