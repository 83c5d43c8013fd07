"""What the protocol's reasons and messages are called in front of a player."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

REASONS = {
    "already_joined": "You are in already.",
    "already_solved": "You have solved that one.",
    "battle_exists": "There is a battle of that id already.",
    "command_id_reused": "There is one of that id already, and it is another.",
    "battle_ended": "The battle is over.",
    "battle_not_started": "The battle has not started yet.",
    "bad_questions": "A pack has 1 to 200 questions, each with an id of its own and with answers"
    " that are not blank.",
    "busy": "The stage is busy; try again in a moment.",
    "bad_policy": "No stage can have this policy: a player is idle for more days before.",
    "playing": "The player has a part in a room that runs.",
    "name_taken": "Somebody else has that name.",
    "bad_operator_key": "That is not the operator's key.",
    "no_token": "The operator's key is needed: give it with --operator-key.",
    "no_arrows": "You have no arrows: solve a question to earn one.",
    "no_target": "That player is not in the battle.",
    "no_tries_left": "No tries are left for that question.",
    "not_joined": "You are not in this battle.",
    "not_beside_you": "That is not beside you.",
    "no_way": "There is no way.",
    "already_dug": "You have dug here.",
    "already_claimed": "Somebody was faster.",
    "already_taken": "You have that one.",
    "not_dug_up": "Dig it up first.",
    "not_rival": "That one need not be claimed.",
    "not_solved": "Solve its riddle first.",
    "not_ready": "Something is missing that it needs.",
    "tired": "You are too tired: energy comes back by itself.",
    "too_soon": "It is too soon for another of that kind.",
    "through": "You are through.",
    "hunt_ended": "The hunt is over.",
    "too_wide": "This stage can't bear so wide a room: its slots have no owners.",
    "hunt_exists": "There is a hunt of that id already.",
    "hunt_not_started": "The hunt has not started yet.",
    "unknown_hunt": "There is no such hunt.",
    "own_target": "You can't attack yourself.",
    "target_has_no_points": "That player has no points to lose.",
    "too_fast": "Too fast: wait a moment.",
    "unknown_battle": "There is no such battle.",
    "unknown_game": "There is no such game.",
    "unknown_player": "There is no such player.",
    "unknown_room": "There is no such room.",
    "unknown_question": "There is no such question.",
}


def cause(error: BaseException) -> str:
    """What a library says went wrong, as the end of a sentence without its full stop."""
    first = _first(error)
    if isinstance(first, ConnectionError) and first.errno:
        return os.strerror(first.errno)
    said = re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
    return said.rstrip(".")


def _first(error: BaseException) -> BaseException:
    """What went wrong first: of several addresses of a host, at the last one."""
    while earlier := error.__cause__ or error.__context__:
        error = earlier
    return _first(error.exceptions[-1]) if isinstance(error, BaseExceptionGroup) else error


def reason_text(reason: str) -> str:
    """A refusal or an error as a sentence."""
    return REASONS.get(reason, f"The stage says no: {reason.replace('_', ' ')}.")


def counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def points(count: int) -> str:
    return counted(count, "point")


def tries(count: int) -> str:
    return "1 try" if count == 1 else f"{count} tries"


def attack_text(data: Mapping[str, Any]) -> str:
    """Who attacked, and what it cost."""
    lost = "Your shield held." if data["blocked"] else f"You lost {points(data['points_lost'])}."
    return f"You were attacked by {data['attacker']}! {lost}"


def message_text(event: str, data: Mapping[str, Any]) -> str | None:  # noqa: PLR0911 - a table
    """An event of a player's stream as a line of the log; None for one that needs no line."""
    match event:
        case "answer.solved":
            gains = [points(data["points"])]
            gains += ["an arrow"] * data["arrows"] + ["a shield"] * data["shields"]
            return f"✔ {data['question']}: {', '.join(gains)}"
        case "answer.missed":
            return f"✘ {data['question']}: wrong, {tries(data['tries_left'])} left"
        case "attack.received":
            if data["blocked"]:
                return f"← Your shield stopped {data['attacker']}'s arrow"
            return f"← {data['attacker']} took {points(data['points_lost'])} from you"
        case "attack.sent":
            if data["blocked"]:
                return f"→ {data['target']}'s shield stopped your arrow"
            return f"→ You took {points(data['points_deducted'])} from {data['target']}"
        case "attack.failed":
            return f"→ No attack on {data['target']}: {reason_text(data['reason'])}"
        case _:
            return _rare_text(event, data)


def _rare_text(event: str, data: Mapping[str, Any]) -> str | None:  # noqa: PLR0911 - a table
    match event:
        case "participant.joined":
            return "You joined the battle"
        case "participant.returned":
            return "You are back in the battle"
        case "participant.left":
            return "You left the battle"
        case "award.reversed":
            return f"⟲ {points(data['points'])} for {data['question']} taken back: {data['reason']}"
        case "attack.reversed":
            return f"⟲ {data['attacker']}'s attack was undone: {data['reason']}"
        case "arrow.returned":
            return f"⟲ Your arrow at {data['target']} came back: {data['reason']}"
        case _:
            return None
