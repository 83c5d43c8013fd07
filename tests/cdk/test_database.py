from __future__ import annotations

from typing import Any

from cdk.parts.database import PARAMETERS
from tests.cdk.synthesized import Properties, Synthesized


def _cluster(stage: Synthesized) -> Properties:
    (cluster,) = stage.properties("AWS::RDS::DBCluster")
    return cluster


class TestCluster:
    def test_pauses_when_nobody_plays(self, dev: Synthesized) -> None:
        assert _cluster(dev)["ServerlessV2ScalingConfiguration"] == {
            "MinCapacity": 0,
            "MaxCapacity": 1,
            "SecondsUntilAutoPause": 300,
        }
        assert len(dev.properties("AWS::RDS::DBInstance")) == 1
        assert not dev.properties("AWS::RDS::DBProxy")

    def test_has_a_reader_that_can_take_over(self, prod: Synthesized) -> None:
        instances = prod.properties("AWS::RDS::DBInstance")
        assert [each["PromotionTier"] for each in instances] == [0, 1]
        (subnets,) = prod.properties("AWS::RDS::DBSubnetGroup")
        assert len(subnets["SubnetIds"]) == prod.config.zones

    def test_never_sleeps_in_production(self, prod: Synthesized) -> None:
        assert _cluster(prod)["ServerlessV2ScalingConfiguration"]["MinCapacity"] >= 0.5

    def test_is_kept(self, account: Synthesized) -> None:
        (resource,) = account.resources("AWS::RDS::DBCluster")
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Snapshot"
        assert resource["Properties"]["DeletionProtection"] is True
        assert resource["Properties"]["StorageEncrypted"] is True

    def test_can_be_asked_by_hand_though_nobody_reaches_it(self, account: Synthesized) -> None:
        assert _cluster(account)["EnableHttpEndpoint"] is True

    def test_is_backed_up_a_fortnight_in_production(self, prod: Synthesized) -> None:
        assert _cluster(prod)["BackupRetentionPeriod"] == 14

    def test_takes_tls_alone(self, account: Synthesized) -> None:
        (group,) = account.properties("AWS::RDS::DBClusterParameterGroup")
        assert group["Parameters"] == PARAMETERS
        assert PARAMETERS["rds.force_ssl"] == "1"

    def test_is_out_of_reach_from_outside(self, account: Synthesized) -> None:
        for instance in account.every("AWS::RDS::DBInstance"):
            assert instance["PubliclyAccessible"] is False
        (subnets,) = account.properties("AWS::RDS::DBSubnetGroup")
        assert all("isolated" in str(each) for each in subnets["SubnetIds"])

    def test_tells_its_slow_statements_for_as_long_as_functions_do(
        self, account: Synthesized
    ) -> None:
        name = f"/aws/rds/cluster/{account.config.named('economy')}/postgresql"
        assert account.named("AWS::RDS::DBCluster", "DBClusterIdentifier", "economy")
        groups = account.properties("AWS::Logs::LogGroup")
        (group,) = [each for each in groups if each["LogGroupName"] == name]
        assert group["RetentionInDays"] == account.config.log_days


class TestLogin:
    def test_is_checked_on_both_sides(self, account: Synthesized) -> None:
        variables = account.function("economy")["Environment"]["Variables"]
        url = str(variables["RUMPUS_DATABASE_URL"])
        assert "sslmode=verify-full&sslrootcert=/opt/rds-ca.pem" in url
        assert variables["RUMPUS_DATABASE_SECRET"] == account.config.named("database")
        for instance in account.every("AWS::RDS::DBInstance"):
            assert instance["CACertificateIdentifier"] == "rds-ca-rsa2048-g1"

    def test_has_a_password_that_nobody_knows(self, account: Synthesized) -> None:
        secret = account.named("AWS::SecretsManager::Secret", "Name", "database")
        made: dict[str, Any] = secret["GenerateSecretString"]
        assert made["GenerateStringKey"] == "password"
        assert made["PasswordLength"] >= 32

    def test_is_not_the_masters(self, account: Synthesized) -> None:
        assert _cluster(account)["ManageMasterUserPassword"] is True
        assert "MasterUserPassword" not in _cluster(account)


class TestLocal:
    def test_is_somebody_elses_database_without_a_password(self, local: Synthesized) -> None:
        variables = local.function("economy")["Environment"]["Variables"]
        assert variables["RUMPUS_DATABASE_URL"] == {"Ref": "DatabaseUrl"}
        assert variables["RUMPUS_DATABASE_SECRET"] == ""
        assert not [each for each in local.statements("economy") if not each["Resource"]]


def test_who_pays_and_who_audits_agree_about_guests(stage: Synthesized) -> None:
    for name in ("payouts", "audit"):
        assert stage.function(name)["Environment"]["Variables"]["RUMPUS_REWARD_GUESTS"] == "true"
