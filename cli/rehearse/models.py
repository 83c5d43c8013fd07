"""The models of a rehearsal: `models.toml`, with the source of each."""

from __future__ import annotations

import tomllib
from math import exp, log
from pathlib import Path
from random import Random
from typing import Annotated

from msgspec import Meta, Struct, convert

from cli.failure import Failed
from shared.kernel.game import Game

FILE = Path(__file__).with_name("models.toml")
Positive = Annotated[float, Meta(gt=0)]
_DEVIATIONS = 2.326  # from the middle of a normal distribution to its 99th percentile


class Latency(Struct, frozen=True):
    """Log-normal, in milliseconds."""

    median: Positive
    p99: Positive

    def draw(self, chance: Random) -> float:
        """Return some seconds."""
        spread = log(self.p99 / self.median) / _DEVIATIONS
        return self.median / 1000 * exp(chance.gauss(0, spread))


class Cpu(Struct, frozen=True):
    """Seconds of a core."""

    command: float
    acted: float
    connect: float
    send: float
    wake: float
    forward: float
    owned: float
    shown: float

    def of(self, game: Game) -> float:
        """Return what a command of a game costs at a gateway."""
        return self.acted if game.matchmaking else self.command


class Models(Struct, frozen=True):
    network: Latency
    put: Latency
    transact: Latency
    query: Latency
    http: Latency
    queue: Latency
    bus: Latency
    cpu: Cpu


def read_models(path: Path = FILE) -> Models:
    """Read a file of models; raises Failed."""
    try:
        return convert(tomllib.loads(path.read_text()), Models)
    except OSError as error:
        raise Failed(f"The model {path} can't be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, not what models have
        raise Failed(f"The model {path} is wrong: {error}.") from error
