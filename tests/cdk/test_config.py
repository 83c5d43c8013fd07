from __future__ import annotations

import pytest

from cdk.config import RefusedConfiguration, config_for


class TestConfigFor:
    def test_takes_who_is_told_from_the_context(self) -> None:
        assert config_for("dev", {"alarm_email": "us@example.org"}).alarm_email == "us@example.org"

    def test_takes_the_budget_from_the_context(self) -> None:
        assert config_for("prod", {"budget_usd": "700"}).budget_usd == 700

    def test_may_leave_the_region_its_role_for_logs(self) -> None:
        assert config_for("dev", {}).account_log_role
        assert not config_for("dev", {"account_log_role": "no"}).account_log_role

    def test_refuses_an_unknown_stage(self) -> None:
        with pytest.raises(RefusedConfiguration, match="one of local, dev, prod"):
            config_for("staging", {})
