"""Makes the tree of deployed code: this repository's, with the studio's own games in it.

Without games of a studio it is the repository itself. With them it is a copy, because a game must
be in `shared/games` wherever it runs: in a function, in the image, on this machine.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TREES = ROOT / "dist" / "trees"
KEPT = 4

_FOLDERS = ("functions", "shared", "rumpus", "migrations")
_FILES = ("Dockerfile", ".dockerignore", "requirements/gateway.txt", "layers/rds-ca.pem")
_STUDIO = Path("shared", "games", "studio")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "tests", ".*")


class BadGame(Exception):  # noqa: N818 - named for what is wrong with the folder
    """A folder holds no game that can be deployed; the message says why."""


def tree(games: Sequence[Path]) -> Path:
    """Return the folder whose code is deployed; raise BadGame.

    `games` are folders as `rumpus new-game` makes them: each has the package of a game. The copy is
    named by its content, so processes share it, and it appears atomically.
    """
    packages = [package for folder in games for package in packages_of(folder)]
    if not packages:
        return ROOT
    TREES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TREES) as made:
        new = Path(made, "tree")
        _copy(new, packages)
        found = TREES / _content(new)
        if not found.exists():
            _check(new, packages)
            _keep(new, found)
    found.touch()
    _forget_old()
    return found


def _keep(new: Path, found: Path) -> None:
    """Move a copy to its place, unless another process was faster with the same content."""
    try:
        new.rename(found)
    except OSError:
        if not found.exists():
            raise


def packages_of(folder: Path) -> list[Path]:
    """Return the packages of the games in a folder; raise BadGame if there is none."""
    found = [path.parent for path in sorted(folder.glob("*/__init__.py"))]
    packages = [path for path in found if path.name != "tests"]
    if not packages:
        raise BadGame(f"{folder} has no game: rumpus new-game NAME --at {folder} writes one.")
    return packages


def _copy(new: Path, packages: Sequence[Path]) -> None:
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, new / name, ignore=_LEFT_OUT)
    for name in _FILES:
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, new / name)
    for package in packages:
        shutil.copytree(package, new / _STUDIO / package.name, ignore=_LEFT_OUT)


def _check(new: Path, packages: Sequence[Path]) -> None:
    """Import the catalogue as a process will, to report faults of a manifest now."""
    command = (sys.executable, "-B", "-c", "import shared.games.catalogue")
    run = subprocess.run(command, cwd=new, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        raise BadGame(_reason(run.stderr.strip(), new, packages))


def _reason(said: str, new: Path, packages: Sequence[Path]) -> str:
    """Return the faults of a manifest, or where in the studio's own files an import failed."""
    _, is_manifest, faults = said.rpartition("BadManifest: ")
    if is_manifest:
        return faults
    for package in packages:
        said = said.replace(str(new / _STUDIO / package.name), str(package))
    begins = [said.find(f'  File "{package}/') for package in packages]
    return "it can't be imported:\n" + said[min((at for at in begins if at >= 0), default=0) :]


def _content(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _forget_old() -> None:
    """Remove all but the newest few copies; one that another process is making is new."""
    trees = sorted(TREES.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in trees[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
