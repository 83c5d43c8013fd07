"""Operators: their keys and roles, and the record of what they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute

from functions.http import letters, rooms
from functions.http.api import MODULES
from functions.http.caller import operator
from shared.adapters.memory.views import InMemoryViews
from shared.application.players import acts
from shared.application.players.secrets_hash import hashed
from shared.application.ports import Unavailable
from shared.kernel.names import room_stream
from shared.kernel.players import OPERATOR_ROLES
from shared.runtime.once import once
from tests.functions.test_http import OPERATOR, PLAN, Api, code
from tests.memory import MemoryApplication

WHY = {"Rumpus-Why": quote("weil's nötig war")}
KEYS = "/v1/operators/keys"


@pytest.fixture
def api() -> Api:
    return Api()


def key_of(api: Api, name: str, role: str, days: int = 90) -> dict[str, str]:
    """Give an operator a key; return the headers with which they call."""
    body = {"role": role, "days": days}
    answer = api.http.put(f"{KEYS}/{name}", json=body, headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Operator {answer.json()['key']}"}


def recorded(api: Api, **query: Any) -> list[dict[str, Any]]:
    answer = api.http.get("/v1/operators/acts", params=query, headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["acts"]
    return found


def steps(api: Api, what: str) -> list[tuple[str, str, str, str]]:
    """Who did something, and what came of it, oldest first."""
    found = [each for each in recorded(api) if each["what"] == what]
    return [(each["by"], each["step"], each["why"], each["outcome"]) for each in found[::-1]]


class TestKeys:
    def test_a_key_says_who_calls_and_as_what(self, api: Api) -> None:
        for role in OPERATOR_ROLES:
            me = api.http.get("/v1/operators/me", headers=key_of(api, f"an-{role}", role)).json()
            assert me == {"name": f"an-{role}", "role": role, "stage": "test"}

    def test_the_stages_own_key_is_admin(self, api: Api) -> None:
        assert api.http.get("/v1/operators/me", headers=OPERATOR).json()["role"] == "admin"

    def test_a_new_key_makes_the_one_before_void(self, api: Api) -> None:
        first, second = key_of(api, "ann", "look"), key_of(api, "ann", "admin")
        assert code(api.http.get("/v1/operators/me", headers=first)) == "bad_operator_key"
        assert api.http.get("/v1/operators/me", headers=second).json()["role"] == "admin"

    def test_a_key_that_was_taken_away_is_void_and_not_listed(self, api: Api) -> None:
        ann, bob = key_of(api, "ann", "admin"), key_of(api, "bob", "look")
        assert api.http.delete(f"{KEYS}/ann", headers=OPERATOR).status_code == 200
        refused = api.http.get("/v1/operators/me", headers=ann)
        assert (refused.status_code, code(refused)) == (401, "bad_operator_key")
        listed = api.http.get(KEYS, headers=bob).json()["operators"]
        assert [each["name"] for each in listed] == ["bob"]
        assert api.http.delete(f"{KEYS}/nobody", headers=OPERATOR).status_code == 404

    def test_a_key_ends(self, api: Api) -> None:
        ann = key_of(api, "ann", "look", days=1)
        api.parts.time.pass_seconds(timedelta(days=1).total_seconds())
        assert api.http.get("/v1/operators/me", headers=ann).status_code == 401

    @pytest.mark.parametrize("key", ["ann.wrong", "ann.", ".", "ann", "$ann.x", "a/b.c", "ann.x.y"])
    def test_no_other_key_lets_in(self, api: Api, key: str) -> None:
        key_of(api, "ann", "admin")
        refused = api.http.get("/v1/operators/me", headers={"Authorization": f"Operator {key}"})
        assert (refused.status_code, code(refused)) == (401, "bad_operator_key")

    def test_keys_are_kept_as_hashes_and_shown_once(self, api: Api) -> None:
        secret = key_of(api, "ann", "look")["Authorization"].partition(".")[2]
        assert secret
        assert secret not in str(api.parts.views.get("operator", "ann"))
        assert "hash" not in api.http.get(KEYS, headers=OPERATOR).text


LEAST = {
    "POST /v1/commands": "admin",
    "POST /v1/rooms/{game}/{room}/reversals": "support",
    "POST /v1/economy/operations": "support",
    "POST /v1/economy/audits": "support",
    "PUT /v1/economy/currencies/{currency}": "admin",
    "PUT /v1/economy/catalogue/{version}": "admin",
    "POST /v1/players/{username}/freeze": "support",
    "POST /v1/players/{username}/thaw": "support",
    "DELETE /v1/players/{username}": "admin",
    "PUT /v1/letters/{letter}/body": "admin",
    "POST /v1/letter-operations": "support",
    "DELETE /v1/letter-operations/{operation}": "support",
    "PUT /v1/operators/keys/{name}": "admin",
    "DELETE /v1/operators/keys/{name}": "admin",
}
"""Each route by which an operator changes something, and the least role that may."""

LOOKS = {"POST /v1/letters/{letter}/rehearsals", "POST /v1/operators/tickets"}
"""Routes that change nothing, whatever their method."""

BODIES: dict[str, Any] = {
    "POST /v1/commands": {"type": "codebattle.schedule", "id": "x", **PLAN},
    "POST /v1/rooms/{game}/{room}/reversals": {"username": "u", "position": 1, "reason": "r"},
    "POST /v1/letter-operations": {"act": "redrive", "why": "w", "workload": "rank"},
    "PUT /v1/letters/{letter}/body": {"body": "{}", "why": "w"},
    "PUT /v1/operators/keys/{name}": {"role": "look"},
    "PUT /v1/economy/catalogue/{version}": {"items": []},
}


def operator_routes() -> Iterator[str]:
    """All routes that only operators may use and that are no reads, from the routers themselves."""
    routers = [rooms.router(MemoryApplication().games), letters.operations]
    routers += [module.router for module in MODULES]
    for route in (each for router in routers for each in router.routes):
        assert isinstance(route, APIRoute)
        calls = {each.call for each in _dependencies(route.dependant)}
        if operator in calls and route.methods and not route.methods <= {"GET"}:
            yield f"{min(route.methods)} {route.path_format}"


def _dependencies(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each
        yield from _dependencies(each)


def ask(api: Api, route: str, headers: dict[str, str]) -> Any:
    method, path = route.split(" ")
    url = path.replace("{version}", "1").replace("{operation}", "0" * 32)
    url = url.replace("{letter}", "0" * 32)
    url = url.replace("{game}", "codebattle").replace("{", "").replace("}", "")
    more = {"Idempotency-Key": "k1"} if "operations" in path else {}
    return api.http.request(method, url, json=BODIES.get(route), headers=headers | WHY | more)


class TestRoles:
    def test_each_route_that_changes_something_has_a_least_role(self) -> None:
        assert {*operator_routes()} | {"POST /v1/commands"} == set(LEAST) | LOOKS

    @pytest.mark.parametrize("route", LEAST)
    def test_lower_roles_may_not_and_leave_no_trace(self, api: Api, route: str) -> None:
        lower = OPERATOR_ROLES[: OPERATOR_ROLES.index(LEAST[route])]
        for role in lower:
            refused = ask(api, route, key_of(api, "ann", role))
            assert (refused.status_code, code(refused)) == (403, "role_needed"), (route, role)
            assert refused.json()["error"]["needed"] == LEAST[route]
            assert refused.json()["error"]["role"] == role
        assert {each["what"] for each in recorded(api)} <= {"operators.give_key"}

    @pytest.mark.parametrize("route", LEAST)
    def test_players_may_not(self, api: Api, route: str) -> None:
        refused = ask(api, route, api.player("pat"))
        assert (refused.status_code, code(refused)) == (403, "not_allowed")

    def test_support_redrives_letters_and_discards_none(self, api: Api) -> None:
        body = {"act": "discard", "why": "w", "workload": "rank"}
        ann = key_of(api, "ann", "support")
        refused = api.http.post("/v1/letter-operations", json=body, headers=ann)
        assert (refused.status_code, code(refused)) == (403, "role_needed")
        body["act"] = "redrive"
        assert api.http.post("/v1/letter-operations", json=body, headers=ann).status_code == 202


class TestActs:
    def test_who_why_and_what_came_of_it_are_kept(self, api: Api) -> None:
        ann = key_of(api, "ann", "admin") | WHY
        assert api.command(ann, "schedule", "s1", **PLAN).status_code == 200
        assert api.command(ann, "schedule", "s2", **PLAN).status_code == 409
        why = "weil's nötig war"
        assert steps(api, "codebattle.schedule") == [
            ("ann", "asked", why, ""),
            ("ann", "ended", why, "done"),
            ("ann", "asked", why, ""),
            ("ann", "ended", why, "battle_exists"),
        ]

    def test_an_operator_known_by_name_says_why(self, api: Api) -> None:
        ann = key_of(api, "ann", "admin")
        refused = api.command(ann, "schedule", "s1", **PLAN)
        assert (refused.status_code, code(refused)) == (400, "reason_needed")
        assert api.parts.log.latest(room_stream("codebattle", "b1"), 1) == []
        assert steps(api, "codebattle.schedule") == []

    def test_a_refusal_before_the_act_is_told_of_a_bad_frame(self, api: Api) -> None:
        ann = key_of(api, "ann", "admin") | WHY
        bad = api.command(ann, "schedule", "s1", **PLAN | {"title": 5})
        assert bad.status_code == 422
        assert steps(api, "codebattle.schedule") == []

    def test_a_commit_names_its_operator(self, api: Api) -> None:
        api.command(key_of(api, "ann", "admin") | WHY, "schedule", "s1", **PLAN)
        (commit,) = api.parts.log.read(room_stream("codebattle", "b1"))
        assert commit.by == "operator:ann"

    def test_a_reversal_by_two_operators_happens_once(self, api: Api) -> None:
        api.battle()
        ann = api.player("ann")
        api.command(ann, "join", "j1")
        api.parts.time.pass_seconds(1)
        api.command(ann, "answer", "a1", question="q1", answer="2")
        body = {"username": "ann", "position": 2, "reason": "wrong key"}
        path = "/v1/rooms/codebattle/b1/reversals"
        for name in ("bob", "cy"):
            answer = api.http.post(path, json=body, headers=key_of(api, name, "support"))
            assert answer.status_code == 201, answer.text
        assert [by for by, *_ in steps(api, "reverse")] == ["bob", "bob", "cy", "cy"]
        shown = api.http.get("/v1/streams/codebattle/b1/player/ann", headers=OPERATOR).json()
        assert shown["position"] == 3

    def test_are_paged_and_searched(self, api: Api) -> None:
        for number in range(5):
            key_of(api, f"op{number}", "look")
            api.parts.time.pass_seconds(1)
        first = api.http.get("/v1/operators/acts?limit=6", headers=OPERATOR).json()
        query = f"/v1/operators/acts?limit=6&before={quote(first['before'])}"
        rest = api.http.get(query, headers=OPERATOR).json()
        found = [*first["acts"], *rest["acts"]]
        assert [each["about"].split()[0] for each in found[::2]] == [
            "op4",
            "op3",
            "op2",
            "op1",
            "op0",
        ]
        assert {each["step"] for each in found} == {"asked", "ended"}
        assert rest["before"] is None
        assert {each["about"] for each in recorded(api, text="op3")} == {"op3 look"}
        assert recorded(api, by="somebody") == []

    def test_a_search_reads_so_many_and_goes_on(self, api: Api) -> None:
        for number in range(5):
            key_of(api, f"op{number}", "look")
            api.parts.time.pass_seconds(1)
        found: list[acts.ActFact] = []
        pages = 0
        before: str | None = ""
        while before is not None:
            page, before = acts.acts(api.parts, acts.Search("", "op0", before), 50, most=4)
            found, pages = found + page, pages + 1
        assert [each.about for each in found] == ["op0 look", "op0 look"]
        assert pages == 3


class Forgetful(InMemoryViews):
    """Takes no facts of acts whose step is in `lost`."""

    lost: Sequence[str] = ()

    def put(self, kind: str, key: str, *more: Any, **named: Any) -> bool:
        if kind == acts.KIND and key.endswith(tuple(self.lost)):
            raise Unavailable("the table is away")
        return super().put(kind, key, *more, **named)


class Application(MemoryApplication):
    @once
    def views(self) -> Forgetful:
        return Forgetful()


class TestRecordAway:
    def test_what_can_not_be_recorded_is_not_done(self) -> None:
        api = Api(parts := Application())
        parts.views.lost = ("asked",)
        assert api.command(OPERATOR, "schedule", "s1", **PLAN).status_code == 503
        assert not parts.log.latest(room_stream("codebattle", "b1"), 1)

    def test_an_act_whose_end_is_not_recorded_is_told_as_done(self) -> None:
        api = Api(parts := Application())
        parts.views.lost = ("ended",)
        assert api.command(OPERATOR, "schedule", "s1", **PLAN).status_code == 200
        assert [type(fault) for fault in parts.faults] == [Unavailable]
        assert [step for _, step, *_ in steps(api, "codebattle.schedule")] == ["asked"]


class TestLooking:
    def test_a_player_is_found_by_name_in_any_case_or_id(self, api: Api) -> None:
        api.player("Ann")
        found = api.http.get("/v1/operators/players/aNN", headers=OPERATOR).json()
        assert (found["username"], found["guest"], found["connection"]) == ("Ann", True, None)
        by_id = api.http.get(f"/v1/operators/players/{found['player_id']}", headers=OPERATOR)
        assert by_id.json() == found
        missing = api.http.get("/v1/operators/players/bob", headers=OPERATOR)
        assert (missing.status_code, code(missing)) == (404, "unknown_player")

    def test_a_roster_is_paged_by_name_and_counted(self, api: Api) -> None:
        api.battle()
        for name in ("cy", "ann", "bo"):
            api.command(api.player(name), "join", "j")
        path = "/v1/operators/rooms/codebattle/b1/players"
        first = api.http.get(f"{path}?limit=2", headers=OPERATOR).json()
        assert first == {"players": ["ann", "bo"], "after": "bo", "counted": 3, "more": False}
        rest = api.http.get(f"{path}?limit=2&after=bo", headers=OPERATOR).json()
        assert (rest["players"], rest["after"]) == (["cy"], None)
        assert api.http.get(f"{path}?text=n", headers=OPERATOR).json()["players"] == ["ann"]

    def test_games_tell_what_operators_may_send(self, api: Api) -> None:
        games = api.http.get("/v1/operators/games", headers=OPERATOR).json()["games"]
        (battle,) = [each for each in games if each["name"] == "codebattle"]
        assert "codebattle.schedule" in [each["type"] for each in battle["commands"]]
        assert battle["reversible"] is battle["board"] is battle["lists_rooms"] is True

    def test_presence_is_not_known_while_the_cache_is_away(self, api: Api) -> None:
        path = "/v1/operators/channels/codebattle/b1/presence"
        assert api.http.get(path, headers=OPERATOR).json()["present"] == 0
        api.parts.coordination.down = True
        assert api.http.get(path, headers=OPERATOR).json()["present"] is None
        assert api.http.get("/v1/operators/channels/x", headers=OPERATOR).status_code == 404

    @pytest.mark.parametrize("path", ["games", "players/ann", "acts", "keys", "me"])
    def test_is_not_for_players(self, api: Api, path: str) -> None:
        refused = api.http.get(f"/v1/operators/{path}", headers=api.player("ann"))
        assert (refused.status_code, code(refused)) == (403, "not_allowed")

    def test_two_tabs_of_one_operator_do_not_end_each_other(self, api: Api) -> None:
        ann = key_of(api, "ann", "look")
        tickets = [api.http.post("/v1/operators/tickets", headers=ann).json() for _ in range(2)]
        seen = [api.parts.tickets.redeem(hashed(each["ticket"])) for each in tickets]
        ids = {each.identity.player_id for each in seen if each}
        assert len(ids) == 2
