"""Every game of the catalogue has a sound manifest, and a check finds one that is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from shared.games.catalogue import GAMES
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle import events as e
from shared.games.codebattle import facts as f
from shared.games.codebattle.view import OthersView
from shared.kernel.facts import Event, PlayerCommand
from shared.kernel.game import Game
from shared.wire.stream_messages import Hidden
from tests.games import manifest


@pytest.mark.parametrize("check", manifest.CHECKS, ids=lambda check: str(check.__name__))
@pytest.mark.parametrize("game", tuple(GAMES), ids=lambda game: str(game.name))
def test_holds(game: Game, check: Callable[[Game], None]) -> None:
    check(game)


class Untagged(PlayerCommand, frozen=True):
    pass


class AgainJoin(PlayerCommand, frozen=True, tag="join"):
    pass


def _tells_all_the_same(fact: Any, _: object) -> Event:
    return e.BattleStarted(timestamp=fact.at)


SPOILT: list[tuple[Callable[[Game], None], dict[str, Any]]] = [
    (manifest.check_name, {"name": "account"}),
    (manifest.check_name, {"name": "code/battle"}),
    (manifest.check_stored_names, {"facts": {"other.point_lost.v1": f.PointLost}}),
    (manifest.check_stored_names, {"facts": {"codebattle.point_lost": f.PointLost}}),
    (manifest.check_stored_names, {"upcasters": {"codebattle.x.v1": ("codebattle.x.v2", dict)}}),
    (manifest.check_commands, {"player_commands": (c.Attack, Untagged)}),
    (manifest.check_commands, {"player_commands": (c.Attack, c.JoinBattle, AgainJoin)}),
    (manifest.check_commands, {"player_commands": (c.JoinBattle,)}),
    (manifest.check_events, {"events": (*e.EVENTS, e.BattleEnded)}),
    (manifest.check_events, {"events": (*e.EVENTS, Hidden)}),
    (manifest.check_messages, {"events": e.EVENTS[1:]}),
    (manifest.check_messages, {"message": _tells_all_the_same}),
    (manifest.check_messages, {"message": lambda _fact, _viewer: None}),
    (manifest.check_views, {"views": (OthersView,)}),
]


@pytest.mark.parametrize(("check", "changes"), SPOILT)
def test_finds(check: Callable[[Game], None], changes: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        check(replace(CODE_BATTLE, **changes))
