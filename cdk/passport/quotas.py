"""Quotas of an AWS account: what is allowed by default, and by which code more is asked for."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, convert

FILE = Path(__file__).with_name("quotas.csv")

KEPT_BY_LAMBDA = 100
"""Executions at once that AWS lets nobody reserve."""

type Client = Callable[[str], Any]
"""Makes a client of a service."""


class Quota(Struct, frozen=True):
    """A line of `quotas.csv`.

    Attributes:
        default: of a new account, where it is less than what AWS's pages say.
        service, code: by which AWS knows it. Some have no code in any document: those are found by
            `name`.
        instead: what to do about one that nobody can raise.
        read: when it was looked up.
    """

    key: str
    what: str
    default: float
    service: str
    code: str
    name: str
    instead: str
    read: date

    def command(self, wanted: float) -> str:
        """What asks AWS for so much."""
        if not self.code:
            return (
                f"aws service-quotas list-service-quotas --service-code {self.service} "
                f"--query \"Quotas[?QuotaName=='{self.name}']\", then ask for {wanted:.0f}"
            )
        return (
            f"aws service-quotas request-service-quota-increase --service-code {self.service} "
            f"--quota-code {self.code} --desired-value {wanted:.0f}"
        )


def quotas() -> dict[str, Quota]:
    """Return all by their keys."""
    with FILE.open(newline="") as file:
        found = convert(list(csv.DictReader(file)), list[Quota], strict=False)
    return {each.key: each for each in found}


def applied(client: Client, quota: Quota) -> float | None:
    """Return what an account is allowed now; None for what AWS tells of no account."""
    if not quota.service:
        return None
    service = client("service-quotas")
    if quota.code:
        found = service.get_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)
        return float(found["Quota"]["Value"])
    pages = service.get_paginator("list_service_quotas").paginate(ServiceCode=quota.service)
    named = (each for page in pages for each in page["Quotas"] if each["QuotaName"] == quota.name)
    return next((float(each["Value"]) for each in named), None)
