"""`rumpus matchmaker`: what a queue's settings come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import ValidationError, convert, to_builtins

from cli.failure import Failed
from cli.options import Json, Seed, finite
from cli.output import say_json, say_table

if TYPE_CHECKING:
    from shared.kernel.matchmaking import MatchQueue
    from shared.matchmaking.simulate import Figures

Window = Annotated[float, typer.Option(callback=finite, help="Initial width of the rating window.")]
Grows = Annotated[float, typer.Option(callback=finite, help="Growth of the window a second.")]
Widest = Annotated[float, typer.Option(callback=finite, help="Maximum width of the window.")]
PerSecond = Annotated[
    float,
    typer.Option(
        min=0.01, max=1000, callback=finite, help="Parties that join the queue each second."
    ),
]
Seconds = Annotated[int, typer.Option(min=1, max=86_400, help="Seconds during which parties join.")]
Leaves = Annotated[
    float,
    typer.Option(
        min=0, max=1, callback=finite, help="Share of matches that a player leaves early, 0 to 1."
    ),
]

app = typer.Typer(help="Try out the settings of a queue.", no_args_is_help=True)


@app.callback()
def matchmaker() -> None:
    """Try out the settings of a queue."""


@app.command()
def simulate(  # noqa: PLR0913 - one option a setting
    *,
    teams: Annotated[int, typer.Option(help="Number of teams in a match.")] = 2,
    size: Annotated[int, typer.Option(help="Number of players in a team.")] = 4,
    window: Window = 1.0,
    grows: Grows = 0.75,
    widest: Widest = 12.0,
    per_second: PerSecond = 20.0,
    seconds: Seconds = 600,
    alone: Annotated[bool, typer.Option("--alone", help="Only parties of one player.")] = False,
    leaves: Leaves = 0.0,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Simulate a random crowd in a queue, and show the result.

    The result has waits, fairness, and the duration of ticks.
    """
    from random import Random  # noqa: PLC0415 - --help must not wait for these
    from time import perf_counter  # noqa: PLC0415 - as above

    from shared.matchmaking.simulate import Crowd, simulate  # noqa: PLC0415 - as above

    queue = _queue(teams=teams, size=size, window=window, grows=grows, widest=widest)
    crowd = Crowd(per_second, seconds, alone, leaves)
    figures = simulate(queue, crowd, Random(seed).random, perf_counter)  # noqa: S311 - a draw
    if as_json:
        say_json(to_builtins(figures))
    else:
        say_table(("figure", ">value"), _rows(figures), "A queue, simulated")


def _queue(**settings: float) -> MatchQueue:
    from shared.kernel.matchmaking import MatchQueue  # noqa: PLC0415 - --help must not wait

    try:
        return convert(settings, MatchQueue)
    except ValidationError as error:
        raise Failed(f"No queue can be like that: {error}.") from None


def _rows(figures: Figures) -> list[tuple[str, str]]:
    return [
        ("parties that came", str(figures.parties)),
        ("of which were matched", str(figures.matched)),
        ("matches", str(figures.matches)),
        ("wait, median", f"{figures.wait_p50:.1f} s"),
        ("wait, 99 of 100", f"{figures.wait_p99:.1f} s"),
        ("wait, longest", f"{figures.wait_max:.1f} s"),
        ("favourite wins", f"{100 * figures.favourite:.1f} %"),
        ("favourite wins, 95 of 100", f"{100 * figures.favourite_p95:.1f} %"),
        ("tick, median", f"{figures.tick_p50_ms:.2f} ms"),
        ("tick, 99 of 100", f"{figures.tick_p99_ms:.2f} ms"),
        ("matches that one left", str(figures.left)),
        ("of which were filled", str(figures.filled)),
        ("favourite wins, once filled", f"{100 * figures.favourite_filled:.1f} %"),
    ]
