"""Makes a plain value that a type accepts, for any type that a manifest may name."""

from __future__ import annotations

from typing import Any

from msgspec import inspect as mi

from shared.kernel.trace import PATTERN

TIME = "2026-03-01T12:00:00Z"


def made(kind: Any) -> Any:
    """Return JSON of that type, with nothing in it that may be left out."""
    return _made(mi.type_info(kind))


def _made(kind: mi.Type) -> Any:  # noqa: C901, PLR0911, PLR0912 - one flat table
    match kind:
        case mi.Metadata():
            return _made(kind.type)
        case mi.StrType():
            if kind.pattern == PATTERN:
                return f"00-{'1' * 32}-{'2' * 16}-01"
            return "b1" if kind.pattern else "x" * max(1, kind.min_length or 0)
        case mi.BoolType():
            return True
        case mi.IntType() | mi.FloatType():
            return kind.ge if kind.ge is not None else (kind.gt or 0) + 1
        case mi.DateTimeType():
            return TIME
        case mi.LiteralType():
            return kind.values[0]
        case mi.ListType() | mi.VarTupleType() | mi.SetType() | mi.FrozenSetType():
            return [_made(kind.item_type)] * max(1, kind.min_length or 0)
        case mi.TupleType():
            return [_made(each) for each in kind.item_types]
        case mi.UnionType():
            return _made(kind.types[0])
        case mi.DictType() | mi.AnyType():
            return {}
        case mi.StructType():
            fields = {each.encode_name: _made(each.type) for each in kind.fields if each.required}
            return fields | ({kind.tag_field: kind.tag} if kind.tag_field else {})
        case _:
            raise TypeError(f"say how {kind} is made")
