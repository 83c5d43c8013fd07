"""Where lines are pushed: Loki, or what speaks its push."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from shared.adapters.post import SinkAway, post

PATH = "/loki/api/v1/push"


class LokiPush:
    """Pushes to the Loki at a URL; `headers` say who asks, where it wants to know."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self._url = url.rstrip("/") + PATH
        self._headers = headers or {}

    def push(self, body: bytes) -> bool:
        """Return whether all was taken; what is refused now is refused for ever.

        Lines that came before are taken again as the same. Raises SinkAway.
        """
        match post(self._url, body, self._headers).status:
            case HTTPStatus.OK | HTTPStatus.NO_CONTENT:
                return True
            case HTTPStatus.BAD_REQUEST | HTTPStatus.UNPROCESSABLE_ENTITY:
                return False
            case status:
                raise SinkAway(f"Loki answers {status}")
