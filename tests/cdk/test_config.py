from __future__ import annotations

import pytest

from cdk.config import RefusedConfiguration, config_for


class TestConfigFor:
    def test_takes_the_account_from_the_context(self) -> None:
        config = config_for("dev", {"account": "123456789012", "region": "eu-west-1"})
        assert (config.account, config.region) == ("123456789012", "eu-west-1")

    def test_takes_the_budget_from_the_context(self) -> None:
        assert config_for("prod", {"budget_usd": "700"}).budget_usd == 700

    def test_knows_no_account_by_itself(self) -> None:
        assert config_for("prod", {}).account is None

    def test_refuses_an_unknown_stage(self) -> None:
        with pytest.raises(RefusedConfiguration, match="one of local, dev, prod"):
            config_for("staging", {})
