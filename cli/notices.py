"""`rumpus notices`: what a player was told while it was away."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.options import Json, Url
from cli.output import parse_time, plain, say, say_json, say_table
from cli.target import find_target

FLAT = ("game", "room", "tournament", "round", "place", "against", "until")
"""What a line shows of a notice, in this order; --json has all of it."""


def notices(
    name: Annotated[
        str, typer.Option(help="The name of a player who has played from this computer.")
    ],
    read: Annotated[bool, typer.Option("--read", help="Mark all of them as read.")] = False,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Show a player's notices, the newest first."""
    from cli.trouble import played  # noqa: PLC0415 - --help must not wait for httpx

    inbox = played(_inbox(find_target(url, None).url, name, read=read))
    if as_json:
        say_json(inbox)
        return
    if not inbox["notices"]:
        say(f"Nothing yet for {name}.")
        return
    rows = [
        (
            "" if each["read"] else "new",
            f"{parse_time(each['at']).astimezone():%m-%d %H:%M}",
            plain(each["kind"]),
            plain({key: each["data"][key] for key in FLAT if each["data"].get(key)}),
        )
        for each in inbox["notices"]
    ]
    say_table(("", "at", "what", "about"), rows, f"{inbox['unread']} unread")


async def _inbox(url: str, name: str, *, read: bool) -> dict[str, Any]:
    """Return the inbox as it was before it was marked as read."""
    from cli.accounts import Accounts  # noqa: PLC0415 - as above
    from client import Rumpus  # noqa: PLC0415 - as above

    async with Rumpus(url) as rumpus:
        account = await Accounts().enter(rumpus, url, name)
        inbox = await rumpus.notices(account)
        if read and inbox["unread"]:
            await rumpus.mark_read(account, inbox["last"])
        return inbox
