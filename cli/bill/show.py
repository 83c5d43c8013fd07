"""A bill on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cli.output import say, say_table

LEAST_SHARE = 0.005
LEVERS = 6


def show(found: dict[str, Any], *, compare: bool) -> None:
    say(found["prices"])
    say_table(
        ("resource", "used", ">quantity", ">dollars", ">share"),
        _lines(found),
        title=f"{found['profile']}: {found['title']}",
    )
    if found["levers"]:
        say_table(("a tenth less of", ">saves dollars"), _levers(found))
    say_table(("another way", ">now", ">then", "pays"), _crossovers(found))
    if compare:
        for sentence in comparison(found):
            say(sentence)
    say(conclusion(found))


def conclusion(found: dict[str, Any]) -> str:
    told = [f"{found['dollars']:,.2f} dollars a month"]
    if found["a_player_month"] is not None:
        told.append(f"{found['a_player_month']:,.4f} for a player who is always there")
    if found["a_room"] is not None:
        told.append(f"{found['a_room']:,.4f} a room")
    sentence = ", ".join(told)
    if found["budget"] is None:
        return f"{sentence}."
    word = "within" if found["good"] else "OVER"
    return f"{sentence}: {word} the budget of {found['budget']:,.0f}."


def comparison(found: dict[str, Any]) -> Iterator[str]:
    source = found["source"]
    yield (
        f"The source's {source['cores']} cores cost {source['while_played']:,.2f} dollars on "
        f"Fargate while the crowd is there, and {source['all_month']:,.2f} left on; its load "
        "balancers, traffic and disks come on top."
    )


def _lines(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the bill's lines, small ones summed up; `--json` and the page have every line."""
    small = [line for line in found["lines"] if line["share"] < LEAST_SHARE]
    for line in found["lines"][: len(found["lines"]) - len(small)]:
        yield (
            line["resource"]
            .removeprefix("function ")
            .replace("snapshots of functions", "snapshots"),
            line["rate"],
            rounded(line["quantity"]),
            f"{line['dollars']:,.2f}",
            f"{line['share']:.1%}",
        )
    if small:
        rest = sum(line["dollars"] for line in small)
        yield f"{len(small)} smaller ones", "", "", f"{rest:,.2f}", f"{rest / found['dollars']:.1%}"
    yield "together", "", "", f"{found['dollars']:,.2f}", ""


def rounded(quantity: float) -> str:
    """Three digits, such as 2.34 G for 2,340,000,000."""
    for power, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if quantity >= power:
            return f"{quantity / power:.3g}{letter}"
    return f"{quantity:.3g}"


def _levers(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in found["levers"][:LEVERS]:
        yield each["what"], f"{each['saves']:,.2f}"


def _crossovers(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for each in found["crossovers"]:
        yield each["what"], f"{each['now']:,.2f}", f"{each['other']:,.2f}", each["at"]
