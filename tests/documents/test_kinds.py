import pytest
from pydantic import ValidationError

from documents.errors import UnknownKind
from documents.kinds import FieldRule, all_kinds, kind

DECISIONS = {"resolucion-exenta", "resolucion-afecta", "decreto", "decreto-alcaldicio"}


def test_every_kind_of_the_state_is_there_with_its_layout_and_its_signers() -> None:
    kinds = all_kinds()

    assert len(kinds) == 12
    assert {code for code, each in kinds.items() if each.layout == "resolucion"} == DECISIONS
    assert all({"vistos", "considerando", "resuelvo"} <= set(kinds[code].fields.required) for code in DECISIONS)
    assert all(each.signature.signers for each in kinds.values())


def test_public_instruments_take_an_advanced_signature_and_a_memorandum_a_simple_one() -> None:
    assert {each.code for each in all_kinds().values() if each.level == "FES"} == {"memorandum"}
    assert not kind("memorandum").official_communication


def test_a_reserved_oficio_is_reserved_from_the_start() -> None:
    assert kind("oficio-reservado").access.default == 4
    assert 1 not in kind("oficio-reservado").access.allowed


def test_a_kind_that_nobody_knows_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownKind, match="«ukase»"):
        kind("ukase")


def test_a_kind_that_names_a_field_that_no_draft_has_stops_the_start() -> None:
    with pytest.raises(ValidationError, match="watermark"):
        FieldRule(required=("watermark",), optional=())
    with pytest.raises(ValidationError, match="twice"):
        FieldRule(required=("place",), optional=("place",))
