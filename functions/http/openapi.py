"""The document of the HTTP API, made from the routes."""

from __future__ import annotations

import json

from functions.http.api import create_app
from shared.runtime.bootstrap import Application


def document(parts: Application) -> str:
    """Return the OpenAPI document as JSON."""
    return json.dumps(create_app(parts).openapi())
