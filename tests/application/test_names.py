"""Nobody has a name that could be taken for the stage's own."""

from __future__ import annotations

import pytest

from shared.application.players.names import RESERVED, is_reserved
from shared.application.players.ports import EntryRefused, NameTaken
from shared.application.players.sign_up import sign_in, sign_up
from tests.memory import MemoryApplication

ALIKE = [
    "admln",
    "Operator",
    "system",
    "SYSTEM",
    "adm1n",
    "0perator",
    "sys-tem",
    "_root_",
    "adrnin",
]


class TestNames:
    @pytest.mark.parametrize("name", [*ALIKE, *RESERVED, *(each.upper() for each in RESERVED)])
    def test_that_look_reserved_are_refused_to_guests_and_others(self, name: str) -> None:
        app = MemoryApplication()
        with pytest.raises(EntryRefused) as guest:
            sign_up(app, name)
        with pytest.raises(EntryRefused) as other:
            sign_in(app, "https://id.example|1", name)
        assert guest.value.code == other.value.code == "reserved_username"

    @pytest.mark.parametrize("name", ["ann", "model", "systems", "administer", "rooter", "p-1-2"])
    def test_that_only_begin_alike_are_free(self, name: str) -> None:
        assert not is_reserved(name)

    def test_are_one_whatever_their_case(self) -> None:
        app = MemoryApplication()
        sign_up(app, "Ann")
        for name in ("ann", "ANN"):
            with pytest.raises(NameTaken):
                sign_up(app, name)
            with pytest.raises(NameTaken):
                sign_in(app, "https://id.example|1", name)
