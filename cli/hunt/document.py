"""Documents of hunts: YAML or JSON files with a title and rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct, ValidationError, convert
from msgspec.json import encode

from cli.failure import Failed

ISLAND = Path(__file__).with_name("island.yaml")


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """What the rules may be, the stage says: it answers with the path of what is wrong."""

    rules: dict[str, Any]
    title: str = "Hunt"


def load_document(path: Path) -> Document:
    """Read a document; the failure names what is wrong with the file."""
    import yaml  # noqa: PLC0415 - --help must not wait for it

    try:
        document = convert(yaml.safe_load(path.read_text()), Document)
        encode(document)  # a lone surrogate can be written as an escape, but not be sent
    except OSError as error:
        raise Failed(f"The document {path} can't be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise Failed(f"The document {path} is neither YAML nor JSON: {reason}.") from error
    except (ValidationError, TypeError) as error:
        raise Failed(f"The document {path} is no hunt: {error}.") from error
    return document
