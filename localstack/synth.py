"""Synthesises the template of stage `local`, again only if its inputs have changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from layers.tree import BadGame, tree
from localstack.child import Child, StageError
from localstack.folder import HOME, ROOT

STAGE = "local"
STACK = "rumpus-local"
KEPT = 4
TIMEOUT_SECONDS = 180

_FOLDERS = ("cdk", "shared", "rumpus", "functions", "layers")
_FILES = ("cdk.json", "package-lock.json", "requirements/lambda.txt", "requirements/dev.txt")


def code_with(games: Sequence[Path]) -> Path:
    """Return the tree of the deployed code; raise StageError for a bad game."""
    try:
        return tree([each.resolve() for each in games])
    except BadGame as bad:
        raise StageError(f"the game can't be deployed. {bad}") from None


def _sources() -> Iterator[Path]:
    for name in _FOLDERS:
        yield from sorted(ROOT.joinpath(name).rglob("*.py"))
    yield from (ROOT / name for name in _FILES)


def content_hash(code: Path = ROOT) -> str:
    """Return a hash of the template's inputs; a tree with games is named by its content."""
    digest = hashlib.sha256(b"" if code == ROOT else code.name.encode())
    for path in _sources():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@dataclass
class Synth:
    """`assembly` is complete once `wait` has returned; stages with the same content share it."""

    assembly: Path
    made: Path
    child: Child | None

    def wait(self) -> None:
        if self.child is None:
            return
        self.child.finish(TIMEOUT_SECONDS)
        try:
            self.made.rename(self.assembly)
        except OSError:  # another stage was faster with the same content
            if not self.assembly.exists():
                raise
        _forget_old(self.assembly.parent)


def _forget_old(folder: Path) -> None:
    made = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in made[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def start_synth(run: Path, games: Sequence[Path], code: Path) -> Synth:
    """Start the CDK app in the background, unless its output is cached.

    `code` is the tree with the studio's games.
    """
    assembly = HOME / "cdk.out" / content_hash(code)
    made = run / "cdk.out"
    if (assembly / "manifest.json").exists():
        assembly.touch()
        return Synth(assembly, made, None)
    assembly.parent.mkdir(parents=True, exist_ok=True)
    environment = {
        "CDK_OUTDIR": str(made),
        "CDK_CONTEXT_JSON": json.dumps({"stage": STAGE, "games": ",".join(map(str, games))}),
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
    }
    child = Child("synth", [sys.executable, "-m", "cdk.app"], run, environment, cwd=ROOT)
    child.start()
    return Synth(assembly, made, child)
