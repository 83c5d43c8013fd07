"""Draws what anybody may send to a game: values of the types that its commands have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import Struct, to_builtins
from msgspec import inspect as mi

from shared.kernel.facts import Command

type Values = SearchStrategy[Any]

BITS = 63
"""Whole numbers are stored in as many."""


class Seen:
    """Values that mean something to a game: those of its example."""

    def __init__(self, commands: Iterable[Command], names: Iterable[str]) -> None:
        self.texts, self.numbers = [*names], [0, 1]
        for command in commands:
            self._add(to_builtins(command))

    def _add(self, value: Any) -> None:
        match value:
            case dict():
                self._add([*value.keys(), *value.values()])
            case list() | tuple():
                for each in value:
                    self._add(each)
            case str() if value not in self.texts:
                self.texts.append(value)
            case int() if value not in self.numbers:
                self.numbers.append(value)


def drawn(kind: mi.Type, seen: Seen) -> Values:  # noqa: C901, PLR0911, PLR0912 - one flat table
    """Return JSON values of a type."""
    match kind:
        case mi.Metadata():
            return drawn(kind.type, seen)
        case mi.StrType():
            return _texts(kind, seen)
        case mi.BoolType():
            return st.booleans()
        case mi.NoneType():
            return st.none()
        case mi.IntType():
            return _numbers(kind, seen)
        case mi.FloatType():
            return st.floats(kind.ge, kind.le, allow_nan=False, allow_infinity=False)
        case mi.DateTimeType():
            return _times()
        case mi.LiteralType():
            return st.sampled_from(kind.values)
        case mi.EnumType():
            return st.sampled_from([each.value for each in kind.cls])
        case mi.ListType() | mi.VarTupleType() | mi.SetType() | mi.FrozenSetType():
            least = kind.min_length or 0
            return st.lists(drawn(kind.item_type, seen), min_size=least, max_size=least + 3)
        case mi.TupleType():
            return st.tuples(*[drawn(each, seen) for each in kind.item_types]).map(list)
        case mi.UnionType():
            return st.one_of([drawn(each, seen) for each in kind.types])
        case mi.DictType():
            keys, values = drawn(kind.key_type, seen), drawn(kind.value_type, seen)
            return st.dictionaries(keys, values, max_size=3)
        case mi.StructType():
            return _fields(kind, seen)
        case _:
            raise TypeError(f"say how {kind} is drawn")


def fields(kind: type[Struct], seen: Seen) -> SearchStrategy[dict[str, Any]]:
    """Return the fields of an object, with and without those that may be left out."""
    info = mi.type_info(kind)
    assert isinstance(info, mi.StructType)
    return _fields(info, seen)


def _fields(kind: mi.StructType, seen: Seen) -> SearchStrategy[dict[str, Any]]:
    values = {each.encode_name: drawn(each.type, seen) for each in kind.fields}
    needed = {each.encode_name for each in kind.fields if each.required}
    tag = {kind.tag_field: kind.tag} if kind.tag_field else {}
    return st.fixed_dictionaries(
        {name: values[name] for name in values if name in needed},
        optional={name: values[name] for name in values if name not in needed},
    ).map(lambda fields: tag | fields)


def _texts(kind: mi.StrType, seen: Seen) -> Values:
    least, most = kind.min_length or 0, kind.max_length
    free = st.text(min_size=least, max_size=min(least + 20, most or least + 20))
    if kind.pattern:
        free = st.from_regex(kind.pattern)
    return st.sampled_from(seen.texts) | free


def _numbers(kind: mi.IntType, seen: Seen) -> Values:
    low = kind.ge if kind.ge is not None else -(2**BITS) if kind.gt is None else kind.gt + 1
    high = kind.le if kind.le is not None else 2**BITS - 1 if kind.lt is None else kind.lt - 1
    near = [each for each in seen.numbers if low <= each <= high]
    free = st.integers(low, high)
    return st.sampled_from(near) | free if near else free


def _times() -> Values:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    return st.integers(-7200, 7200).map(lambda each: (noon + timedelta(seconds=each)).isoformat())
