from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificates

from layers.build import AUTHORITIES, build, digest


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
        stamp.write_text(digest(lock))
        assert build(lock, layer) == layer
        assert (layer / "python" / "kept.py").exists()

    def test_builds_anew_when_the_lock_has_changed(self, tmp_path: Path, lock: Path) -> None:
        layer = tmp_path / "dependencies"
        (layer / "python").mkdir(parents=True)
        (layer / "python" / "stale.py").touch()
        layer.with_suffix(".sha256").write_text("another")
        build(lock, layer)
        assert not (layer / "python" / "stale.py").exists()
        assert layer.with_suffix(".sha256").read_text() == digest(lock)

    def test_brings_whom_to_trust_of_databases(self, tmp_path: Path, lock: Path) -> None:
        layer = build(lock, tmp_path / "dependencies")
        trusted = load_pem_x509_certificates((layer / AUTHORITIES.name).read_bytes())
        names = [each.subject.rfc4514_string() for each in trusted]
        assert any("CN=Amazon RDS us-east-1 Root CA RSA2048 G1" in name for name in names)
        assert len(names) == len(set(names)) > 20
