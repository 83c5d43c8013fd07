"""A rehearsal on a terminal."""

from __future__ import annotations

from typing import Any

from msgspec import convert

from cli.load.show import say_requests, say_verdict
from cli.load.verdict import Row
from cli.load.wording import amount, counts, spread
from cli.output import plain, say, say_pairs, say_table

RESOURCES = 4
"""Number of resources of a bill that are named; `--json` has all."""


def show(found: dict[str, Any]) -> None:
    say_requests(found)
    latencies = (("a push to all", "push_ms"), ("wait for a match", "wait_for_match_ms"))
    spreads = [(what, spread(found[name])) for what, name in latencies if found[name]["max"]]
    say_pairs((*spreads, *((name, str(value)) for name, value in found["rehearsal"].items())))
    say_table(
        ("quota of a new account", ">most needed", ">allowed", "broken"),
        [_quota(each) for each in found["quotas"]],
    )
    say_pairs([("refused for a quota", plain(counts(found["refused_by_quotas"])))])
    say_verdict([convert(_row(each), Row) for each in found["verdict"]])
    if "beside" in found:
        _say_beside(found["beside"])
    say(first(found["quotas"]))
    say(bill(found["bill"]))
    say(f"The same again: {found['again']}")


def _say_beside(found: dict[str, Any]) -> None:
    say_table(
        ("both designs", ">naive", ">Rumpus", "the real battle"),
        [
            (each["name"], amount(each["naive"]), amount(each["ours"]), each["source"])
            for each in found["pairs"]
        ],
    )
    say(naive(found))


def naive(found: dict[str, Any]) -> str:
    if found["broke"] is None:
        return "The naive design bears this crowd, too."
    return (
        f"The naive design broke after {found['broke']:,.0f} s, with {found['there']:,} players "
        f"there: {found['fullest']} had the most left to do. It was played for a minute more."
    )


def bill(found: dict[str, Any]) -> str:
    """Say what the crowd costs, and for what most of it is paid."""
    dear = [(name, each) for name, each in found["resources"].items() if each != "0.00"]
    told = ", ".join(f"{name} {each}" for name, each in dear[:RESOURCES]) or "less than a cent each"
    return (
        f"In its {found['seconds']:,.0f} seconds the crowd uses {found['dollars']} dollars "
        f"({told}); what a stage costs anyway is on top."
    )


def first(quotas: list[dict[str, Any]]) -> str:
    """Say which quota breaks first; they are ordered so."""
    if not quotas or quotas[0]["over_at"] is None:
        return "No quota of a new account is broken."
    row = quotas[0]
    remedy = "AWS raises it when asked" if row["raisable"] else "nobody can raise it"
    return (
        f"The first quota to break is {row['what']}: {amount(row['most'])} are needed where "
        f"{amount(row['allowed'])} are allowed, from second {row['over_at']} on; {remedy}."
    )


def _quota(row: dict[str, Any]) -> tuple[str, str, str, str]:
    broken = "" if row["over_at"] is None else f"after {row['over_at']} s"
    return row["what"], f"{amount(row['most'])} after {row['at']} s", amount(row["allowed"]), broken


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "met"}
