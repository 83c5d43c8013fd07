"""Parses a Dockerfile and its .dockerignore, as far as ours need it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Instruction:
    """An instruction such as COPY, with its arguments."""

    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """Return the words of a JSON list, or all words that are no options."""
        if self.rest.startswith("["):
            return [str(word) for word in json.loads(self.rest)]
        return [word for word in self.rest.split() if not word.startswith("--")]

    def option(self, name: str) -> str:
        """Return the value of --name=value; empty without it."""
        given = [word.partition("=") for word in self.rest.split() if word.startswith("--")]
        return next((value for key, _, value in given if key == f"--{name}"), "")


def stages(text: str) -> list[list[Instruction]]:
    """Return the instructions of each stage, which begins with its FROM."""
    found: list[list[Instruction]] = []
    for line in _lines(text):
        word, _, rest = line.partition(" ")
        if word.upper() == "FROM":
            found.append([])
        found[-1].append(Instruction(word.upper(), rest.strip()))
    return found


def _lines(text: str) -> list[str]:
    """Return the lines without comments, with continued lines joined."""
    kept = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(kept).replace("\\\n", " ")
    return [" ".join(line.split()) for line in joined.splitlines()]


def is_sent(path: str, ignore: str) -> bool:
    """Return whether a .dockerignore lets a path in; its last matching rule decides."""
    sent = True
    for rule in _lines(ignore):
        if _matches(path, rule.removeprefix("!")):
            sent = rule.startswith("!")
    return sent


def _matches(path: str, pattern: str) -> bool:
    """Return whether a rule covers a path, or a folder that contains it; `**/` is any depth."""
    places = [PurePosixPath(path), *PurePosixPath(path).parents][:-1]
    return any(
        fnmatch(
            place.name if pattern.startswith("**/") else str(place), pattern.removeprefix("**/")
        )
        for place in places
    )
