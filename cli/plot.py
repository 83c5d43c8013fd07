"""Plots as SVG text; colours are classes, so that the page's style decides them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 10, 30
_BAR, _BAR_TEXT = 24, 190

type Series = Mapping[str, Sequence[float | None]]
"""Values by name, one for each time; None leaves a gap."""

type Scale = Callable[[float], float]


def lines(
    title: str,
    unit: str,
    times: Sequence[float],
    series: Series,
    *,
    log: bool,
    across: str = "s",
) -> str:
    """Draw a line for each series; on a logarithmic scale values of 0 or less leave a gap.

    `across` is the unit of the horizontal axis, seconds by default.
    """
    least = 0.0
    shown = [value for values in series.values() for value in values if value is not None]
    if log:
        shown = [value for value in shown if value > 0]
        least = 10 ** floor(log10(min(shown))) if shown else 1.0
    ticks = log_ticks(least, max(shown, default=1)) if log else even_ticks(max(shown, default=1))
    x, y = _across(times), _up(ticks[0], ticks[-1], log=log)
    drawn = []
    for number, values in enumerate(series.values()):
        drawn += [
            f'<polyline class="line s{number}" points="{run}"/>'
            for run in _runs(times, values, x, y, least)
        ]
    axes = _axes(times, ticks, x, y, across)
    return _figure(title, unit, times, series, axes + "".join(drawn), across)


def stack(title: str, unit: str, times: Sequence[float], series: Series) -> str:
    """Areas on top of each other; the whole is their sum."""
    floor_values = [0.0] * len(times)
    sums = [sum(each or 0 for each in column) for column in zip(*series.values(), strict=True)]
    ticks = even_ticks(max(sums, default=1))
    x, y = _across(times), _up(0, ticks[-1], log=False)
    drawn = []
    for number, values in enumerate(series.values()):
        top = [low + (value or 0) for low, value in zip(floor_values, values, strict=True)]
        forth = [f"{x(time):.1f},{y(value):.1f}" for time, value in zip(times, top, strict=True)]
        back = [
            f"{x(time):.1f},{y(value):.1f}"
            for time, value in zip(reversed(times), reversed(floor_values), strict=True)
        ]
        drawn.append(f'<polygon class="area s{number}" points="{" ".join(forth + back)}"/>')
        floor_values = top
    axes = _axes(times, ticks, x, y, "s")
    return _figure(title, unit, times, series, axes + "".join(drawn), "s")


def bars(title: str, unit: str, amounts: Mapping[str, float]) -> str:
    """A bar each, from the left, with its name before it and its amount behind it."""
    most = max(amounts.values(), default=0) or 1
    room, names = WIDTH - 2 * _BAR_TEXT, _BAR_TEXT - 8
    drawn = []
    for number, (name, amount) in enumerate(amounts.items()):
        middle, long = (number + 0.5) * _BAR, room * amount / most
        drawn.append(
            f'<text x="{names}" y="{middle}" class="end">{escape(name)}</text>'
            f'<rect class="area s0" x="{_BAR_TEXT}" y="{middle - _BAR * 0.35}" '
            f'width="{long:.1f}" height="{_BAR * 0.7}"/>'
            f'<text x="{_BAR_TEXT + long + 8:.1f}" y="{middle}" class="start">{amount:,.0f}</text>'
        )
    caption = f"<b>{escape(title)}</b> <small>{escape(unit)}</small>"
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {len(amounts) * _BAR}" role="img" aria-label="{escape(title)}">'
    )
    return f"<figure><figcaption>{caption}</figcaption>{svg}{''.join(drawn)}</svg></figure>"


def even_ticks(greatest: float, about: int = 4) -> list[float]:
    """Round numbers from 0 to at least the greatest, some four steps."""
    rough = max(greatest, 1e-9) / about
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
    return [round(step * number, 12) for number in range(ceil(greatest / step) + 1)] or [0, step]


def log_ticks(least: float, greatest: float) -> list[float]:
    """Powers of ten that enclose all."""
    low = floor(log10(least))
    high = max(ceil(log10(greatest)), low + 1)
    return [10.0**power for power in range(low, high + 1)]


def _across(times: Sequence[float]) -> Scale:
    first, last = times[0], max(times[-1], times[0] + 1e-9)
    return lambda time: LEFT + (time - first) / (last - first) * (WIDTH - LEFT - RIGHT)


def _up(low: float, high: float, *, log: bool) -> Scale:
    room = HEIGHT - TOP - BOTTOM
    if log:
        return lambda value: TOP + room * (1 - log10(value / low) / log10(high / low))
    return lambda value: TOP + room * (1 - (value - low) / max(high - low, 1e-9))


def _runs(
    times: Sequence[float], values: Sequence[float | None], x: Scale, y: Scale, least: float
) -> list[str]:
    """The stretches without a gap, as points."""
    runs: list[list[str]] = [[]]
    for time, value in zip(times, values, strict=True):
        if value is None or value < least:
            runs.append([])
        else:
            runs[-1].append(f"{x(time):.1f},{y(value):.1f}")
    return [" ".join(run) for run in runs if run]


def _axes(times: Sequence[float], ticks: Sequence[float], x: Scale, y: Scale, across: str) -> str:
    rows = (
        f'<path class="grid" d="M{LEFT} {y(tick):.1f}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 6}" y="{y(tick):.1f}" class="end">{tick:,g}</text>'
        for tick in ticks
    )
    columns = (
        f'<text x="{x(tick):.1f}" y="{HEIGHT - 8}" class="{_anchor(x(tick))}">'
        f"{tick:,g} {across}</text>"
        for tick in even_ticks(times[-1], 6)
        if times[0] <= tick <= times[-1]
    )
    return "".join((*rows, *columns))


def _anchor(at: float) -> str:
    """What stands at the right edge ends there."""
    return "last" if at > WIDTH - 2 * RIGHT else "mid"


def _figure(
    title: str, unit: str, times: Sequence[float], series: Series, drawn: str, across: str
) -> str:
    keys = "".join(
        f'<span class="key"><i class="s{number}"></i>{escape(name)}</span>'
        for number, name in enumerate(series)
        if len(series) > 1
    )
    caption = f"<b>{escape(title)}</b> <small>{escape(unit)}</small> {keys}"
    svg = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
    hover = _hover(times, series, across)
    return f"<figure><figcaption>{caption}</figcaption>{svg}{drawn}{hover}</svg></figure>"


def _hover(times: Sequence[float], series: Series, across: str) -> str:
    """Return a strip for each time that shows its values under the pointer."""
    x, wide = _across(times), (WIDTH - LEFT - RIGHT) / max(len(times), 1)
    strips = []
    for number, time in enumerate(times):
        told = [f"{time:,g} {across}"]
        for name, values in series.items():
            value = values[number]
            told.append(f"{name}: {'none' if value is None else f'{value:,.4g}'}")
        text = escape("\n".join(told))
        strips.append(
            f'<rect class="strip" x="{x(time) - wide / 2:.1f}" y="{TOP}" width="{wide:.1f}" '
            f'height="{HEIGHT - TOP - BOTTOM}"><title>{text}</title></rect>'
        )
    return "".join(strips)
