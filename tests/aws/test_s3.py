"""A put of S3 is signed as botocore signs it, and its answer and refusals are told."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.aws.caller import Caller, Timing
from shared.adapters.aws.credentials import Credentials, RenewedCredentials
from shared.adapters.aws.errors import Refused
from shared.adapters.aws.s3 import Put, S3Puts, S3Signer
from shared.adapters.aws.signing import Message
from shared.adapters.aws.transport import Transport
from tests.aws.loopback import KEYS, NOON, LoopbackServer, answer, serving
from tests.aws.test_signing import CREDENTIALS, headers_of

KEYS_OF_OBJECTS = st.from_regex(r"players/[a-z0-9-]{1,40}\.json\.gz", fullmatch=True)
HEADERS = st.dictionaries(
    st.sampled_from(["if-match", "if-none-match", "content-type", "x-amz-checksum-sha256"]),
    st.text("abc019+/=*", min_size=1, max_size=20),
)


@given(KEYS_OF_OBJECTS, st.binary(max_size=200), HEADERS, CREDENTIALS)
def test_a_put_is_signed_as_botocore_signs_it(
    key: str, body: bytes, headers: dict[str, str], keys: Credentials
) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    message = Message("PUT", f"/bucket/{key}", body, headers=headers)
    sent, sent_body = headers_of(S3Signer("host", "eu-west-1", "s3").request(message, keys, moment))
    request = AWSRequest("PUT", f"https://host/bucket/{key}", data=body, headers=dict(headers))
    request.headers["X-Amz-Date"] = request.context["timestamp"] = "20260301T120000Z"
    request.headers["X-Amz-Content-SHA256"] = sha256(body).hexdigest()
    if keys.token:
        request.headers["X-Amz-Security-Token"] = keys.token
    found = BotocoreCredentials(keys.key, keys.secret, keys.token or None)
    auth = S3SigV4Auth(found, "s3", "eu-west-1")
    text = auth.string_to_sign(request, auth.canonical_request(request))
    assert sent["authorization"].endswith(f"Signature={auth.signature(text, request)}")
    assert sent_body == body


def puts(server: LoopbackServer) -> S3Puts:
    signer = S3Signer(server.address.authority, "us-east-1", "s3")
    credentials = RenewedCredentials(lambda: KEYS, lambda: NOON)
    timing = Timing(lambda: NOON, lambda _: None, lambda: "id")
    return S3Puts(Caller(Transport(server.address), signer, credentials, timing))


def test_an_answer_tells_what_was_stored() -> None:
    hashed = b64encode(sha256(b"body").digest()).decode()
    told = answer(b"", 200, ['ETag: "e1"', f"x-amz-checksum-sha256: {hashed}"])
    with serving(told) as server:
        client = puts(server)
        assert client.put("bucket", "players/p1.json.gz", b"body", "text/x", "") == Put(
            '"e1"', hashed
        )
        client.close()
    [request] = server.requests
    assert request.line.startswith("PUT /bucket/players/p1.json.gz ")
    assert (request.headers["if-none-match"], request.body) == ("*", b"body")
    assert request.headers["x-amz-checksum-sha256"] == hashed


@pytest.mark.parametrize(("status", "requests"), [(412, 1), (409, 1), (503, 3)])
def test_a_refusal_has_its_status_and_is_repeated_where_that_may_help(
    status: int, requests: int
) -> None:
    with serving(answer(b"<Error><Code>Whatever</Code></Error>", status)) as server:
        client = puts(server)
        with pytest.raises(Refused) as refusal:
            client.put("bucket", "players/p1.json.gz", b"body", "text/x", '"e1"')
        client.close()
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert len(server.requests) == requests
    assert server.requests[0].headers["if-match"] == '"e1"'
