"""A pack of questions, and the hash that freezes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from msgspec import Struct
from msgspec.json import encode

MAX_ANSWER = 1000
"""Longest answer, in characters: what `normalised` costs may grow with the square of them."""


class Question(Struct, frozen=True):
    """`answers` is the key: it stays on the server (see `view.py`)."""

    id: str
    prompt: str
    answers: tuple[str, ...]
    choices: tuple[str, ...] = ()
    points: int = 10

    def accepts(self, answer: str) -> bool:
        return normalised(answer) in {normalised(each) for each in self.answers}


def normalised(answer: str) -> str:
    """Fold case, Unicode form and white space: what a person would call the same answer."""
    return " ".join(unicodedata.normalize("NFKC", answer).casefold().split())


def content_hash(questions: Iterable[Question]) -> str:
    """SHA-256 over the canonical JSON of the pack, in hexadecimal."""
    return sha256(encode(tuple(questions), order="deterministic")).hexdigest()
