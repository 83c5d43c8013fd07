"""An inbox keeps the newest notices, each once, for its player alone."""

from __future__ import annotations

import pytest

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.load import load
from shared.application.commands.stream_cache import StreamCache
from shared.games.inbox import INBOX
from shared.games.inbox.commands import Deliver, InboxCommand, MarkRead, OpenInbox
from shared.games.inbox.rules import LONGEST
from shared.games.inbox.show import InboxView, snapshot
from shared.games.inbox.state import KEPT, Inbox
from shared.kernel.effects import Notice
from shared.kernel.errors import CommandRefused
from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer
from tests.codec import CODEC
from tests.games.inbox.samples import NOON


class AnnsInbox:
    def __init__(self) -> None:
        self.log, self.cache = InMemoryLog(CODEC), StreamCache(lambda: 0.0)
        self._ids = 0

    def do(self, command: InboxCommand, ident: str = "") -> None:
        self._ids += 1
        handle_command(
            self.log,
            self.cache,
            INBOX,
            command,
            by="notices",
            command_id=ident or f"c{self._ids}",
            pause=lambda _: None,
        ).granted()

    def tell(self, notice: str) -> None:
        self.do(Deliver(NOON, "ann", Notice(notice, "test")), f"notices/{notice}")

    @property
    def view(self) -> InboxView:
        state = load(self.log, StreamCache(lambda: 0.0), INBOX, "inbox/ann").state
        assert isinstance(state, Inbox)
        shown = snapshot(state, Viewer("player", "ann"), NOON)
        assert shown is not None
        return shown

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.view.notices]


@pytest.fixture
def inbox() -> AnnsInbox:
    return AnnsInbox()


def refused(inbox: AnnsInbox, command: InboxCommand) -> str:
    with pytest.raises(CommandRefused) as refusal:
        inbox.do(command)
    return refusal.value.reason


def test_the_newest_notice_is_first_and_comes_once(inbox: AnnsInbox) -> None:
    for notice in ("one", "two", "one", "two", "three"):
        inbox.tell(notice)
    inbox.do(Deliver(NOON, "ann", Notice("two", "test")), "under another id")
    assert inbox.ids == ["three", "two", "one"]
    assert (inbox.view.unread, inbox.view.last) == (3, 3)


def test_a_full_inbox_drops_the_oldest(inbox: AnnsInbox) -> None:
    for number in range(KEPT + 10):
        inbox.tell(f"n{number}")
    assert inbox.ids == [f"n{number}" for number in range(KEPT + 9, 9, -1)]
    inbox.tell("n3")
    assert inbox.view.last == KEPT + 10, "one of the last commands is remembered by its id"
    inbox.do(MarkRead(NOON, "ann", "ann", 5))
    assert inbox.view.unread == KEPT


def test_what_was_read_stays_so(inbox: AnnsInbox) -> None:
    for notice in ("one", "two", "three"):
        inbox.tell(notice)
    inbox.do(MarkRead(NOON, "ann", "ann", 2))
    inbox.do(MarkRead(NOON, "ann", "ann", 1))
    assert [each.read for each in inbox.view.notices] == [False, True, True]
    assert inbox.view.unread == 1
    assert refused(inbox, MarkRead(NOON, "ann", "ann", 4)) == "no_such_notice"


def test_it_is_its_players_alone(inbox: AnnsInbox) -> None:
    inbox.tell("one")
    state = load(inbox.log, inbox.cache, INBOX, "inbox/ann").state
    assert isinstance(state, Inbox)
    assert refused(inbox, MarkRead(NOON, "ann", "eve", 1)) == "not_yours"
    assert refused(inbox, OpenInbox(NOON, "ann", "eve")) == "not_yours"
    assert snapshot(state, Viewer("player", "eve"), NOON) is None
    assert snapshot(state, SPECTATOR, NOON) is None
    assert snapshot(state, OPERATOR, NOON) is not None


def test_a_notice_that_is_too_long_is_refused(inbox: AnnsInbox) -> None:
    long = Notice("one", "test", {"text": "x" * LONGEST})
    assert refused(inbox, Deliver(NOON, "ann", long)) == "notice_too_long"
