"""Checks the image of the servers without building it: `python -m tools.image`.

It reads the Dockerfile, the imports of the image's programs, and the lock; it needs no container
engine, no registry and no base image.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

from grimp import build_graph

from shared.runtime.settings import Settings
from shared.workloads import WORKLOADS
from tools.dockerfile import Instruction, is_sent, stages

ROOT = Path(__file__).resolve().parents[1]
LOCK = "requirements/gateway.txt"
STAMP = Path("dist", "image.sha256")
PACKAGES = frozenset({"functions", "shared", "rumpus"})
PUBLIC = "layers/rds-ca.pem"  # CA certificates, without keys
NOT_SENT = (".git/config", ".env", "tests/memory.py", "node_modules/x", "cdk.out/x", "dist/x")
_SECRET = re.compile(r"secret|token|passw|credential|private|\.pem\b|\bkey\b", re.IGNORECASE)
_PLATFORM = ("--python-platform", "aarch64-manylinux_2_28", "--python-version", "3.13")


def faults(root: Path) -> Iterator[str]:
    """Yield a sentence for each fault of a tree's image."""
    parts = stages((root / "Dockerfile").read_text())
    ignore = (root / ".dockerignore").read_text()
    yield from _bases(parts, (root / ".python-version").read_text().strip())
    yield from _copies(parts, ignore, root)
    yield from _secrets(parts)
    yield from _last(parts[-1])
    yield from _modules(root, [workload.main for workload in WORKLOADS if workload.main])


def _bases(parts: Sequence[Sequence[Instruction]], python: str) -> Iterator[str]:
    for stage in parts:
        base = stage[0].words[0]
        if base != f"python:{python}-slim":
            yield f"A stage is made from {base}, and Python here is {python}."


def _copies(parts: Sequence[Sequence[Instruction]], ignore: str, root: Path) -> Iterator[str]:
    for instruction in (each for stage in parts for each in stage):
        if instruction.word == "ADD":
            yield "ADD fetches and unpacks: use COPY."
        if instruction.word == "COPY" and not instruction.option("from"):
            for source in instruction.words[:-1]:
                yield from _source(source, ignore, root)
    yield from (f".dockerignore lets {path} in." for path in NOT_SENT if is_sent(path, ignore))


def _source(source: str, ignore: str, root: Path) -> Iterator[str]:
    if not (root / source).exists():
        yield f"COPY names {source}, which does not exist."
    if not is_sent(source, ignore):
        yield f"COPY names {source}, which .dockerignore keeps out."


def _secrets(parts: Sequence[Sequence[Instruction]]) -> Iterator[str]:
    for instruction in (each for stage in parts for each in stage):
        if _SECRET.search(instruction.rest.replace(PUBLIC, "").replace("/opt/rds-ca.pem", "")):
            yield f"{instruction.word} {instruction.rest} looks like a secret in the image."


def _last(stage: Sequence[Instruction]) -> Iterator[str]:
    """Yield the faults of the last stage, which runs."""
    said = {each.word: each for each in stage}
    if "RUN" in said:
        yield "The last stage runs something, so it can't be made on another processor."
    if "HEALTHCHECK" not in said:
        yield "The image has no HEALTHCHECK."
    user = said["USER"].rest if "USER" in said else "root"
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", user):
        yield f"The image runs as {user}: name a user and a group by numbers above 0."
    port = Settings(stage="").gateway_port
    if "EXPOSE" not in said or said["EXPOSE"].words != [str(port)]:
        yield f"The image does not expose {port}, at which a server listens."
    command = [word for name in ("ENTRYPOINT", "CMD") if name in said for word in said[name].words]
    if command != ["python", "-m", "functions.ws.gateway"]:
        yield f"The image runs {' '.join(command)}, not the gateway."


def _modules(root: Path, mains: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each module that runs, but is in neither our packages nor the lock."""
    entries = [f"{main}.__main__" for main in mains]
    imported = reached(*entries)
    yield from (f"{entry} does not exist." for entry in entries if entry not in imported)
    locked = {_plain(name) for name in re.findall(r"(?m)^([\w.-]+)==", (root / LOCK).read_text())}
    installed = packages_distributions()
    others = {name.partition(".")[0] for name in imported} - PACKAGES - sys.stdlib_module_names
    for name in sorted(others):
        if not locked & {_plain(each) for each in installed.get(name, [])}:
            yield f"A server imports {name}, which {LOCK} does not have."


def reached(*modules: str) -> set[str]:
    """Return the existing modules, and all that they import, at once or lazily."""
    graph = build_graph(
        *sorted(PACKAGES),
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )
    found = graph.modules & set(modules)
    return found.union(*(graph.find_upstream_modules(each) for each in found))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def missing_wheels(root: Path) -> str:
    """Return the lock's packages without a wheel for the image; cached until the lock changes."""
    stamp = root / STAMP
    wanted = hashlib.sha256((root / LOCK).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return ""
    uv = shutil.which("uv") or str(ROOT / ".rumpus" / "uv" / "bin" / "uv")
    asked = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [
            *(uv, "pip", "install", "--dry-run", "--quiet", "--require-hashes"),
            *("--only-binary", ":all:", *_PLATFORM),
            *("--target", str(root / "dist" / "image"), "-r", str(root / LOCK)),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if asked.returncode == 0:
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(wanted)
    return asked.stderr if asked.returncode else ""


def main() -> int:
    found = [*faults(ROOT), *filter(None, [missing_wheels(ROOT)])]
    for fault in found:
        print(fault)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
