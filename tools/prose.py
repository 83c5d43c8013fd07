"""Checks that no line of a page is too long to be read in an editor or a diff."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from tools.references import repository

LONGEST = 160


def faults(files: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each overlong line of the pages in `files`, texts by path."""
    for path, text in files.items():
        if path.endswith(".md"):
            for number, line in enumerate(text.splitlines(), start=1):
                if len(line) > LONGEST:
                    yield f"{path}:{number}: {len(line)} characters, {LONGEST} are allowed"


if __name__ == "__main__":
    found = list(faults(repository()))
    print(*found, sep="\n", end="\n" * bool(found))
    sys.exit(bool(found))
