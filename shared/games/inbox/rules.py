"""Delivers notices to an inbox, each once, and marks them as read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, assert_never

from msgspec.json import encode
from msgspec.structs import replace

from shared.games.inbox.commands import Deliver, InboxCommand, MarkRead, OpenInbox
from shared.games.inbox.facts import InboxFact, InboxOpened, NoticeDelivered, NoticesRead
from shared.games.inbox.state import KEPT, Inbox, Kept
from shared.kernel.effects import Notice
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Fact
from shared.kernel.names import room_stream
from shared.kernel.rules import Decision, Scope, States

NAME = "inbox"
LONGEST = 2048
"""Maximum bytes of a notice."""


def scope(command: InboxCommand) -> Scope:
    return Scope((room_stream(NAME, command.room),))


def decide(command: InboxCommand, states: States) -> Decision:
    """Answer a command with facts, or refuse it."""
    stream = room_stream(NAME, command.room)
    inbox: Inbox | None = states[stream]
    if isinstance(command, Deliver):
        return {stream: _deliver(command, inbox)}
    if command.username != command.room:
        raise CommandRefused("not_yours")
    match command:
        case OpenInbox():
            if inbox is not None:
                raise CommandRefused("already_open")
            return {stream: (InboxOpened(command.now, command.room),)}
        case MarkRead():
            return {stream: _read(command, inbox or Inbox(command.room))}
        case _:
            assert_never(command)


def _deliver(command: Deliver, inbox: Inbox | None) -> tuple[InboxFact, ...]:
    """Deliver a notice, unless the inbox still holds it."""
    if len(encode(command.notice)) > LONGEST:
        raise CommandRefused("notice_too_long", most=LONGEST)
    kept = inbox.kept if inbox else ()
    if any(each.notice.id == command.notice.id for each in kept):
        return ()
    number = (inbox.last if inbox else 0) + 1
    return (NoticeDelivered(command.now, command.room, number, command.notice),)


def _read(command: MarkRead, inbox: Inbox) -> tuple[InboxFact, ...]:
    """Mark notices as read; read ones stay so."""
    if command.through > inbox.last:
        raise CommandRefused("no_such_notice", last=inbox.last)
    if command.through <= inbox.read:
        return ()
    return (NoticesRead(command.now, command.room, command.through),)


def evolve(inbox: Inbox | None, fact: InboxFact) -> Inbox:
    """Return the inbox after the fact."""
    inbox = inbox or Inbox(fact.username)
    match fact:
        case InboxOpened():
            return inbox
        case NoticeDelivered():
            kept = (*inbox.kept, Kept(fact.number, fact.at, fact.notice))
            return replace(inbox, kept=kept[-KEPT:], last=fact.number)
        case NoticesRead():
            return replace(inbox, read=fact.through)
        case _:
            assert_never(fact)


def outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    """Tell the sender what its command did."""
    for fact in facts:
        if isinstance(fact, NoticesRead):
            return {"read": fact.through}
    return {}


def deliver(now: datetime, username: str, notice: Notice) -> Deliver:
    return Deliver(now, username, notice)
