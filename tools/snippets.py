"""Inserts into a page the code that it shows, cut from tested files.

A page has `<!-- cut: FILE -->` or `<!-- cut: FILE NAME … -->` before a block of code; the block is
the file, or the definitions of those names in it.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

CUT = re.compile(r"(<!-- cut: (\S+)((?: \w+)*) -->\n```python\n)(.*?)(```\n)", re.DOTALL)


def with_snippets(page: str, folder: Path) -> str:
    """Return the page with each block replaced by the current code of a folder's files."""

    def cut(found: re.Match[str]) -> str:
        head, file, names, _, end = found.groups()
        return head + _code(folder / file, names.split()) + end

    return CUT.sub(cut, page)


def _code(path: Path, names: list[str]) -> str:
    text = path.read_text()
    if not names:
        return text
    lines = text.splitlines(keepends=True)
    found = {_name(node): node for node in ast.parse(text).body}
    parts = ["".join(lines[found[name].lineno - 1 : found[name].end_lineno]) for name in names]
    return "\n\n".join(parts)


def _name(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ""
