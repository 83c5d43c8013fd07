"""Audits the economy each night and on an operator's request, and keeps the report in a view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from shared.application.economy.audit_economy import Difference, Ledger, audit_economy
from shared.application.economy.audit_rewards import Sources, audit_rewards, audit_sample
from shared.application.economy.ports import Ports
from shared.application.economy.unrewarded import unrewarded
from shared.application.ports import Each, Views
from shared.kernel.typed import converter

KIND = "audit"
ASKED, REPORT = "economy-asked", "economy"

NIGHT_HOUR = 3
"""Hour of the nightly audit, in UTC."""

LONGEST = timedelta(minutes=15)
"""Time after which an unfinished audit counts as killed: no function runs longer."""

AGAIN = timedelta(hours=1)
"""Time after a failed audit before the next one."""

MOST_KEPT = 300
"""Maximum differences in a report; an item of DynamoDB has at most 400 KB."""


class AuditKilled(Exception):  # noqa: N818 - a fact: its process had no time to say so
    """The last audit was killed before its end."""


class AuditRequest(Struct, frozen=True):
    asked_at: datetime


_read_request = converter(AuditRequest)


class Report(Struct, frozen=True):
    """The result of an audit; it answers requests made at `answers` or before."""

    started_at: datetime
    state: Literal["running", "done", "failed"] = "running"
    answers: datetime | None = None
    finished_at: datetime | None = None
    found: int = 0
    differences: tuple[Difference, ...] = ()


_read_report = converter(Report)


def ask_for_audit(views: Views, now: datetime) -> datetime:
    """Request an audit that begins after now; return the time to which its report refers."""
    views.put(KIND, ASKED, AuditRequest(now), _order(now))
    return now


def latest_audit(views: Views) -> Report | None:
    stored = views.get(KIND, REPORT)
    return None if stored is None else _read_report(stored)


def audit_when_due(ports: Ports, ledger: Ledger, *, each: Each = map) -> Report | None:
    """Audit if it is due or requested; return the report, or None.

    Two at once do no harm: an audit only reads. A failed audit is stored as failed and raises; a
    killed one raises AuditKilled at a later call.
    """
    now = ports.clock()
    asked, last = _asked(ports.views), latest_audit(ports.views)
    if last is not None and last.state == "running" and now >= last.started_at + LONGEST:
        _keep(ports.views, replace(last, state="failed", finished_at=now))
        raise AuditKilled(f"it began at {last.started_at}")
    if not _is_due(last, asked, now):
        return None
    report = Report(now, answers=asked)
    _keep(ports.views, report)
    try:
        differences = [*audit_economy(ledger)]
        none = partial(unrewarded, ports)
        of = Sources(ledger, ports.log, ports.games, now, each, none, ports.players.ids_of)
        differences += [*audit_rewards(of), *audit_sample(of)]
    except Exception:
        _keep(ports.views, replace(report, state="failed", finished_at=ports.clock()))
        raise
    report = _told(report, differences, ports.clock())
    _keep(ports.views, report)
    return report


def _asked(views: Views) -> datetime | None:
    stored = views.get(KIND, ASKED)
    return None if stored is None else _read_request(stored).asked_at


def _is_due(last: Report | None, asked: datetime | None, now: datetime) -> bool:
    if last is None:
        return asked is not None or now.hour >= NIGHT_HOUR
    if last.state == "running":
        return False
    if asked is not None and (last.answers is None or asked > last.answers):
        return True
    if last.state == "failed":
        return now >= last.started_at + AGAIN
    night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return last.started_at < night <= now


def _told(report: Report, differences: Sequence[Difference], now: datetime) -> Report:
    return replace(
        report,
        state="done",
        finished_at=now,
        found=len(differences),
        differences=tuple(differences[:MOST_KEPT]),
    )


def _keep(views: Views, report: Report) -> None:
    views.put(KIND, REPORT, report, _order(report.started_at))


def _order(at: datetime) -> int:
    """Return the order of a report, by its beginning: an earlier one never replaces a later one."""
    return int(at.timestamp() * 1000)
