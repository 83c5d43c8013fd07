"""No thread meets a type that msgspec is still learning."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LEARNT = {
    "shared/kernel/typed.py": "makes what converts",
    "shared/wire/packed.py": "its codec has learnt all facts",
    "shared/wire/moments.py": "no Struct",
    "shared/adapters/postgres/players.py": "no Struct",
    "shared/runtime/settings.py": "one thread, before all others",
    "functions/queues/deferred.py": "Lambda has one thread a process",
    "shared/application/letters/edit.py": "no Struct",
}
"""Files that ask msgspec for a type in passing, and why they may."""

RACE = """
import sys, threading
from msgspec import Struct, defstruct
from shared.kernel.typed import converter

sys.setswitchinterval(1e-6)
for turn in range(60):
    inner = [
        defstruct(f"I{k}", [(f"f{n}", "int | str | None", None) for n in range(12)])
        for k in range(6)
    ]
    outer = defstruct("Outer", [(f"a{k}", each | None, None) for k, each in enumerate(inner)])
    data = {f"a{k}": {f"f{n}": n for n in range(12)} for k in range(6)}
    read, barrier = converter(outer), threading.Barrier(8)

    def use():
        barrier.wait()
        read(data)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
"""


def asked_in_passing(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            typed = any(each.arg == "type" for each in node.keywords)
            if name == "convert" or (name == "decode" and typed):
                yield node.lineno


@pytest.mark.parametrize("folder", ["shared", "functions"])
def test_types_are_learnt_as_modules_are_imported(folder: str) -> None:
    found = [
        f"{name}:{line}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (name := str(path.relative_to(ROOT))) not in LEARNT
        for line in asked_in_passing(ast.parse(path.read_text()))
    ]
    assert not found, f"use shared.kernel.typed.converter or a Decoder of the module: {found}"


def test_a_converter_is_used_by_many_threads_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", RACE], cwd=ROOT, check=False)  # noqa: S603
    assert done.returncode == 0
