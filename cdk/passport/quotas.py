"""Quotas of an AWS account: the defaults, and the codes by which more is requested."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, convert

FILE = Path(__file__).with_name("quotas.csv")

KEPT_BY_LAMBDA = 100
"""Concurrent executions that AWS keeps unreserved."""

type Client = Callable[[str], Any]
"""Makes a client of a service."""


class Quota(Struct, frozen=True):
    """A line of `quotas.csv`.

    Attributes:
        default: of a new account, where it is less than what AWS's pages say.
        service, code: AWS's names for it. Some have no documented code: those are found by `name`.
        instead: what to do if the quota can't be raised.
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
        """Return the command that requests this quota from AWS."""
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
    """Return all quotas by their keys."""
    with FILE.open(newline="") as file:
        found = convert(list(csv.DictReader(file)), list[Quota], strict=False)
    return {each.key: each for each in found}


def applied(client: Client, quota: Quota) -> float | None:
    """Return an account's current quota; None if AWS publishes it for no account."""
    if not quota.service:
        return None
    service = client("service-quotas")
    if quota.code:
        found = service.get_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)
        return float(found["Quota"]["Value"])
    pages = service.get_paginator("list_service_quotas").paginate(ServiceCode=quota.service)
    named = (each for page in pages for each in page["Quotas"] if each["QuotaName"] == quota.name)
    return next((float(each["Value"]) for each in named), None)
