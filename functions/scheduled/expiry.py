"""Ends expired listings, each minute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.application.economy.maintenance import expire_listings
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import metric
from shared.runtime.observed import observed

LONGEST = timedelta(seconds=50)


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    expire(application())


def expire(app: Application) -> int:
    expired = expire_listings(app, app.clock() + LONGEST)
    if expired:
        metric("expiry", "ListingsExpired", expired)
    return expired
