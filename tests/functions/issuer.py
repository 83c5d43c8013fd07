"""An OIDC provider on loopback that publishes real keys and signs with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "rumpus-web"


class Issuer:
    """`pages` maps each path that it answers to JSON; a path that is not there is 404.

    `asked` are the paths that it was asked for; it hangs while `answers` is not set.
    """

    def __init__(self, url: str, pages: dict[str, Any]) -> None:
        self.url = url
        self.asked: list[str] = []
        self.answers = Event()
        self.answers.set()
        self.rsa = rsa.generate_private_key(65537, 2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.pages = pages
        pages["/.well-known/openid-configuration"] = {
            "issuer": url,
            "jwks_uri": f"{url}/keys",
            "response_types_supported": ["id_token"],
        }
        keys = [
            RSAAlgorithm.to_jwk(self.rsa.public_key(), as_dict=True) | {"kid": "r", "use": "sig"},
            ECAlgorithm.to_jwk(self.ec.public_key(), as_dict=True) | {"kid": "e", "use": "sig"},
        ]
        pages["/keys"] = {"keys": keys}

    def public_pem(self) -> bytes:
        return self.rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def token(
        self, key: Any = None, algorithm: str = "RS256", kid: str = "r", **claims: Any
    ) -> str:
        """Sign a token that is good for a minute; a claim of None is left out."""
        now = datetime.now(UTC)  # noqa: TID251 - a token is checked against the real time
        said = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "42",
            "iat": now,
            "exp": now + timedelta(minutes=1),
            **claims,
        }
        kept = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(kept, key or self.rsa, algorithm, headers={"kid": kid})


@contextmanager
def issuer() -> Iterator[Issuer]:
    """Serve on a free port until the end of the block."""
    pages: dict[str, Any] = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.answers.wait()
            found = self.path in pages
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(json.dumps(pages.get(self.path)).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        made = Issuer(f"http://127.0.0.1:{server.server_port}", pages)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.answers.set()
        server.shutdown()
