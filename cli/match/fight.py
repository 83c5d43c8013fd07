"""A match in the terminal: lines that are typed are actions, each turn shows the arena."""

from __future__ import annotations

import asyncio
import sys

from cli.accounts import Accounts
from cli.match.arena import MOVES, action_of, picture
from cli.output import say
from cli.paths import path_of
from cli.session import joined
from cli.trouble import TROUBLE, trouble_text
from client import Event, Refused, Rumpus
from client.games.match import Match


async def fight(url: str, match: str, name: str, items: list[str]) -> None:
    """Join, and play until the match is over; what goes wrong is raised as the library does."""
    async with Rumpus(url) as rumpus:
        account = await Accounts().enter(rumpus, url, name)
        async with rumpus.connect(account, f"match/{match}") as connection:
            game, path = Match(connection, match), path_of("rooms", "match", match)
            await joined(game.join(items))
            view = await rumpus.request("GET", path, account)
            await connection.subscribe(game.seen_by(name))
            typing = asyncio.create_task(_type(game, view["seq"] + 1))
            try:
                async for event in connection.events():
                    if isinstance(event, Event) and event.name != "action.chosen":
                        view = await rumpus.request("GET", path, account)
                        say(picture(view, name))
                        if view["phase"] == "over":
                            break
            finally:
                typing.cancel()


async def _type(game: Match, seq: int) -> None:
    """Carry out what is typed; the number of an action follows from what the last one said."""
    say(MOVES)
    while line := await asyncio.to_thread(sys.stdin.readline):
        words = line.split()
        action = action_of(words)
        try:
            if words == ["leave"]:
                await game.leave()
                return
            if action is None:
                say(MOVES)
            else:
                await game.act(seq, action)
                seq += 1
        except TROUBLE as error:
            if isinstance(error, Refused):
                seq = int(error.details.get("expected", seq))
            say(trouble_text(error))
