"""Documents of hunts: YAML or JSON files with a title and rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from cli.documents import read_document

ISLAND = Path(__file__).with_name("island.yaml")


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """What the rules may be, the stage says: it answers with the path of what is wrong."""

    rules: dict[str, Any]
    title: str = "Hunt"


def load_document(path: Path) -> Document:
    """Read a document; the failure names what is wrong with the file."""
    return read_document(path, Document, "document", "hunt")
