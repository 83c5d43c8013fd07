"""Profiles: what a crowd does, as data. A profile is for the whole crowd; a share is scaled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.structs import replace

from cli.failure import Failed
from shared.kernel.names import WIDE

FOLDER = Path(__file__).with_name("profiles")

type Count = Annotated[float, Meta(ge=0, le=10_000)]
type Seconds = Annotated[float, Meta(ge=0, le=86_400)]
type Share = Annotated[float, Meta(ge=0, le=1)]
type ChannelKind = Literal["stream", "board", "presence"]


class Each(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one player does on average over the whole profile, at random moments after joining."""

    answers: Count = 0
    attacks: Count = 0
    board_looks: Count = 0
    deeds: Count = 0
    """Deeds in a hunt: steps, searches and holes."""
    acts: Count = 0
    """Actions in matches, one match after another: strikes, guards and steps."""


class Moment(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a share of the players does together, `at` seconds from the start, within `over`.

    `cut` breaks their sockets without a goodbye; `pile_on` has them attack the first player.
    """

    at: Seconds
    do: Literal["cut", "pile_on"]
    over: Seconds = 1.0
    share: Share = 1.0


class Profile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A crowd: `join_seconds` is how long all take to come, evenly; `seconds` includes it."""

    title: str
    players: Annotated[int, Meta(ge=1, le=1_000_000)]
    seconds: Annotated[float, Meta(gt=0, le=86_400)]
    join_seconds: Seconds
    each: Each = Each()
    game: Literal["codebattle", "hunt", "match"] = "codebattle"
    room_players: Annotated[int, Meta(ge=0)] = 0
    """How many share a room; 0 for all in one."""
    wide: bool = False
    """Whether the rooms are wide hunts, however few of the players come."""
    channels: tuple[ChannelKind, ...] = ("stream", "board")
    pushed_looks: Share = 0.0
    """The share of board looks that the snapshot already pushed over the socket answers."""
    right_answers: Share = 0.8
    heartbeat_seconds: Seconds = 30.0
    """Between two WebSocket pings of a player; 0 for none."""
    moments: tuple[Moment, ...] = ()
    rules: dict[str, int] = {}
    source: str = ""
    """The requirements that it stands for."""

    @property
    def rooms(self) -> int:
        return -(-self.players // self.room_players) if self.room_players else 1

    def first_room(self, ident: str) -> str:
        """Return the id of the first room, made of one that nobody else has."""
        return f"{WIDE}{ident}" if self.wide else ident

    def room(self, first: str, player: int) -> str:
        """Name the room of a player, given the id of the first one."""
        number = player // self.room_players if self.room_players else 0
        return f"{first}-{number}" if number else first

    def stay(self) -> float:
        """Seconds that an average player is there."""
        return self.seconds - self.join_seconds / 2

    def scaled(self, scale: float, seconds: float | None = None) -> Profile:
        """The same profile for another crowd, and pressed into (or drawn over) other seconds.

        Each player does as much as before, so that rates change by scale and by time.
        """
        pace = (seconds or self.seconds) / self.seconds
        moments = tuple(replace(each, at=each.at * pace) for each in self.moments)
        return replace(
            self,
            players=max(1, round(self.players * scale)),
            seconds=self.seconds * pace,
            join_seconds=self.join_seconds * pace,
            moments=moments,
        )


def names() -> list[str]:
    return sorted(each.stem for each in FOLDER.glob("*.yaml"))


def load_profile(name: str) -> Profile:
    """Read a bundled profile by its name, or a file; the failure names what is wrong with it."""
    import yaml  # noqa: PLC0415 - --help must not wait for it

    path = FOLDER / f"{name}.yaml" if name in names() else Path(name)
    try:
        profile = convert(yaml.safe_load(path.read_text()), Profile)
    except OSError as error:
        known = ", ".join(names())
        raise Failed(f"There is no profile {name}; there are {known}, or name a file.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise Failed(f"The profile {path} is no YAML: {reason}.") from error
    except ValidationError as error:
        raise Failed(f"The profile {path} is wrong: {error}.") from error
    if profile.join_seconds > profile.seconds:
        raise Failed(f"The profile {path} is wrong: it is over before all have joined.")
    if profile.wide and profile.game != "hunt":
        raise Failed(f"The profile {path} is wrong: a {profile.game} is never wide.")
    return profile
