"""The viewers of a stream. What a fact or a state shows depends on the viewer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

type Role = Literal["owner", "player", "spectator", "operator"]


class Viewer(Struct, frozen=True):
    """Who looks: the `owner` of a stream, any other `player`, a `spectator` or an `operator`.

    A `spectator` may be anybody at all, so it sees only what nobody must be kept from. An
    `operator` runs the game.
    """

    role: Role
    username: str = ""


SPECTATOR = Viewer("spectator")
OPERATOR = Viewer("operator")


class Audience(Struct, frozen=True):
    """Who may listen to a stream, besides operators.

    Each of `players` has a channel and a view of its own, so name few: each message is made once
    per player. `public` opens the view of spectators to everybody.
    """

    players: tuple[str, ...] = ()
    public: bool = False
