"""What a queue's settings come to."""

from __future__ import annotations

from random import Random
from time import perf_counter

from msgspec.json import decode
from typer.testing import CliRunner

from cli.main import app
from shared.kernel.matchmaking import MatchQueue
from shared.matchmaking.simulate import Crowd, simulate

FOURS = MatchQueue(teams=2, size=4)


def test_twenty_parties_a_second_wait_little_and_play_even_matches() -> None:
    figures = simulate(FOURS, Crowd(20, 200), Random(1).random, perf_counter)  # noqa: S311 - the same crowd each time
    assert figures.matched > 0.95 * figures.parties
    assert figures.wait_p99 <= 15
    assert figures.favourite <= 0.55


def test_the_same_seed_comes_to_the_same() -> None:
    def no_time() -> float:
        return 0.0

    first, again = (simulate(FOURS, Crowd(5, 60), Random(3).random, no_time) for _ in range(2))  # noqa: S311 - the same crowd each time
    assert first == again


def test_places_of_matches_are_filled_and_matches_stay_even() -> None:
    crowd = Crowd(20, 200, leaves=0.2)
    figures = simulate(FOURS, crowd, Random(1).random, perf_counter)  # noqa: S311 - the same crowd each time
    assert 0.1 * figures.matches < figures.left < 0.3 * figures.matches
    assert figures.filled > 0.95 * figures.left
    assert figures.favourite_filled <= 0.56


def test_the_command_prints_the_figures() -> None:
    asked = ["matchmaker", "simulate", "--seconds", "60", "--leaves", "0.2", "--json"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0
    told = decode(done.stdout)
    assert told["matches"] > 100
    assert 0 < told["filled"] <= told["left"]


def test_the_command_refuses_a_queue_that_can_not_be() -> None:
    done = CliRunner().invoke(app, ["matchmaker", "simulate", "--size", "9"])
    assert done.exit_code == 1
    assert "No queue can be like that" in done.stderr
