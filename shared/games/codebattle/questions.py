"""A pack of questions, and the hash that freezes it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property  # noqa: TID251 - pure: at worst two threads work it out
from hashlib import sha256
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.json import encode

from shared.kernel.same_text import normalised

MAX_ANSWER = 1000
"""Maximum characters of an answer: the cost of `normalised` may grow with their square."""


type AnswerText = Annotated[str, Meta(max_length=MAX_ANSWER)]


class Question(Struct, frozen=True, dict=True, forbid_unknown_fields=True):
    """A question. Players never receive its `answers` (see `view.py`)."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$(?!\n)")]
    prompt: Annotated[str, Meta(min_length=1, max_length=4000)]
    answers: Annotated[tuple[AnswerText, ...], Meta(min_length=1)]
    choices: tuple[AnswerText, ...] = ()
    points: Annotated[int, Meta(ge=1, le=100_000)] = 10

    def accepts(self, answer: str) -> bool:
        return normalised(answer) in self.accepted

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The accepted answers in canonical form, computed once: a question may have thousands."""
        return frozenset(map(normalised, self.answers))


def content_hash(questions: Iterable[Question]) -> str:
    """Return the SHA-256 over the canonical JSON of the pack, in hexadecimal."""
    return sha256(encode(tuple(questions), order="deterministic")).hexdigest()
