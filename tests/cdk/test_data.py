from __future__ import annotations

import pytest

from tests.cdk.synthesized import Properties, Synthesized


def _keys(table: Properties) -> dict[str, str]:
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    return {each["AttributeName"]: types[each["AttributeName"]] for each in table["KeySchema"]}


class TestLog:
    def test_is_keyed_by_stream_and_position(self, stage: Synthesized) -> None:
        assert _keys(stage.table("log")) == {"pk": "S", "sk": "N"}

    def test_lists_the_streams_of_a_family(self, stage: Synthesized) -> None:
        (index,) = stage.table("log")["GlobalSecondaryIndexes"]
        assert index["IndexName"] == "families"
        assert [key["AttributeName"] for key in index["KeySchema"]] == ["family", "pk"]
        assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}

    def test_streams_each_commit_to_events(self, stage: Synthesized) -> None:
        arn = stage.table("log")["KinesisStreamSpecification"]["StreamArn"]
        assert str(arn).endswith(f":stream/{stage.config.named('events')}']]}}")

    def test_forgets_the_streams_of_games_that_say_so(self, stage: Synthesized) -> None:
        expiry = {"AttributeName": "expires", "Enabled": True}
        assert stage.table("log")["TimeToLiveSpecification"] == expiry

    def test_goes_with_a_local_stage(self, local: Synthesized) -> None:
        assert local.table("log")["DeletionProtectionEnabled"] is False


class TestTables:
    @pytest.mark.parametrize("name", ["players", "sockets", "views"])
    def test_forget_what_has_expired(self, stage: Synthesized, name: str) -> None:
        table = stage.table(name)
        assert _keys(table) == {"pk": "S", "sk": "S"}
        assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}

    @pytest.mark.parametrize("name", ["log", "players"])
    def test_that_must_survive_are_protected(self, account: Synthesized, name: str) -> None:
        table = account.table(name)
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
        assert table["DeletionProtectionEnabled"] is True
        (resource,) = [
            each
            for each in account.resources("AWS::DynamoDB::Table")
            if each["Properties"] == table
        ]
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"

    def test_are_encrypted_and_paid_by_the_request(self, stage: Synthesized) -> None:
        tables = stage.properties("AWS::DynamoDB::Table")
        assert len(tables) == (6 if stage.config.has_owners else 4)
        # By a key that DynamoDB owns: one of KMS would be paid for by the request.
        assert not any(table["SSESpecification"]["SSEEnabled"] for table in tables)
        assert all(table["BillingMode"] == "PAY_PER_REQUEST" for table in tables)

    def test_find_a_socket_by_its_connection(self, stage: Synthesized) -> None:
        (index,) = stage.table("sockets")["GlobalSecondaryIndexes"]
        assert index["IndexName"] == "by_connection"
        assert [key["AttributeName"] for key in index["KeySchema"]] == ["connection", "pk"]

    def test_find_what_is_listed_by_when_it_is_due(self, stage: Synthesized) -> None:
        (index,) = stage.table("views")["GlobalSecondaryIndexes"]
        assert index["IndexName"] == "by_due"
        assert [key["AttributeName"] for key in index["KeySchema"]] == ["listed", "due"]
        assert index["Projection"] == {"ProjectionType": "ALL"}


class TestBuckets:
    def test_are_private_encrypted_and_versioned(self, stage: Synthesized) -> None:
        buckets = stage.properties("AWS::S3::Bucket")
        made_again = [each for each in buckets if "VersioningConfiguration" not in each]
        assert len(buckets) == 2 + len(made_again)
        assert len(made_again) == stage.config.has_owners
        for bucket in buckets:
            assert all(bucket["PublicAccessBlockConfiguration"].values())
            assert "BucketEncryption" in bucket

    def test_answer_tls_alone(self, stage: Synthesized) -> None:
        policies = stage.properties("AWS::S3::BucketPolicy")
        assert len(policies) == len(stage.properties("AWS::S3::Bucket"))
        for policy in policies:
            conditions = [
                each["Condition"]
                for each in policy["PolicyDocument"]["Statement"]
                if each["Effect"] == "Deny"
            ]
            assert {"Bool": {"aws:SecureTransport": "false"}} in conditions

    def test_move_the_archive_down_the_tiers(self, stage: Synthesized) -> None:
        rules = [
            rule
            for bucket in stage.properties("AWS::S3::Bucket")
            for rule in bucket["LifecycleConfiguration"]["Rules"]
        ]
        moved = {rule["Prefix"]: rule["Transitions"] for rule in rules if "Transitions" in rule}
        tiers = [
            {"StorageClass": "STANDARD_IA", "TransitionInDays": 30},
            {"StorageClass": "GLACIER_IR", "TransitionInDays": 90},
        ]
        assert moved == {"trades/": tiers, "segments/": tiers}

    def test_forget_failed_records_after_a_fortnight(self, stage: Synthesized) -> None:
        rules = [
            bucket["LifecycleConfiguration"]["Rules"][0]
            for bucket in stage.properties("AWS::S3::Bucket")
        ]
        assert 14 in [rule.get("ExpirationInDays") for rule in rules]
