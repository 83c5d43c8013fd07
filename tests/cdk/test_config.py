from __future__ import annotations

import pytest

from cdk.config import (
    BUDGET_OF_FLEET_USD,
    STAGES,
    Placement,
    RefusedConfiguration,
    living,
    runtime_of,
)
from cdk.context import config_for
from shared.workloads import workload


class TestConfigFor:
    def test_takes_who_is_told_from_the_context(self) -> None:
        assert config_for("dev", {"alarm_email": "us@example.org"}).alarm_email == "us@example.org"

    def test_takes_the_budget_from_the_context(self) -> None:
        assert config_for("prod", {"budget_usd": "700"}).budget_usd == 700

    def test_budgets_each_fleet(self) -> None:
        dev, both = (config_for("dev", each) for each in ({}, {"gateway": "on", "web": "on"}))
        assert both.budget_usd == dev.budget_usd + 2 * BUDGET_OF_FLEET_USD

    def test_takes_zones_by_name(self) -> None:
        named = config_for("dev", {"zones": "us-east-1b, us-east-1c"})
        assert named.zone_names == ("us-east-1b", "us-east-1c")
        assert not config_for("dev", {}).zone_names

    @pytest.mark.parametrize("zones", ["us-east-1a", "us-east-1a,us-east-1a", "a,b,c"])
    def test_refuses_another_number_of_zones(self, zones: str) -> None:
        with pytest.raises(RefusedConfiguration, match="stands in 2 zones"):
            config_for("dev", {"zones": zones})

    def test_may_leave_the_region_its_role_for_logs(self) -> None:
        assert config_for("dev", {}).account_log_role
        assert not config_for("dev", {"account_log_role": "no"}).account_log_role

    def test_has_gateways_in_production_alone(self) -> None:
        assert set(config_for("prod", {}).fleets) == {"gateway"}
        assert not config_for("dev", {}).fleets

    def test_gives_and_takes_fleets_as_the_context_says(self) -> None:
        asked = config_for("dev", {"gateway": "on", "web": "on"})
        assert set(asked.fleets) == {"gateway", "web"}
        assert not config_for("prod", {"gateway": "off"}).fleets

    def test_keeps_the_size_of_a_fleet_that_is_asked_for_twice(self) -> None:
        prod = config_for("prod", {"gateway": "on"})
        assert prod.fleets == STAGES["prod"].fleets

    def test_refuses_half_a_fleet(self) -> None:
        with pytest.raises(RefusedConfiguration, match="give --context gateway=on or off"):
            config_for("dev", {"gateway": "yes"})

    def test_takes_name_and_certificate_from_the_context(self) -> None:
        given = {"gateway_domain": "play.example.org", "gateway_certificate": "arn:secret"}
        config = config_for("prod", given)
        assert (config.gateway_domain, config.gateway_certificate) == tuple(given.values())

    def test_takes_where_battles_are_played_from_the_context(self) -> None:
        assert config_for("prod", {}).placement == Placement("auto", 500)
        asked = {"placement": "dedicated", "placement_size": "40"}
        assert config_for("prod", asked).placement == Placement("dedicated", 40)

    def test_takes_the_client_of_the_log_from_the_context(self) -> None:
        assert config_for("prod", {}).aws_client == "lean"
        assert config_for("prod", {"aws_client": "botocore"}).aws_client == "botocore"
        with pytest.raises(RefusedConfiguration, match="one of lean, botocore"):
            config_for("prod", {"aws_client": "boto4"})

    def test_may_pay_guests_nothing(self) -> None:
        assert config_for("prod", {}).reward_guests
        assert not config_for("prod", {"reward_guests": "no"}).reward_guests

    @pytest.mark.parametrize("name", ["account_log_role", "reward_guests"])
    @pytest.mark.parametrize("word", ["false", "False", "off", "NO", ""])
    def test_takes_no_other_word_for_a_no(self, name: str, word: str) -> None:
        with pytest.raises(RefusedConfiguration, match=f"give --context {name}=yes or no"):
            config_for("prod", {name: word})

    @pytest.mark.parametrize(
        ("context", "sentence"),
        [
            ({"placement": "on"}, "one of serverless, dedicated, auto"),
            ({"placement_size": "-1"}, "give --context placement_size= a whole number"),
            ({"placement_size": "many"}, "A battle has no many players"),
        ],
    )
    def test_refuses_to_place_players_nowhere(self, context: dict[str, str], sentence: str) -> None:
        with pytest.raises(RefusedConfiguration, match=sentence):
            config_for("prod", context)

    def test_refuses_an_unknown_stage(self) -> None:
        with pytest.raises(RefusedConfiguration, match="one of local, dev, prod"):
            config_for("staging", {})


class TestHomeOf:
    def test_of_a_server_is_where_there_is_a_fleet(self) -> None:
        gateway = workload("gateway")
        assert runtime_of(gateway, config_for("dev", {})) == "none"
        assert runtime_of(gateway, config_for("dev", {"gateway": "on"})) == "fargate"

    def test_of_what_scales_a_fleet_is_beside_it(self) -> None:
        prescale = workload("prescale")
        assert runtime_of(prescale, STAGES["prod"]) == "lambda"
        assert runtime_of(prescale, config_for("prod", {"gateway": "off"})) == "none"
        assert runtime_of(prescale, config_for("dev", {"web": "on"})) == "none"

    def test_leaves_the_gateway_of_the_embedded_stage_to_its_launcher(self) -> None:
        assert not living(STAGES["local"], "fargate")
