"""The economy's facts as records of their stream: JSON, one fact a record."""

from __future__ import annotations

from msgspec import DecodeError
from msgspec.json import Decoder, encode

from shared.economy.outbox import EconomyFact
from shared.economy.view import order_key

_DECODER = Decoder(EconomyFact)


class NotAFact(Exception):  # noqa: N818 - a fact: the record will never be one
    """The record is no fact of the economy."""


def encode_fact(fact: EconomyFact) -> bytes:
    return encode(fact)


def decode_fact(data: bytes) -> EconomyFact:
    try:
        return _DECODER.decode(data)
    except DecodeError as error:
        raise NotAFact(str(error)) from error


def key_of(fact: EconomyFact) -> str:
    """Return the partition key of a fact's record."""
    return order_key(fact.service, fact.subject, fact.body)
