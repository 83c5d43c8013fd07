"""`rumpus hunt create|list|show|play|end`: treasure hunts, for operators and for players."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import typer

from cli.hunt.document import ISLAND, load_document
from cli.options import Json, OperatorKey, Url
from cli.output import plain, say_table, utc_now
from cli.rooms import AnyRoom, Minutes, PlayerName, RoomId, Rooms, Shown, StartsIn, Title, started
from cli.target import find_target
from cli.times import Times

app = typer.Typer(help="Create, list, show, play and end treasure hunts.", no_args_is_help=True)


WIDE = "wide-"
"""How the id of a wide hunt begins."""

Wide = Annotated[
    bool, typer.Option("--wide", help="Spread over all owners of slots, for over 2,000 players.")
]


def _pairs(hunt: Shown) -> Iterable[tuple[str, str]]:
    claims = [f"{each['holder']} has {each['title']}" for each in hunt["claims"].values()]
    yield "rules", f"version {plain(hunt['version'])}"
    yield "claimed", plain("; ".join(claims) or "nothing")


def _tell(hunt: Shown) -> None:
    kinds = [
        (
            plain(name),
            plain(each["buried"]),
            plain(each["points"]),
            "rival" if each["rival"] else "for all",
            plain(", ".join(each["needs"]) or "-"),
        )
        for name, each in hunt["kinds"].items()
    ]
    say_table(("kind", ">buried", ">points", "whose", "needs"), kinds)


HUNTS = Rooms(
    game="hunt",
    noun="hunt",
    play="rumpus hunt play {room}",
    listed={"treasures": ">treasures", "title": "title"},
    pairs=_pairs,
    tell=_tell,
    counted="finds, steps",
)


@app.command()
def create(  # noqa: PLR0913, PLR0917 - each is an option of the command
    document: Annotated[
        Path,
        typer.Argument(help="A YAML or JSON file with rules.", show_default="a small island"),
    ] = ISLAND,
    hunt: RoomId = "",
    wide: Wide = False,
    title: Title = "",
    starts_in: StartsIn = 0,
    minutes: Minutes = 60,
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Create a hunt from a document of rules."""
    found = load_document(document)
    plan = {"title": title or found.title, "rules": found.rules}
    times = Times.planned(utc_now(), starts_in, minutes).fields()
    target = find_target(url, operator_key)
    if wide and not hunt.startswith(WIDE):
        hunt = f"{WIDE}{hunt or token_hex(4)}"
    HUNTS.create(target, "plan", hunt, plan | times, state=started(starts_in), as_json=as_json)


@app.command()
def play(hunt: AnyRoom = "", name: PlayerName = "", url: Url = None) -> None:
    """Play a hunt in this terminal."""
    from cli.accounts import Accounts  # noqa: PLC0415 - --help must not wait for textual
    from cli.hunt.model import Hunt  # noqa: PLC0415 - as above
    from cli.hunt.screen import HuntScreen  # noqa: PLC0415 - as above
    from cli.play.app import PlayApp  # noqa: PLC0415 - as above

    PlayApp(find_target(url, None).url, Accounts(), Hunt, HuntScreen, player=name, room=hunt).play()


HUNTS.add_to(app)
