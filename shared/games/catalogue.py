"""The games of this deployment. Nothing else of Rumpus imports a game."""

from __future__ import annotations

from shared.games.codebattle import CODE_BATTLE
from shared.games.hunt import HUNT
from shared.games.inbox import INBOX
from shared.games.ladder import LADDER
from shared.games.match import MATCH
from shared.games.studio import studio_games
from shared.games.tournament import TOURNAMENT
from shared.kernel.games import Games

GAMES = Games(CODE_BATTLE, HUNT, INBOX, LADDER, MATCH, TOURNAMENT, *studio_games())
