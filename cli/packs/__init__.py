"""Packs of questions: YAML or JSON files with a title, questions, and perhaps rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, to_builtins

from cli.documents import read_document

DEMO = Path(__file__).with_name("demo.yaml")


class PackedQuestion(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One question; an answer counts whatever its case and spacing."""

    id: Annotated[str, Meta(min_length=1, max_length=64)]
    prompt: Annotated[str, Meta(min_length=1)]
    answers: Annotated[list[str], Meta(min_length=1)]
    choices: list[str] = []
    points: Annotated[int, Meta(ge=1)] = 10


class Pack(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    questions: Annotated[list[PackedQuestion], Meta(min_length=1)]
    title: str = "Battle"
    rules: dict[str, int] = {}

    def plan(self) -> dict[str, Any]:
        """The part of a battle's plan that a pack decides."""
        plan: dict[str, Any] = {"title": self.title, **to_builtins(self)}
        return plan


def load_pack(path: Path) -> Pack:
    """Read a pack; the failure names what is wrong with the file."""
    return read_document(path, Pack, "pack", "pack of questions")
