"""Rumpus for players, in Python: sign up, connect, play, and never miss a message.

    async with Rumpus("https://…") as rumpus:
        account = await rumpus.sign_up("ann")
        async with rumpus.connect(account, "codebattle/b1") as connection:
            battle = CodeBattle(connection, "b1")  # of client.games.codebattle
            await battle.join()
            await connection.subscribe(battle.board)
            async for event in connection.events():
                ...

A socket that breaks is replaced, channels go on where they were, and commands that were not
answered are repeated under their ids. The same happens, with the old socket kept until the new
one has taken over, when a host asks its clients to move and before a socket grows too old. A newer
login of the same player ends the connection.
"""

from __future__ import annotations

from client.api import Account, Rumpus, new_key
from client.channels import Event, account_channel, own_channel, room_channel, value_channel
from client.connection import Connection
from client.errors import Closed, ProtocolError, Refused, RumpusError, Superseded
from client.phases import Link
from client.requests import Outcome

__all__ = [
    "Account",
    "Closed",
    "Connection",
    "Event",
    "Link",
    "Outcome",
    "ProtocolError",
    "Refused",
    "Rumpus",
    "RumpusError",
    "Superseded",
    "account_channel",
    "new_key",
    "own_channel",
    "room_channel",
    "value_channel",
]
