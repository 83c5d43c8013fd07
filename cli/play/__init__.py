"""`rumpus play`: a battle in a terminal."""

from __future__ import annotations

from cli.options import Url
from cli.rooms import AnyRoom, PlayerName
from cli.target import find_target


def play(battle: AnyRoom = "", name: PlayerName = "", url: Url = None) -> None:
    """Play a battle in this terminal."""
    from cli.accounts import Accounts  # noqa: PLC0415 - --help must not wait for textual
    from cli.game import Game  # noqa: PLC0415 - as above
    from cli.play.app import PlayApp  # noqa: PLC0415 - as above
    from cli.play.battle_screen import BattleScreen  # noqa: PLC0415 - as above

    PlayApp(
        find_target(url, None).url, Accounts(), Game, BattleScreen, player=name, room=battle
    ).play()
