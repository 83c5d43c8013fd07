"""Packs of questions: YAML or JSON files with a title, questions, and perhaps rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert, to_builtins
from msgspec.json import encode

from cli.failure import Failed

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
    import yaml  # noqa: PLC0415 - --help must not wait for it

    try:
        pack = convert(yaml.safe_load(path.read_text()), Pack)
        encode(pack)  # a lone surrogate can be written as an escape, but not be sent
    except OSError as error:
        raise Failed(f"The pack {path} can't be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise Failed(f"The pack {path} is neither YAML nor JSON: {reason}.") from error
    except ValidationError as error:
        raise Failed(f"The pack {path} is no pack of questions: {error}.") from error
    return pack
