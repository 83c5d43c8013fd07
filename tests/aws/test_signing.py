"""Signatures are those of botocore, for whatever is signed."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.aws.credentials import Credentials
from shared.adapters.aws.signing import Message, Signer

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)
SECRETS = st.text("ABCabc019+/=", min_size=1, max_size=60)
PATHS = st.just("/") | st.builds(
    lambda stage, name: f"/{stage}/@connections/{quote(name, safe='')}",
    NAMES,
    st.text(min_size=1).filter(lambda name: name not in {".", ".."}),
)
MESSAGES = st.builds(
    Message,
    st.sampled_from(["POST", "DELETE", "GET"]),
    PATHS,
    st.binary(max_size=300),
    st.just("") | NAMES,
    st.just("") | NAMES,
)
CREDENTIALS = st.builds(Credentials, NAMES, SECRETS, st.just("") | SECRETS)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def signed_by_botocore(
    keys: Credentials, region: str, service: str, request: AWSRequest, stamp: str
) -> str:
    """The header that botocore makes at a moment that is given, not at its clock's."""
    found = BotocoreCredentials(keys.key, keys.secret, keys.token or None)
    auth = SigV4Auth(found, service, region)
    request.context["timestamp"] = request.headers["X-Amz-Date"] = stamp
    if keys.token:
        request.headers["X-Amz-Security-Token"] = keys.token
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return (
        f"AWS4-HMAC-SHA256 Credential={auth.scope(request)}, "
        f"SignedHeaders={auth.signed_headers(auth.headers_to_sign(request))}, "
        f"Signature={auth.signature(text, request)}"
    )


def headers_of(request: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    return dict(line.split(": ", 1) for line in lines), body


@given(NAMES, st.integers(1, 65535), NAMES, NAMES, MESSAGES, CREDENTIALS, MOMENTS)
def test_a_request_is_signed_as_botocore_signs_it(
    host: str,
    port: int,
    region: str,
    service: str,
    message: Message,
    keys: Credentials,
    moment: datetime,
) -> None:
    authority = f"{host}:{port}" if port not in {80, 443} else host
    signer = Signer(authority, region, service)
    headers, sent = headers_of(signer.request(message, keys, moment))
    told = {"Content-Type": message.content_type, "X-Amz-Target": message.target}
    assert {name: headers.get(name, "") for name in told} == told
    theirs = AWSRequest(
        message.method,
        f"{'https' if port == 443 else 'http'}://{authority}{message.path}",
        {name: value for name, value in told.items() if value},
        message.body,
    )
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")

    assert sent == message.body
    assert headers["X-Amz-Date"] == stamp
    assert headers["Authorization"] == signed_by_botocore(keys, region, service, theirs, stamp)
    assert headers.get("X-Amz-Security-Token", "") == keys.token


@given(CREDENTIALS, CREDENTIALS, MOMENTS, MOMENTS)
def test_the_key_that_is_kept_is_that_of_the_secret_and_the_day(
    one: Credentials, other: Credentials, earlier: datetime, later: datetime
) -> None:
    signer, query = Signer("h", "r", "dynamodb"), Message("POST", "/", b"", "json", "Query")
    for keys, moment in ((one, earlier), (other, earlier), (other, later), (one, later)):
        kept = signer.request(query, keys, moment)
        assert kept == Signer("h", "r", "dynamodb").request(query, keys, moment)
