"""Traffic profiles: the behaviour of a crowd in a month, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert

FOLDER = Path(__file__).with_name("profiles")

type Home = Literal["gateway", "functions"]
type Amount = Annotated[float, Meta(ge=0)]

MONTH_HOURS = 730


class BadProfile(Exception):  # noqa: N818 - a fact: this is no profile
    """A profile is invalid; the message is a sentence that says what is wrong."""


class Traffic(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`players` are there at once, for a number of `hours` of a month.

    Attributes:
        home: where their sockets are.
        come_seconds: in which they all come, at the start.
        stay_minutes: after which a player goes and another one comes.
        commands: how many of each a player sends in an hour.
        moved: how many streams are read again for an append, as another gateway wrote to them.
        refused: how many appends found that too late, for each that is written. Both as rehearsed:
            docs/rehearsal.md.
        pushed_bytes: a player receives in a second beside answers and its own messages: boards and
            ranks, as they are on the wire (measured: docs/benchmarks.md).
        pushes: versions of boards a second, each a message to each player over API Gateway.
        requests: to the HTTP API, by a player in an hour.
        trades: of the economy, by a player in an hour.
        rooms: played in the month, for so many minutes each.
        kept_months: of facts in the log.
        kept_players: have an account, whether they play or not; `archived` of them in an object
            each, and so many come back or go to the archive in a month.
        sockets_of_task: how many a gateway's task has.
    """

    title: str
    players: Amount = 0
    hours: Annotated[float, Meta(ge=0, le=MONTH_HOURS)] = MONTH_HOURS
    home: Home = "gateway"
    come_seconds: Annotated[float, Meta(gt=0)] = 1_200
    stay_minutes: Annotated[float, Meta(gt=0)] = 45
    commands: dict[str, Amount] = {}
    moved: Amount = 0
    refused: Amount = 0
    pushed_bytes: Amount = 0
    pushes: Amount = 0
    requests: Amount = 0
    trades: Amount = 0
    rooms: Amount = 0
    room_minutes: Amount = 60
    kept_months: Amount = 1
    kept_players: Amount = 0
    archived: Amount = 0
    archived_or_back: Amount = 0
    sockets_of_task: Annotated[float, Meta(gt=0)] = 5_000
    budget_usd: Amount | None = None
    source: str = ""

    @property
    def player_seconds(self) -> float:
        return self.players * self.hours * 3600

    @property
    def average(self) -> float:
        """Return the average of players at once over the whole month."""
        return self.players * self.hours / MONTH_HOURS


def names() -> list[str]:
    return sorted(each.stem for each in FOLDER.glob("*.yaml"))


def load_traffic(name: str) -> Traffic:
    """Read a bundled profile by its name, or a file; raise BadProfile."""
    import yaml  # noqa: PLC0415 - --help must not wait for it

    path = FOLDER / f"{name}.yaml" if name in names() else Path(name)
    try:
        return convert(yaml.safe_load(path.read_text()), Traffic)
    except OSError as error:
        known = ", ".join(names())
        raise BadProfile(
            f"There is no profile {name}; there are {known}, or name a file."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadProfile(
            f"The profile {path} is no YAML: {' '.join(str(error).split())}."
        ) from error
    except ValidationError as error:
        raise BadProfile(f"The profile {path} is wrong: {error}.") from error
