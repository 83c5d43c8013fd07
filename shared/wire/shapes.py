"""Turns a stored struct's fields into an array, without names and with times as differences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import UNSET, Struct
from msgspec.inspect import (
    DateTimeType,
    Field,
    NoneType,
    StructType,
    UnionType,
    VarTupleType,
    type_info,
)
from msgspec.msgpack import Ext
from msgspec.structs import astuple

type Shape = Sequence[Any]
"""One element for each field, in order: its name; `[name]` for a time; or `[name, shape, how]` for
a struct, many structs, or an optional one."""

_ONE, _MANY, _MAYBE = range(3)

_UNSET = Ext(1, b"")
_MILLISECOND = timedelta(milliseconds=1)


def shape_of(kind: type[Struct]) -> list[Any]:
    """Return the shape of a struct."""
    info = type_info(kind)
    assert isinstance(info, StructType)
    return [_of_field(each) for each in info.fields]


def to_values(value: Struct, shape: Shape, at: datetime) -> list[Any]:
    """Return the fields of a struct; times are milliseconds after `at`, if they are whole."""
    return [_told(each, known, at) for each, known in zip(astuple(value), shape, strict=True)]


def to_data(values: Sequence[Any], shape: Shape, at: datetime) -> dict[str, Any]:
    """Return the fields by name, as a mapping without the fields that are not set."""
    return {
        known if isinstance(known, str) else known[0]: _read(value, known, at)
        for value, known in zip(values, shape, strict=False)
        if value != _UNSET
    }


def _of_field(field: Field) -> Any:
    match field.type:
        case DateTimeType():
            return [field.encode_name]
        case StructType(cls=cls, tag=None):
            return [field.encode_name, shape_of(cls), _ONE]
        case VarTupleType(item_type=StructType(cls=cls, tag=None)):
            return [field.encode_name, shape_of(cls), _MANY]
        case UnionType(types=(StructType(cls=cls, tag=None), NoneType())):
            return [field.encode_name, shape_of(cls), _MAYBE]
        case _:
            return field.encode_name


def _told(value: Any, known: Any, at: datetime) -> Any:
    if value is UNSET:
        return _UNSET
    match known:
        case [_]:
            since = value - at
            return value if since % _MILLISECOND else since // _MILLISECOND
        case [_, shape, how] if how == _MANY:
            return [to_values(each, shape, at) for each in value]
        case [_, shape, _]:
            return None if value is None else to_values(value, shape, at)
        case _:
            return value


def _read(value: Any, known: Any, at: datetime) -> Any:
    match known:
        case [_]:
            return at + value * _MILLISECOND if isinstance(value, int) else value
        case [_, shape, how] if how == _MANY:
            return [to_data(each, shape, at) for each in value]
        case [_, shape, _]:
            return None if value is None else to_data(value, shape, at)
        case _:
            return value
