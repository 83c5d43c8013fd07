"""Pushes lines to Loki, or to any server with Loki's push API."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from shared.adapters.post import SinkAway, post

PATH = "/loki/api/v1/push"


class LokiPush:
    """Pushes to the Loki at a URL; `headers` authenticate the sender if Loki requires it."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self._url = url.rstrip("/") + PATH
        self._headers = headers or {}

    def push(self, body: bytes) -> bool:
        """Return whether Loki took all lines; a refusal is final. Raise SinkAway.

        Loki deduplicates lines that it already has.
        """
        match post(self._url, body, self._headers).status:
            case HTTPStatus.OK | HTTPStatus.NO_CONTENT:
                return True
            case HTTPStatus.BAD_REQUEST | HTTPStatus.UNPROCESSABLE_ENTITY:
                return False
            case status:
                raise SinkAway(f"Loki answers {status}")
