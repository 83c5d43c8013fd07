"""Those who come back: nobody is locked out by an answer that was lost, and no thief stays in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from shared.adapters.memory.entry import InMemoryPlayers
from shared.application.players.ports import EntryRefused, NameTaken, Refresh
from shared.application.players.sign_up import KEY_LIVES, REFRESH_LIVES, Grant, refresh, sign_up
from shared.runtime.once import once
from tests.memory import MemoryApplication


class StoreAway(Exception):  # noqa: N818 - a mishap of this test's store
    """The store did not answer."""


class ForgetfulPlayers(InMemoryPlayers):
    """Fails at the next calls that are named in `mishaps`, before or after it has done them."""

    def __init__(self) -> None:
        super().__init__()
        self.mishaps: list[str] = []

    def keep_refresh(self, refresh: Refresh) -> None:
        self._meet("before keep")
        super().keep_refresh(refresh)
        self._meet("after keep")

    def use_refresh(self, refresh: Refresh, until: datetime) -> bool:
        self._meet("before use")
        used = super().use_refresh(refresh, until)
        self._meet("after use")
        return used

    def _meet(self, mishap: str) -> None:
        if mishap in self.mishaps:
            self.mishaps.remove(mishap)
            raise StoreAway


class Door(MemoryApplication):
    @once
    def players(self) -> ForgetfulPlayers:
        return ForgetfulPlayers()


@pytest.fixture
def app() -> Door:
    return Door()


def goes_on(app: Door, grant: Grant) -> bool:
    try:
        refresh(app, grant.refresh_token)
    except EntryRefused:
        return False
    return True


class TestKey:
    KEY = "k" * 22

    def test_gives_the_same_guest_again(self, app: Door) -> None:
        first, second = (sign_up(app, "ann", key=self.KEY) for _ in range(2))
        assert (second.player_id, second.username) == (first.player_id, "ann")
        assert goes_on(app, first)
        assert goes_on(app, second)

    def test_gives_one_guest_to_many_requests_at_once(self, app: Door) -> None:
        with ThreadPoolExecutor(8) as pool:
            grants = list(pool.map(lambda _: sign_up(app, "ann", key=self.KEY), range(8)))
        assert len({each.player_id for each in grants}) == 1

    @pytest.mark.parametrize("mishap", ["before keep", "after keep"])
    def test_gives_the_guest_whose_token_was_not_kept(self, app: Door, mishap: str) -> None:
        app.players.mishaps.append(mishap)
        with pytest.raises(StoreAway):
            sign_up(app, "ann", key=self.KEY)
        assert goes_on(app, sign_up(app, "ann", key=self.KEY))

    def test_gives_nothing_once_it_is_old(self, app: Door) -> None:
        sign_up(app, "ann", key=self.KEY)
        app.time.pass_seconds(KEY_LIVES.total_seconds())
        with pytest.raises(NameTaken):
            sign_up(app, "ann", key=self.KEY)

    def test_does_not_give_a_guest_to_whom_knows_its_name_and_its_id(self, app: Door) -> None:
        ann = sign_up(app, "ann", key=self.KEY)
        for guess in ("", ann.player_id, "g" * 22):
            with pytest.raises(NameTaken):
                sign_up(app, "ann", key=guess)

    def test_is_of_one_name(self, app: Door) -> None:
        sign_up(app, "ann", key=self.KEY)
        with pytest.raises(EntryRefused) as refused:
            sign_up(app, "bob", key=self.KEY)
        assert refused.value.code == "key_used"
        assert sign_up(app, "bob").username == "bob"


class TestRefresh:
    def test_gives_the_same_player_another_pair(self, app: Door) -> None:
        first = sign_up(app, "ann")
        second = refresh(app, first.refresh_token)
        assert (second.player_id, second.username) == (first.player_id, "ann")
        assert second.refresh_token != first.refresh_token

    def test_is_repeated_by_a_player_whom_the_answer_did_not_reach(self, app: Door) -> None:
        held = sign_up(app, "ann")
        for _ in range(3):
            refresh(app, held.refresh_token)
            refresh(app, held.refresh_token)
            held = refresh(app, held.refresh_token)
        assert goes_on(app, held)

    @pytest.mark.parametrize("mishap", ["before keep", "after keep", "before use", "after use"])
    def test_is_repeated_after_the_store_was_away(self, app: Door, mishap: str) -> None:
        held = refresh(app, sign_up(app, "ann").refresh_token)
        app.players.mishaps.append(mishap)
        with pytest.raises(StoreAway):
            refresh(app, held.refresh_token)
        assert goes_on(app, refresh(app, held.refresh_token))

    def test_may_be_overtaken_by_its_own_repeat(self, app: Door) -> None:
        held = sign_up(app, "ann")
        answered = refresh(app, held.refresh_token)
        refresh(app, held.refresh_token)  # the first request, which took its time
        assert goes_on(app, answered)

    def test_with_what_is_unknown_or_has_expired_is_refused(self, app: Door) -> None:
        held = sign_up(app, "ann")
        assert not goes_on(app, Grant("", "", "", 0, "forged"))
        app.time.pass_seconds(REFRESH_LIVES.total_seconds())
        assert not goes_on(app, held)


class TestTheft:
    @pytest.mark.parametrize("thief_first", [False, True])
    def test_is_found_when_the_second_of_two_goes_on(self, app: Door, *, thief_first: bool) -> None:
        stolen = sign_up(app, "ann").refresh_token
        mine, thieves = refresh(app, stolen), refresh(app, stolen)
        first, second = (thieves, mine) if thief_first else (mine, thieves)
        newest = refresh(app, first.refresh_token)
        assert not goes_on(app, second)
        for each in (newest, first, second):
            assert not goes_on(app, each)

    def test_of_a_token_that_was_left_behind_ends_what_came_of_the_sign_in(self, app: Door) -> None:
        old = sign_up(app, "ann")
        held = refresh(app, refresh(app, old.refresh_token).refresh_token)
        other = sign_up(app, "bob")
        assert not goes_on(app, old)
        assert not goes_on(app, held)
        assert goes_on(app, other)

    def test_leaves_one_in_at_most_of_two_who_go_on_at_once(self, app: Door) -> None:
        stolen = sign_up(app, "ann").refresh_token
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(lambda _: refresh(app, stolen), range(2)))
            assert sorted(pool.map(lambda each: goes_on(app, each), both)) == [False, True]
        assert not any(goes_on(app, each) for each in both)
