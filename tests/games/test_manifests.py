"""What is wrong with a manifest, or with what a game does, is found and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from msgspec.structs import replace

from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle import events as e
from shared.games.codebattle import facts as f
from shared.games.codebattle.example import example
from shared.kernel.check_manifest import BadManifest, check_manifests, faults
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, Event, OperatorCommand, PlayerCommand
from shared.kernel.viewer import SPECTATOR, Viewer
from tests.conformance import test_rules as rules
from tests.conformance import test_shown as shown
from tests.conformance.played import Played
from tests.conformance.plays import play_of
from tests.conformance.sound import Unsound

TWICE = {"codebattle.point_lost.v1": f.PointLost, "codebattle.point_gone.v1": f.PointLost}


class Untagged(PlayerCommand, frozen=True):
    pass


class AgainJoin(PlayerCommand, frozen=True, tag="join"):
    pass


class Bare(Command, frozen=True, tag="bare"):
    pass


class Named(PlayerCommand, frozen=True, tag="named"):
    id: str


class Kick(OperatorCommand, frozen=True, tag="kick"):
    username: str


class Plan(OperatorCommand, frozen=True, tag="plan"):
    at: datetime | None
    times: tuple[datetime, ...]


class Nameless(Event, frozen=True):
    pass


SPOILT: list[tuple[dict[str, Any], str]] = [
    ({"name": "account"}, "isn't 'account'"),
    ({"name": "code/battle"}, "the name has 2 to 32"),
    ({"facts": {"other.point_lost.v1": f.PointLost}}, "should be like 'codebattle.some_fact.v1'"),
    ({"facts": {"codebattle.point_lost": f.PointLost}}, "should be like"),
    ({"facts": TWICE}, "the fact PointLost has two stored names"),
    ({"facts": {}}, "a game has facts and states"),
    ({"upcasters": {"codebattle.x.v1": ("codebattle.x.v2", dict)}}, "which is not stored"),
    ({"player_commands": (c.Attack, Untagged)}, "Untagged has no tag"),
    ({"player_commands": (c.Attack, c.JoinBattle, AgainJoin)}, "the tag 'join'"),
    ({"player_commands": (c.Attack, Bare)}, "Bare isn't a PlayerCommand"),
    ({"player_commands": (c.Attack, Named)}, "Named has a field 'id'"),
    ({"operator_commands": (Kick,)}, "Kick has a field 'username'"),
    ({"operator_commands": (Plan,)}, "Plan has times inside of its field 'times'"),
    ({"player_commands": ()}, "players have nothing to do"),
    ({"player_commands": (c.JoinBattle,)}, "deferred command is none of `player_commands`"),
    ({"events": (*e.EVENTS, e.BattleEnded)}, "two events have the name 'battle.ended'"),
    ({"events": (Nameless,)}, "Nameless has no name"),
    ({"views": ()}, "nobody sees anything"),
    ({"ended": None}, "say when in `ended`"),
]


@pytest.mark.parametrize(("changes", "sentence"), SPOILT)
def test_a_manifest_that_is_not_whole(changes: dict[str, Any], sentence: str) -> None:
    found = list(faults(replace(CODE_BATTLE, **changes)))
    assert [each for each in found if sentence in each], found


def test_two_games_of_one_name() -> None:
    with pytest.raises(BadManifest, match="codebattle: two games have this name"):
        check_manifests([CODE_BATTLE, CODE_BATTLE])


def played(**changes: Any) -> Played:
    return Played(play_of(replace(CODE_BATTLE, **changes), Path(), example))


def _raises(*_: object) -> Any:
    raise KeyError("ann")


def _twice() -> Callable[..., Any]:
    """Decide in two ways by turns."""
    calls: list[Any] = []

    def decide(command: Any, states: Any) -> Any:
        calls.append(command)
        return CODE_BATTLE.decide(command, states) if len(calls) % 2 else {}

    return decide


def _never(*_: object) -> Any:
    raise CommandRefused("never")


PLAYS: list[tuple[dict[str, Any], str]] = [
    (
        {"scope": lambda _: ()},
        r"scope\(ScheduleBattle\) returns no Scope with a stream to write to",
    ),
    ({"decide": _raises}, "decide raises KeyError for a ScheduleBattle"),
    ({"decide": lambda *_: ()}, "return the facts of each stream"),
    ({"decide": lambda *_: {"codebattle/x": ()}}, "writes to streams that scope does not name"),
    ({"decide": _twice()}, "it asks a clock or draws chance"),
    ({"facts": {"codebattle.point_lost.v1": f.PointLost}}, "which has no stored name"),
    ({"evolve": _raises}, "evolve raises KeyError"),
    ({"evolve": _never}, "only decide may refuse"),
    ({"evolve": lambda *_: None}, "evolve makes a NoneType of the fact BattleScheduled"),
    ({"outcome": lambda _: {"id": 1}}, "outcome returns no mapping, or one with"),
]


@pytest.mark.parametrize(("changes", "sentence"), PLAYS)
def test_a_game_that_can_not_be_played(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Unsound, match=sentence):
        played(**changes)


def _late(fact: Any, viewer: Viewer) -> Any:
    event = CODE_BATTLE.message(fact, viewer)
    return event and replace(event, timestamp=fact.at.replace(year=2020))


def _to_all_players(fact: Any, viewer: Viewer) -> Any:
    return CODE_BATTLE.message(fact, viewer) if viewer != SPECTATOR else None


MESSAGES: list[tuple[Any, str]] = [
    (lambda *_: {"event": "x"}, "as a dict, and that is none of `events`"),
    (_late, "timestamp=fact.at"),
    (_raises, "message raises KeyError"),
    (_to_all_players, "show more only to the players that it is for"),
]


@pytest.mark.parametrize(("message", "sentence"), MESSAGES)
def test_a_message_that_can_not_be_sent(message: Any, sentence: str) -> None:
    spoilt = played(message=message)
    with pytest.raises(Unsound, match=sentence):
        shown.test_every_commit_can_be_shown_to_everybody(spoilt)


SNAPSHOTS: list[tuple[Any, str]] = [
    (lambda *_: {"points": 1}, "as a dict, and that is none of `views`"),
    (_raises, "snapshot raises KeyError"),
    (lambda *_: None, "snapshot hides the state from them"),
]


@pytest.mark.parametrize(("snapshot", "sentence"), SNAPSHOTS)
def test_a_view_that_can_not_be_sent(snapshot: Any, sentence: str) -> None:
    spoilt = played(snapshot=snapshot)
    with pytest.raises(Unsound, match=sentence):
        shown.test_every_state_can_be_shown_to_everybody(spoilt)


def test_a_state_that_evolve_makes_of_more_than_the_log() -> None:
    calls: list[Any] = []

    def evolve(state: Any, fact: Any) -> Any:
        calls.append(fact)
        after = CODE_BATTLE.evolve(state, fact)
        return replace(after, arrows=len(calls)) if hasattr(after, "arrows") else after

    spoilt = played(evolve=evolve)
    with pytest.raises(Unsound, match="evolve comes to"):
        rules.test_what_is_known_of_a_stream_is_what_its_log_adds_up_to(spoilt)


def test_an_event_that_nobody_is_shown() -> None:
    with pytest.raises(AssertionError, match="Spare"):
        shown.test_every_fact_can_be_shown_and_every_event_is(played(events=(*e.EVENTS, Spare)))


class Spare(Event, frozen=True):
    name: ClassVar[str] = "spare"
