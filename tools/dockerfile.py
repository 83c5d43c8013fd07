"""Reads a Dockerfile and its .dockerignore as far as ours go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Instruction:
    """Such as COPY, with what follows it."""

    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The words of a list in JSON, or those without an option before them."""
        if self.rest.startswith("["):
            return [str(word) for word in json.loads(self.rest)]
        return [word for word in self.rest.split() if not word.startswith("--")]

    def option(self, name: str) -> str:
        """The value of --name=value; empty without."""
        given = [word.partition("=") for word in self.rest.split() if word.startswith("--")]
        return next((value for key, _, value in given if key == f"--{name}"), "")


def stages(text: str) -> list[list[Instruction]]:
    """The instructions of each stage, which begins with its FROM."""
    found: list[list[Instruction]] = []
    for line in _lines(text):
        word, _, rest = line.partition(" ")
        if word.upper() == "FROM":
            found.append([])
        found[-1].append(Instruction(word.upper(), rest.strip()))
    return found


def _lines(text: str) -> list[str]:
    """Without comments, and with what continues on the next line in one."""
    kept = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(kept).replace("\\\n", " ")
    return [" ".join(line.split()) for line in joined.splitlines()]


def is_sent(path: str, ignore: str) -> bool:
    """Whether a .dockerignore lets a path into the context: its last rule that matches says."""
    sent = True
    for rule in _lines(ignore):
        if _matches(path, rule.removeprefix("!")):
            sent = rule.startswith("!")
    return sent


def _matches(path: str, pattern: str) -> bool:
    """A rule is about a path and all that is in it; `**/` is any place."""
    places = [PurePosixPath(path), *PurePosixPath(path).parents][:-1]
    return any(
        fnmatch(
            place.name if pattern.startswith("**/") else str(place), pattern.removeprefix("**/")
        )
        for place in places
    )
