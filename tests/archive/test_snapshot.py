from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import decode, encode

from shared.application.archive.arrive import welcome
from shared.application.archive.freeze import freeze_now
from shared.application.archive.thaw import PlayerAway, restore
from shared.archive.snapshot import (
    SCHEMA,
    UPCASTERS,
    BadObject,
    canonical,
    digest,
    lifted,
    packed,
    unpacked,
)
from tests.archive.house import House, store_as
from tests.economy.bank import audited

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = range(1, SCHEMA + 1)


def golden(schema: int) -> Any:
    return decode((GOLDEN / f"{schema}.json").read_bytes())


class TestUpcasters:
    @pytest.mark.parametrize("schema", VERSIONS)
    def test_make_one_snapshot_of_every_golden_file(self, schema: int) -> None:
        assert lifted(golden(schema), schema) == golden(SCHEMA)

    def test_are_one_for_each_older_schema(self) -> None:
        assert sorted(UPCASTERS) == list(VERSIONS)[:-1]

    @pytest.mark.parametrize("schema", VERSIONS)
    def test_are_used_for_an_object(self, schema: int) -> None:
        body = gzip.compress(canonical("p1", golden(schema), schema))
        assert unpacked("p1", body, digest(body)) == golden(SCHEMA)


class TestObject:
    @given(st.dictionaries(st.text(), st.integers()))
    def test_has_one_text_whatever_the_order(self, values: dict[str, int]) -> None:
        backwards = dict(reversed(values.items()))
        assert packed("p", values) == packed("p", backwards)

    def test_of_which_a_bit_was_turned_is_known(self) -> None:
        body = packed("p1", golden(SCHEMA))
        for at in range(0, len(body), 7):
            bad = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            with pytest.raises(BadObject, match="bad_checksum"):
                unpacked("p1", bad, digest(body))

    @given(st.binary(max_size=300))
    def test_that_is_anything_has_a_named_error(self, body: bytes) -> None:
        with pytest.raises(BadObject, match="unreadable"):
            unpacked("p1", body, digest(body))

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (canonical("p2", golden(SCHEMA)), "foreign"),
            (canonical("p1", golden(SCHEMA), SCHEMA + 1), "newer_schema"),
            (canonical("p1", golden(SCHEMA), 0), "newer_schema"),
            (canonical("p1", {"wallet": {}}), "unreadable"),
            (canonical("p1", golden(SCHEMA))[:-1], "unreadable"),
            (b"{}", "unreadable"),
            (encode({"player": "p1", "schema": SCHEMA, "sections": [], "x": 1}), "unreadable"),
        ],
    )
    def test_that_is_no_snapshot_of_the_player_is_refused(self, text: bytes, reason: str) -> None:
        body = gzip.compress(text)
        with pytest.raises(BadObject, match=reason):
            unpacked("p1", body, digest(body))

    def test_that_was_cut_off_is_refused(self) -> None:
        body = packed("p1", golden(SCHEMA))[:-9]
        with pytest.raises(BadObject, match="unreadable"):
            unpacked("p1", body, digest(body))

    def test_that_unpacks_to_more_than_there_can_be_is_refused(self) -> None:
        body = gzip.compress(b" " * (65 * 1024 * 1024))
        with pytest.raises(BadObject, match="unreadable"):
            unpacked("p1", body, digest(body))


class TestPlayerWithABadObject:
    @pytest.mark.parametrize(
        ("bad", "reason"),
        [
            (lambda body: body[:-5], "bad_checksum"),
            (lambda _: packed("somebody", golden(SCHEMA)), "bad_checksum"),
            (lambda _: b"", "bad_checksum"),
        ],
        ids=["truncated", "foreign", "empty"],
    )
    def test_is_quarantined_and_comes_back_whole(self, house: House, bad: Any, reason: str) -> None:
        player = house.player()
        before = house.text(player)
        freeze_now(house, player)
        whole = house.objects.kept[player]
        house.objects.kept[player] = bad(whole)
        told = house.counted.get("PlayersQuarantined", 0)
        for _ in range(2):
            with pytest.raises(PlayerAway, match=reason):
                welcome(house, player)
        assert house.header(player).tier == "quarantined"
        assert house.counted["PlayersQuarantined"] == told + 1
        assert house.reading(player).sections["wallet"]["accounts"] == []
        assert audited(house.url) == []
        house.objects.kept[player] = whole
        release(house, player)
        welcome(house, player)
        assert house.text(player) == before

    def test_that_is_missing_is_quarantined(self, house: House) -> None:
        player = house.player()
        freeze_now(house, player)
        house.objects.remove(player)
        with pytest.raises(PlayerAway, match="missing"):
            welcome(house, player)
        assert house.header(player).reason == "missing"

    def test_of_a_newer_schema_waits_for_newer_code(self, house: House) -> None:
        player = house.player()
        freeze_now(house, player)
        sections = unpacked(player, house.objects.kept[player], stored_hash(house, player))
        store_as(house, player, gzip.compress(canonical(player, sections, SCHEMA + 1)))
        with pytest.raises(PlayerAway, match="newer_schema"):
            welcome(house, player)
        assert house.header(player).tier == "restoring"

    def test_that_says_something_else_than_can_be_restored_changes_nothing(
        self, house: House
    ) -> None:
        """Its hash is right, and a single thing in it is somebody else's by now."""
        player, other = house.player(), house.player()
        freeze_now(house, player)
        sections = unpacked(player, house.objects.kept[player], stored_hash(house, player))
        sections["inventory"]["uniques"] = house.reading(other).sections["inventory"]["uniques"]
        store_as(house, player, packed(player, sections))
        with pytest.raises(PlayerAway, match="proof_failed"):
            welcome(house, player)
        assert house.reading(player).sections["wallet"]["accounts"] == []
        assert audited(house.url) == []

    def test_that_makes_money_is_refused(self, house: House) -> None:
        player = house.player()
        freeze_now(house, player)
        sections = unpacked(player, house.objects.kept[player], stored_hash(house, player))
        for each in sections["wallet"]["accounts"]:
            each["balance"] += 1_000_000
        store_as(house, player, packed(player, sections))
        with pytest.raises(PlayerAway, match="quarantined"):
            welcome(house, player)
        assert audited(house.url) == []


def stored_hash(house: House, player: str) -> str:
    stored = house.header(player).object
    assert stored
    return stored.sha256


def release(house: House, player: str) -> None:
    """Let a player out of quarantine, as `rumpus player thaw` does."""
    assert restore(house, player, released=True) == "hot"
