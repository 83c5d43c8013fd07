"""What a module imports, at once or later, and what that imports: by reading, not by running."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path


def reached(root: Path, packages: frozenset[str], *modules: str) -> tuple[set[str], set[str]]:
    """Return the modules of `packages` that are reached, and the top names of what is not theirs.

    The standard library is in neither.
    """
    ours: set[str] = set()
    others: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        top = module.partition(".")[0]
        if top in packages:
            path = _file(root, module)
            if path is not None and module not in ours:
                ours.add(module)
                waiting += [*_imports(path), module.rpartition(".")[0] or module]
        elif top not in sys.stdlib_module_names:
            others.add(top)
    return ours, others


def _file(root: Path, module: str) -> Path | None:
    """None for a name in a module, such as a class."""
    place = root.joinpath(*module.split("."))
    found = [place.with_suffix(".py"), place / "__init__.py"]
    return next((path for path in found if path.is_file()), None)


def _imports(path: Path) -> Iterator[str]:
    for node in _run(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, f"{path}: a relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those for type checkers alone."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            yield from (each for other in child.orelse for each in _run(other))
        else:
            yield from _run(child)
