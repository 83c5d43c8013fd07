"""A bill as a page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from cli.bill.show import comparison, conclusion
from cli.page import page as page_of
from cli.page import table
from cli.plot import bars, lines

SHOWN = 10


def page(found: dict[str, Any]) -> str:
    word = f'<span class="{"met" if found["good"] else "missed"}">${found["dollars"]:,.0f}</span>'
    return page_of(
        f"Bill: {found['profile']}",
        (
            f"<h1>{escape(found['profile'])}: {word} a month</h1>",
            f"<p>{escape(found['title'])}</p><p>{escape(conclusion(found))}</p>",
            f"<p>{escape(found['prices'])}</p>",
            f'<h2>Where it goes</h2><div class="plots">{"".join(_plots(found))}</div>',
            "<h2>What would change it</h2>",
            table(("a tenth less of", "saves dollars"), _levers(found)),
            table(("another way", "now", "then", "pays"), _crossovers(found)),
            *(f"<p>{escape(sentence)}</p>" for sentence in comparison(found)),
            "<h2>Lines</h2>",
            table(
                ("resource", "unit", "quantity", "a unit", "dollars", "AWS's usage type", "price"),
                map(_line, found["lines"]),
            ),
        ),
    )


def _plots(found: dict[str, Any]) -> Iterator[str]:
    resources = list(found["resources"].items())
    shown = dict(resources[:SHOWN])
    if rest := sum(dollars for _, dollars in resources[SHOWN:]):
        shown["all else"] = rest
    yield bars("By resource", "dollars a month", shown)
    if points := found["by_players"]:
        players = [each["players"] for each in points]
        dollars = {"dollars": [each["dollars"] for each in points]}
        title, unit = "By players at once", "dollars a month"
        yield lines(title, unit, players, dollars, log=False, across="")


def _levers(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in found["levers"]:
        yield escape(each["what"]), f"{each['saves']:,.2f}"


def _crossovers(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for each in found["crossovers"]:
        yield escape(each["what"]), f"{each['now']:,.2f}", f"{each['other']:,.2f}", each["at"]


def _line(line: dict[str, Any]) -> tuple[str, ...]:
    source = f'<a href="{escape(line["source"])}">{line["how"]}, {line["read"]}</a>'
    return (
        escape(line["resource"]),
        escape(line["unit"]),
        f"{line['quantity']:,.2f}",
        f"{line['usd']:.10f}".rstrip("0"),
        f"{line['dollars']:,.2f}",
        escape(line["usage_type"]),
        source,
    )
