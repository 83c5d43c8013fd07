"""One attack is one trace, from the player's frame to the target's, on either home."""

from __future__ import annotations

import secrets

import pytest

from cli.logs.duck import DuckDbLogs
from cli.logs.show import waterfall
from cli.logs.store import Entry, LogQuery
from localstack.stage import Stage
from shared.kernel.trace import trace_of
from tests.e2e.driver import Frame, Site, eventually, unique
from tests.e2e.purse import Mint, pay_by_socket
from tests.e2e.test_battle import answer_all
from tests.e2e.test_notices import ship

pytestmark = pytest.mark.stage


def test_an_attack_is_seen_at_every_hop(site: Site, stage: Stage) -> None:
    store, trace = DuckDbLogs(stage.run / "logs"), secrets.token_hex(16)
    battle, archer, target = site.schedule(), site.sign_up(), site.sign_up()
    with archer.connect() as bow, target.connect() as other:
        for each in (bow, other):
            each.ask("codebattle.join", room=battle)
        answer_all(other, battle, 1)
        other.ask("subscribe", channel=target.private_channel(battle))
        parent = f"00-{trace}-{secrets.token_hex(8)}-01"
        bow.ask("codebattle.attack", room=battle, target=target.name, trace=parent)
        received = other.wait(lambda frame: frame.get("event") == "attack.received")
        assert received["trace"] == trace

    def spans() -> list[Entry]:
        return list(store.search(LogQuery(0, 2**53, kind="span", trace=trace)))

    streams = [f"codebattle/{battle}/player/{each.name}" for each in (archer, target)]
    hops = {(name, stream) for name in ("publish", "rank") for stream in streams}
    hops.add(("delivery", streams[1]))
    found = eventually(spans, lambda seen: {(each.name, each.stream) for each in seen} >= hops)
    (root,) = (each for each in found if each.name == "codebattle.attack")
    assert root.parent == parent[36:52]
    assert {each.parent for each in found if each is not root} == {root.span}
    assert root.player == archer.name
    assert not [each for each in found if each.error]
    assert len(list(waterfall(found))) == len(found)


def test_an_order_is_seen_from_its_frame_to_the_other_players(site: Site, stage: Stage) -> None:
    store, key = DuckDbLogs(stage.run / "logs"), unique("k")
    mint, ann, bob = Mint(site), site.sign_up(), site.sign_up()
    mint.open()
    mint.give(ann, gold=50)
    trace = trace_of(ann.player_id, key)
    channel = f"account/{bob.player_id}"
    with ann.connect() as purse, bob.connect() as other:
        other.ask("subscribe", channel=channel)
        assert pay_by_socket(purse, bob, 7, key)["type"] == "done"

        def heard() -> list[Frame]:
            ship(stage)
            return [each for each in other.messages(channel) if each.get("trace") == trace.id]

        eventually(heard, bool)

    def spans() -> list[Entry]:
        return list(store.search(LogQuery(0, 2**53, kind="span", trace=trace.id)))

    hops = {"economy", "ship", "notices", "notifications"}
    found = eventually(spans, lambda seen: {each.name for each in seen} >= hops)
    (root,) = (each for each in found if each.name == "economy")
    assert (root.span, root.player) == (trace.root, ann.name)
    assert {each.parent for each in found if each is not root} == {trace.root}
