"""Checks that the targets of the repository's references exist: sources' rows, files, anchors."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from posixpath import dirname, normpath

ROOT = Path(__file__).parent.parent
SOURCES = "docs/sources.md"
TEMPLATE = "cli/new_game/template"
"""The folder from which the tutorial's code is taken."""

BUILT = {"node_modules", "dist", "cdk.out", "__pycache__"}
"""Folders that are not part of the repository, like all whose name begins with a dot."""

_ROW = re.compile(r"\bS[0-4]-\d+\b")
_OUTSIDE = re.compile(r"\(D\d+[,)]")
_CODE = "bench|cdk|cli|client|functions|layers|localstack|migrations|shared|tests|tools"
_PATH = re.compile(
    rf"(?<![\w./-])(?:docs/[\w./-]*\w(?:#[\w-]+)?|(?:{_CODE})/[\w./-]*\w\.(?:md|py|sql)\b)"
)
_LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)", re.MULTILINE)
_CUT = re.compile(r"<!-- cut: (\S+)[^>]*-->")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_ANCHOR = re.compile(r'<a id="([^"]+)"|^#+ (.+)$', re.MULTILINE)


def faults(files: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each broken reference in `files`, texts by path."""
    anchors = {path: set(_anchors(text)) for path, text in files.items() if path.endswith(".md")}
    there = set(files) | {str(each) for path in files for each in PurePosixPath(path).parents}
    for path, text in files.items():
        for row in _ROW.findall(text):
            if row.lower() not in anchors.get(SOURCES, ()):
                yield f"{path}: {row} is no row of {SOURCES}"
        for outside in _OUTSIDE.findall(text):
            yield f"{path}: {outside[:-1]}) names no document that is here"
        for target in dict.fromkeys(_targets(path, text)):
            file, _, anchor = target.partition("#")
            if file not in there:
                yield f"{path}: {file} does not exist"
            elif anchor and anchor not in anchors.get(file, ()):
                yield f"{path}: {file} has no anchor {anchor}"


def repository(root: Path = ROOT) -> dict[str, str]:
    """Return the texts of the files under `root`, by path."""
    found = {}
    for folder, folders, names in root.walk():
        folders[:] = [name for name in folders if name not in BUILT and not name.startswith(".")]
        for path in (folder / name for name in names):
            found[path.relative_to(root).as_posix()] = path.read_text(errors="replace")
    return found


def _anchors(text: str) -> Iterator[str]:
    """Yield the anchors of a page on GitHub: its headings', and explicit ones."""
    for anchor, heading in _ANCHOR.findall(_FENCED.sub("", text)):
        yield anchor or re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _targets(path: str, text: str) -> Iterator[str]:
    """Yield a file's references, relative to the root: paths in its text, and a page's links."""
    yield from _PATH.findall(_CUT.sub("", text))
    if not path.endswith(".md"):
        return
    yield from (f"{TEMPLATE}/{file}" for file in _CUT.findall(text))
    for inline, defined in _LINK.findall(_FENCED.sub("", text)):
        target = inline or defined
        if target.startswith("#"):
            yield path + target
        elif ":" not in target:
            yield normpath(f"{dirname(path)}/{target}").removeprefix("/")


if __name__ == "__main__":
    found = list(faults(repository()))
    print(*found, sep="\n", end="\n" * bool(found))
    sys.exit(bool(found))
