"""The route that says whether the stage can play."""

from __future__ import annotations

from fastapi import APIRouter

from functions.http.caller import Parts
from shared.application.ports import CacheUnavailable
from shared.wire.http import HealthAnswer

router = APIRouter(tags=["health"])


@router.get("/health")
def health(parts: Parts) -> HealthAnswer:
    """Check that the log can be read. The stage is healthy even if the cache is unavailable."""
    parts.log.latest("health", 1)
    try:
        parts.coordination.get("health")
    except CacheUnavailable:
        return HealthAnswer(ok=True, stage=parts.settings.stage, cache=False)
    return HealthAnswer(ok=True, stage=parts.settings.stage, cache=True)
