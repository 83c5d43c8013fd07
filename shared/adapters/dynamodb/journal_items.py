"""Makes and reads the items of the tables `journal` and `slots`."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from hashlib import blake2b

from msgspec.json import Decoder

from shared.adapters.dynamodb.client import Item
from shared.adapters.journal.keeping import GRACE
from shared.adapters.journal.protocol import Slot, Span
from shared.adapters.journal.store import Member, WriterRow

_read_spans = Decoder(tuple[Span, ...]).decode

SLOTS_KEY = "slots"
MEMBERS_KEY = "members"


def entry(incarnation: str, position: int, entry: bytes, at: datetime) -> Item:
    return {**key(incarnation, position), "entry": {"B": entry}, "expires": expires(at)}


def expires(at: datetime) -> dict[str, str]:
    return {"N": str(int((at + GRACE).timestamp()))}


def key(pk: str, sk: int) -> Item:
    return {"pk": {"S": pk}, "sk": {"N": str(sk)}}


def writer_key(incarnation: str) -> Item:
    return key(f"writer#{incarnation}", 0)


def member_key(incarnation: str) -> Item:
    """Return the key of a member: all share a partition, and 63 bits tell them apart."""
    digest = blake2b(incarnation.encode(), digest_size=8).digest()
    return key(MEMBERS_KEY, int.from_bytes(digest) >> 1)


def member(item: Item) -> Member:
    shipped, leaving = int(item["shipped"]["N"]), item["leaving"]["BOOL"]
    key = octets(item["key"]["B"]) if "key" in item else b""
    return Member(item["incarnation"]["S"], item["address"]["S"], shipped, leaving, key)


def slot(item: Item) -> Slot:
    spans = _read_spans(item["spans"]["S"])
    return Slot(int(item["sk"]["N"]), int(item["version"]["N"]), spans)


def writer(incarnation: str, item: Item) -> WriterRow:
    beat, floor = int(item["beat"]["N"]), int(item["floor"]["N"])
    address, alphabet = item["address"]["S"], octets(item["alphabet"]["B"])
    kept = int(item["kept"]["N"]) if "kept" in item else 0
    return WriterRow(incarnation, beat, floor, address, alphabet, kept)


def octets(value: str | bytes) -> bytes:
    """Return bytes: botocore's client returns them decoded, Rumpus's own client in base 64."""
    return value if isinstance(value, bytes) else b64decode(value)
