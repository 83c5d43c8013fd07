"""Builds the dependency layer of the lock's wheels for Lambda's platform, without containers."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_LOCK = _ROOT / "requirements" / "lambda.txt"
_LAYER = _ROOT / "dist" / "layers" / "dependencies"
# The CAs that a client of Aurora trusts: `rds-ca-rsa2048-g1` of each region, by AWS.
AUTHORITIES = _ROOT / "layers" / "rds-ca.pem"
# Lambda's Python 3.13 runs on Amazon Linux 2023, whose glibc is 2.34.
_PLATFORM = ("--python-platform", "aarch64-manylinux_2_28", "--python-version", "3.13")


def build(lock: Path = _LOCK, layer: Path = _LAYER) -> Path:
    """Return the directory of the layer, built again only if its inputs have changed."""
    stamp = layer.with_suffix(".sha256")
    wanted = digest(lock)
    if layer.is_dir() and stamp.exists() and stamp.read_text() == wanted:
        return layer
    shutil.rmtree(layer, ignore_errors=True)
    target = layer / "python"
    target.mkdir(parents=True)
    _run(
        *(_uv(), "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"),
        *("--target", str(target), *_PLATFORM, "-r", str(lock)),
    )
    # Zipping changes file times, so Python would take compiled modules for stale: don't check.
    _run(
        *(sys.executable, "-m", "compileall", "-q", "-j", "0"),
        *("--invalidation-mode", "unchecked-hash", str(target)),
    )
    shutil.copy(AUTHORITIES, layer)
    stamp.write_text(wanted)
    return layer


def digest(lock: Path) -> str:
    """Return a hash of all inputs of a layer."""
    return hashlib.sha256(lock.read_bytes() + AUTHORITIES.read_bytes()).hexdigest()


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - our own arguments, no shell


def _uv() -> str:
    local = _ROOT / ".rumpus" / "uv" / "bin" / "uv"
    return shutil.which("uv") or str(local)


if __name__ == "__main__":
    print(build())  # noqa: T201 - the answer of the command
