"""What a hostile caller of the HTTP API gets: a named error, and never a word about our insides."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from localstack.stage import Stage
from tests.e2e.driver import Player, Site, eventually
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.test_hostile import reads_clean

pytestmark = [pytest.mark.stage, ON_FUNCTIONS]


@pytest.fixture(scope="module")
def battle(site: Site) -> str:
    return site.schedule()


@pytest.fixture
def player(site: Site, battle: str) -> Player:
    player = site.sign_up()
    assert player.command("codebattle.join", battle).is_success
    return player


def forged(token: str, key: str = "another key", **changes: Any) -> str:
    """The token with other claims, signed with a key that is not ours unless it is given."""
    head, body, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    other = part(claims | changes)
    made = hmac.digest(key.encode(), f"{head}.{other}".encode(), hashlib.sha256)
    return f"{head}.{other}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class TestTokens:
    def test_forged_ones_are_turned_away(self, site: Site, player: Player) -> None:
        head, body, signature = player.token.split(".")
        unsigned = f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}."
        bad = [
            forged(player.token),
            forged(player.token, scope="operator"),
            unsigned,
            f"{head}.{part({'sub': 'x', 'name': 'x', 'exp': 1, 'iss': 'rumpus'})}.{signature}",
            f"{part({'alg': 'HS256', 'kid': 'aaaaaaaaaaaa'})}.{body}.{signature}",
            f"{part([[]])}.{body}.{signature}",
            "..",
            "x" * 5000,
        ]
        for token in bad:
            answer = site.http.post("/v1/tickets", headers={"Authorization": f"Bearer {token}"})
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_token"), token
            assert reads_clean(answer.text)

    def test_an_expired_one_says_that_it_wants_a_refresh(
        self, site: Site, stage: Stage, player: Player
    ) -> None:
        secrets = stage.account.client("secretsmanager")
        (name,) = (
            each["Name"] for each in secrets.list_secrets()["SecretList"] if "token" in each["Name"]
        )
        key = secrets.get_secret_value(SecretId=name)["SecretString"]
        old = Player(site, player.name, forged(player.token, key, exp=1_700_000_000))
        answer = old.post("/v1/tickets")
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_expired")
        good = Player(site, player.name, forged(player.token, key))
        assert good.post("/v1/tickets").status_code == 201

    @pytest.mark.parametrize("scheme", ["Bearer", "Basic", "operators"])
    def test_the_operators_key_counts_in_its_own_scheme_alone(
        self, site: Site, battle: str, scheme: str
    ) -> None:
        headers = {"Authorization": f"{scheme} {site.operator_key}"}
        frame = {"type": "codebattle.end", "id": "e", "room": battle}
        answer = site.http.post("/v1/commands", json=frame, headers=headers)
        assert answer.status_code == 401
        assert site.http.get(f"/v1/rooms/codebattle/{battle}").json()["phase"] == "running"


class TestHttp:
    def test_nobody_reads_or_plays_for_another(
        self, site: Site, player: Player, battle: str
    ) -> None:
        other = site.sign_up()
        stream = f"/v1/streams/codebattle/{battle}/player/{player.name}"
        assert other.get(stream).status_code == 403
        seen = other.get(f"/v1/rooms/codebattle/{battle}/players/{player.name}").json()
        assert not {"arrows", "shields", "tries"} & set(seen)
        mine = other.command("codebattle.leave", battle, username=player.name)
        assert (mine.status_code, mine.json()["error"]["code"]) == (422, "bad_frame")
        left = other.command("codebattle.leave", battle)
        assert left.json()["error"]["code"] == "not_joined"
        assert other.command("codebattle.join", "nowhere").status_code == 404
        end = other.command("codebattle.end", battle)
        assert (end.status_code, end.json()["error"]["code"]) == (403, "not_allowed")

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/v1/streams/", 422),
            ("/v1/streams/%00", 404),
            ("/v1/streams/" + "x" * 3000, 422),
            ("/v1/streams/codebattle/b/player/me?position=-1", 422),
            (f"/v1/streams/codebattle/b/player/me?position={2**70}", 422),
            ("/v1/streams/codebattle/b/player/me?at=yesterday", 422),
            ("/v1/streams/codebattle/b/player/me?at=2020-01-01T00:00:00", 422),
            ("/v1/rooms/codebattle/b/players/%2e%2e%2fx", 404),
            ("/v1/rooms/codebattle/b/players/" + "x" * 3000, 422),
            ("/v1/rooms/codebattle/a%23b", 422),
            ("/v1/rooms/codebattle/a%0A", 422),
            ("/v1/rooms/codebattle/b/board/players/%00", 404),
            ("/v1/rooms/codebattle/b/board/top?count=101", 422),
            ("/v1/rooms/codebattle/b/board/top?count=" + "9" * 5000, 422),
            ("/nowhere", 404),
        ],
    )
    def test_odd_addresses_get_a_named_error(self, player: Player, path: str, status: int) -> None:
        answer = player.get(path)
        assert answer.status_code == status, answer.text
        assert answer.json()["error"]["code"]
        assert reads_clean(answer.text)

    @pytest.mark.parametrize("name", ["a b", "a/b", "a#b", "\u0000", "x\n", "", "x" * 51, "a.b"])
    def test_odd_names_are_refused(self, site: Site, name: str) -> None:
        answer = site.http.post("/v1/guests", json={"username": name})
        assert answer.status_code in {400, 422}
        assert reads_clean(answer.text)

    def test_the_moments_of_a_stream_have_edges(self, player: Player, battle: str) -> None:
        stream = f"/v1/streams/codebattle/{battle}/player/{player.name}"
        before = player.get(f"{stream}?position=0").json()
        assert (before["position"], before["state"], before["commits"]) == (0, None, [])
        early = player.get(f"{stream}?at=2020-01-01T00:00:00Z").json()
        assert (early["position"], early["state"]) == (0, None)
        beyond = player.get(f"{stream}?position=1000000").json()
        assert beyond["position"] == 1

    def test_tags_compare_weakly_and_a_star_matches(self, site: Site, battle: str) -> None:
        path = f"/v1/rooms/codebattle/{battle}/board/top"
        tag = eventually(
            lambda: site.http.get(path).headers["ETag"],
            lambda seen: seen == site.http.get(path).headers["ETag"],
        )
        for held in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            answer = site.http.get(path, headers={"If-None-Match": held})
            assert (answer.status_code, answer.content) == (304, b""), held
        other = site.http.get(path, headers={"If-None-Match": tag.strip('"')})
        assert other.status_code == 200


class TestReversals:
    def test_what_is_no_award_cannot_be_undone(
        self, site: Site, player: Player, battle: str
    ) -> None:
        assert player.command("codebattle.answer", battle, question="q1", answer="2").is_success

        def undo(position: Any, username: str = player.name) -> tuple[int, str]:
            body = {"username": username, "position": position, "reason": "a test"}
            answer = site.operate("POST", f"/v1/rooms/codebattle/{battle}/reversals", body)
            assert reads_clean(answer.text)
            return answer.status_code, answer.json().get("error", {}).get("code", "")

        assert undo(1) == (409, "not_reversible")
        assert undo(99) == (409, "unknown_position")
        assert undo(2**70) == (422, "bad_request")
        assert undo(0) == (422, "bad_request")
        assert undo(1, "nobody") == (404, "unknown_player")
        assert undo(2) == (201, "")
        assert undo(2) == (201, "")
        assert undo(3) == (409, "not_reversible")
        stream = player.get(f"/v1/streams/codebattle/{battle}/player/{player.name}").json()
        assert (stream["position"], stream["state"]["points"]) == (3, 0)


class TestPagesOfOtherOrigins:
    """The emulator answers by the deployed configuration, as API Gateway does."""

    def test_may_send_a_token_from_a_known_origin(self, site: Site) -> None:
        asked = {
            "Origin": "http://localhost:3000",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        }
        preflight = site.http.options("/v1/tickets", headers=asked)
        assert preflight.is_success
        allowed = preflight.headers["access-control-allow-headers"].lower()
        assert {"authorization", "content-type"} <= set(allowed.split(","))

    def test_may_read_the_answer(self, site: Site) -> None:
        answer = site.http.get("/v1/rooms/codebattle", headers={"Origin": "http://localhost:3000"})
        assert answer.headers.get_list("access-control-allow-origin") == ["*"]
        assert "ETag" in answer.headers["access-control-expose-headers"]
