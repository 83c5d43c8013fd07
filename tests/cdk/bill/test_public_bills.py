"""Bills that others have worked out in public come out to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from cdk.bill.price_list import Rate, cents, price_list

PRICES = price_list()
MONTH = 31 * 86_400
MILLION, GIGA = 1e6, 1e9

type Used = list[tuple[str, float]]

S3_EXPRESS: Used = [
    ("s3.express_storage", 10),
    ("s3.express_put", MILLION),
    ("s3.express_get", 9 * MILLION),
    ("s3.express_in", 10),
    ("s3.express_out", 90),
]
HTTP_API: Used = [("api.http", 432 * MILLION)]
WEBSOCKET: Used = [("api.message", 1.5 * GIGA), ("api.minute", 10 * MILLION)]
LAMBDA_X86: Used = [("lambda.gb_second_x86", 1.1 * MILLION), ("lambda.request_x86", 2 * MILLION)]
LAMBDA_ARM: Used = [
    ("lambda.request", 18.25 * GIGA),
    ("lambda.gb_second", 18.25 * GIGA * 2.048 * 2),
]
KINESIS_BY_RECORDS: Used = [
    ("kinesis.shard", 4 * 24 * 31),
    ("kinesis.put", 100 * 2 * MONTH),  # a record of 35 KB is two units of 25 KB
]
KINESIS_PROVISIONED: Used = [
    ("kinesis.shard", 2_920),
    ("kinesis.put", 6.5 * MILLION),
    ("kinesis.extended", 100),
    ("kinesis.long_term", 100),
    ("kinesis.long_term_read", 100),
    ("kinesis.fan_out_read", 100),
    ("kinesis.fan_out", 100),
]
KINESIS_ON_DEMAND: Used = [
    ("kinesis.on_demand", 730),
    ("kinesis.on_demand_in", 0.2),
    ("kinesis.on_demand_out", 0.2),
    ("kinesis.on_demand_fan_out", 2),
    ("kinesis.on_demand_extended", 1),
    ("kinesis.on_demand_long_term", 1),
]
DYNAMODB: Used = [
    ("dynamodb.write", 3 * MILLION),
    ("dynamodb.read", 8 * MILLION),
    ("dynamodb.storage", 230),
    ("dynamodb.recovery", 2_300),
    ("dynamodb.backup", 460),
    ("dynamodb.restore", 230),
    ("dynamodb.stream_read", 2 * MILLION),
]
EGRESS: Used = [("egress", 10_240 + 40_960 + 5_800)]
FARGATE: Used = [("fargate.processor_x86", 730), ("fargate.memory_x86", 2 * 730)]


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        pytest.param(S3_EXPRESS, "2.58", id="aws.amazon.com/s3/faqs"),
        pytest.param(HTTP_API, "418.80", id="aws.amazon.com/api-gateway/pricing"),
        pytest.param(WEBSOCKET, "1402.50", id="apigatewayv2_api_test.golden"),
        pytest.param(LAMBDA_X86, "18.73", id="aws.amazon.com/lambda/pricing"),
        pytest.param(LAMBDA_ARM, "836008.16", id="lambda_function_test.golden"),
        pytest.param(KINESIS_BY_RECORDS, "52.14", id="aws.amazon.com/kinesis/data-streams/pricing"),
        pytest.param(KINESIS_PROVISIONED, "53.09", id="kinesis_stream_test.golden"),
        pytest.param(KINESIS_ON_DEMAND, "29.45", id="kinesis_stream_test.golden, on demand"),
        pytest.param(DYNAMODB, "601.28", id="dynamodb_table_test.golden"),
        pytest.param(EGRESS, "4809.20", id="data_transfer_test.golden"),
        pytest.param(FARGATE, "36.04", id="ecs_service_test.golden"),
    ],
)
def test_public_example_comes_out_to_the_cent(used: Used, expected: str) -> None:
    """An invoice rounds each of its lines."""
    assert sum(cents(PRICES.dollars(*each)) for each in used) == Decimal(expected)


def test_lambda_example_has_the_digits_of_its_time() -> None:
    """AWS's page counted with 0.00001667, a cent more than today's rate."""
    row = replace(PRICES["lambda.gb_second_x86"].first, usd="0.00001667")
    dollars = Rate((row,)).dollars(1.1 * MILLION) + PRICES.dollars(
        "lambda.request_x86", 2 * MILLION
    )
    assert cents(dollars) == Decimal("18.74")
