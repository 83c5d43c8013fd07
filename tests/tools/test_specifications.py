"""The documents of both APIs are what their specifications allow."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.http.openapi import document as openapi
from shared.wire.asyncapi import document as asyncapi
from tools.specifications import faults

DOCUMENTS = {"asyncapi.json": asyncapi, "openapi.json": openapi}


@pytest.mark.parametrize("name", DOCUMENTS)
class TestDocument:
    def read(self, name: str) -> Any:
        return json.loads(DOCUMENTS[name]())

    def test_keeps_to_its_specification(self, name: str) -> None:
        assert list(faults(name, self.read(name))) == []

    def test_that_does_not_is_told(self, name: str) -> None:
        document = self.read(name) | {"info": {"version": 1}}
        assert any(fault.startswith(f"docs/{name}: info") for fault in faults(name, document))
