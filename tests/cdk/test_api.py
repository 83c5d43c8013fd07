from __future__ import annotations

import pytest
from msgspec import Struct

from shared.games.catalogue import GAMES
from shared.wire.commands import CommandFrames
from shared.wire.frames import OWN_FRAMES, Subscribe
from shared.workload_kinds import Http, Queue
from shared.workloads import CROSS_ORIGIN, WORKLOADS, workload
from tests.cdk.synthesized import Properties, Synthesized

_QUEUES = [workload.trigger.name for workload in WORKLOADS if isinstance(workload.trigger, Queue)]


def _routes(stage: Synthesized) -> dict[str, Properties]:
    """The routes of the WebSocket API, by key; the HTTP API's one is left out."""
    return {
        each["RouteKey"]: each
        for each in stage.properties("AWS::ApiGatewayV2::Route")
        if "WebSocket" in str(each["ApiId"])
    }


KINDS = (*OWN_FRAMES, *CommandFrames(GAMES, lambda: 0).of_players)


class TestWebSocketApi:
    def test_routes_frames_by_their_type(self, stage: Synthesized) -> None:
        keys = {"$connect", "$disconnect", "$default", "economy", "subscribe"}
        assert set(_routes(stage)) == keys

    def test_asks_for_a_ticket_at_the_door_alone(self, stage: Synthesized) -> None:
        guarded = {
            key: route["AuthorizationType"]
            for key, route in _routes(stage).items()
            if "AuthorizerId" in route
        }
        assert guarded == {"$connect": "CUSTOM"}
        (authorizer,) = stage.properties("AWS::ApiGatewayV2::Authorizer")
        assert authorizer["AuthorizerType"] == "REQUEST"
        assert authorizer["IdentitySource"] == ["route.request.querystring.ticket"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_has_a_response_only_where_frames_are_answered_by_it(
        self, account: Synthesized, kind: type[Struct]
    ) -> None:
        """Where it has one and the function returns nothing, an empty message may be sent."""
        routes = _routes(account)
        route = routes.get(str(kind.__struct_config__.tag), routes["$default"])
        assert ("RouteResponseSelectionExpression" in route) == (kind is not Subscribe)

    def test_has_as_many_responses_as_routes_that_answer(self, account: Synthesized) -> None:
        answering = [
            route
            for route in _routes(account).values()
            if route.get("RouteResponseSelectionExpression") == "$default"
        ]
        assert len(account.properties("AWS::ApiGatewayV2::RouteResponse")) == len(answering) == 2

    def test_has_no_route_response_that_the_emulator_fails_on(self, local: Synthesized) -> None:
        assert not local.properties("AWS::ApiGatewayV2::RouteResponse")


class TestHttpApi:
    @pytest.mark.parametrize("name", ["economy", "entry"])
    def test_gives_who_needs_the_database_a_function(self, stage: Synthesized, name: str) -> None:
        routes = {
            route["RouteKey"]: str(route["Target"])
            for route in stage.properties("AWS::ApiGatewayV2::Route")
            if "WebSocket" not in str(route["ApiId"])
        }
        trigger = workload(name).trigger
        assert isinstance(trigger, Http)
        own = {f"ANY {path}{rest}" for path in trigger.paths for rest in ("", "/{proxy+}")}
        assert own <= set(routes)
        assert len({routes[key] for key in own}) == 1
        assert routes["$default"] not in {routes[key] for key in own}

    def test_answers_preflights_itself(self, stage: Synthesized) -> None:
        (api,) = [
            each
            for each in stage.properties("AWS::ApiGatewayV2::Api")
            if each["ProtocolType"] == "HTTP"
        ]
        cross_origin = api["CorsConfiguration"]
        assert cross_origin["AllowOrigins"] == ["*"]
        assert "AllowCredentials" not in cross_origin
        assert set(cross_origin["AllowHeaders"]) == set(CROSS_ORIGIN.request_headers)
        assert "Content-Type" in cross_origin["AllowHeaders"]  # API Gateway allows none unasked


class TestApis:
    def test_are_throttled(self, stage: Synthesized) -> None:
        stages = stage.properties("AWS::ApiGatewayV2::Stage")
        assert len(stages) == 2
        for each in stages:
            settings = each["DefaultRouteSettings"]
            assert settings["ThrottlingRateLimit"] == stage.config.requests_per_second
            assert settings["ThrottlingBurstLimit"] == stage.config.burst

    def test_write_access_logs(self, account: Synthesized) -> None:
        for each in account.every("AWS::ApiGatewayV2::Stage"):
            assert "$context.status" in each["AccessLogSettings"]["Format"]

    def test_answer_both_address_families(self, account: Synthesized) -> None:
        for each in account.every("AWS::ApiGatewayV2::Api"):
            assert each["IpAddressType"] == "dualstack"


class TestLocal:
    def test_is_one_stack_that_serves_any_port(self, local: Synthesized) -> None:
        assert list(local.templates) == ["rumpus-local"]
        assert {"Endpoint", "ValkeyUrl", "DatabaseUrl"} <= set(
            local.templates["rumpus-local"]["Parameters"]
        )

    def test_says_where_everything_is(self, local: Synthesized) -> None:
        assert set(local.templates["rumpus-local"]["Outputs"]) == {
            *("WebSocketUrl", "WebSocketApiId", "SocketsUrl", "HttpUrl", "HttpApiId"),
            *(
                "JournalTable",
                "LogTable",
                "PlayersTable",
                "SlotsTable",
                "SocketsTable",
                "ViewsTable",
                "FailedBucket",
                "ArchiveBucket",
                "SnapshotsBucket",
            ),
            *(f"Queue{name.capitalize()}" for name in _QUEUES),
        }

    def test_has_nothing_that_the_emulator_lacks(self, local: Synthesized) -> None:
        kinds = {
            resource["Type"].split("::")[1]
            for resource in local.templates["rumpus-local"]["Resources"].values()
        }
        assert not kinds & {"EC2", "ElastiCache", "ApplicationAutoScaling", "RDS", "Budgets"}
