"""Nothing in a body is converted: each field of each body, with values of all other kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.wire import economy_http, entry_http, http, letters_http, operators_http
from shared.wire.http import Body

BODIES: dict[type[Body], dict[str, Any]] = {
    http.ReversalBody: {"username": "ann", "position": 1, "reason": "why"},
    http.WishBody: {"party": ["ann"], "region": "any", "waited_seconds": 1},
    http.OfferBody: {"accepts": True},
    letters_http.EditBody: {"body": "{}", "why": "a wrong name"},
    letters_http.OperationBody: {"act": "redrive", "why": "mended", "most": 1, "rate": 1},
    economy_http.CatalogueBody: {"items": [{"item": "a", "stackable": True, "most": 1}]},
    economy_http.DefinitionBody: {"item": "a", "stackable": False, "most": 1, "slot": "hand"},
    operators_http.KeyBody: {"role": "look", "days": 1},
    operators_http.SessionBody: {"id_token": "x"},
    entry_http.GuestBody: {"username": "ann"},
    entry_http.OidcBody: {"id_token": "x", "username": "ann"},
    entry_http.RefreshBody: {"refresh_token": "x"},
    entry_http.TicketBody: {"room": "codebattle/b1"},
}
OTHERS: tuple[Any, ...] = ("7", "1_0", "true", "2026", 7, 7.0, 7.5, True, [], ["7"], {}, "")


FIELDS = [(body, field) for body, good in BODIES.items() for field in good]


class TestBodies:
    @pytest.mark.parametrize(("body", "field"), FIELDS)
    def test_take_no_value_of_another_kind(self, body: type[Body], field: str) -> None:
        good = BODIES[body]
        for other in OTHERS:
            if type(other) is not type(good[field]):
                with pytest.raises(ValidationError):
                    TypeAdapter(body).validate_python(good | {field: other})

    @pytest.mark.parametrize("body", BODIES)
    def test_take_what_is_as_it_should_be(self, body: type[Body]) -> None:
        assert isinstance(TypeAdapter(body).validate_python(BODIES[body]), body)

    def test_are_all_here(self) -> None:
        assert set(_subclasses(Body)) == set(BODIES)

    @pytest.mark.parametrize("offset", ["+16:00", "-23:59", "+23:59", "-16:00"])
    def test_times_are_kept_in_utc(self, offset: str) -> None:
        moment = http.Moment.__value__
        read = TypeAdapter(moment).validate_python(f"2026-01-01T00:00:00{offset}")
        assert read.utcoffset().total_seconds() == 0

    @pytest.mark.parametrize("text", ["1_0", " 7", "+7", "7.0", "\u0667", "", "-1"])
    def test_numbers_of_queries_are_digits(self, text: str) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(http.Limit).validate_python(text)
        assert TypeAdapter(http.Limit).validate_python("7") == 7


def _subclasses(body: type[Body]) -> Iterator[type[Body]]:
    for each in body.__subclasses__():
        yield each
        yield from _subclasses(each)
