"""The documents of both APIs are what their specifications allow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.http.openapi import document as openapi
from shared.runtime.bootstrap import Application
from shared.runtime.settings import Settings
from shared.wire.asyncapi import document as asyncapi
from tools.specifications import faults

PARTS = Application(Settings(stage="test"))
DOCUMENTS = {
    "asyncapi.json": asyncapi(PARTS.games, PARTS.frames.of_players),
    "openapi.json": openapi(PARTS),
}


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(target)}:
            yield target
        case dict():
            for each in value.values():
                yield from references(each)
        case list():
            for each in value:
                yield from references(each)
        case _:
            pass


@pytest.mark.parametrize("name", DOCUMENTS)
class TestDocument:
    def read(self, name: str) -> Any:
        return json.loads(DOCUMENTS[name])

    def test_keeps_to_its_specification(self, name: str) -> None:
        assert list(faults(name, self.read(name))) == []

    def test_leaves_no_reference_dangling(self, name: str) -> None:
        document = self.read(name)
        targets = set(references(document))
        assert len(targets) > 20
        for target in targets:
            found: Any = document
            for step in target.removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]

    def test_that_does_not_is_told(self, name: str) -> None:
        document = self.read(name) | {"info": {"version": 1}}
        assert any(fault.startswith(f"docs/{name}: info") for fault in faults(name, document))
