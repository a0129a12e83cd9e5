from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.models import Signing
from oficina.platform import Platform
from signature import service
from signature.errors import AlreadyDecided, OutOfTurn, RoundStillOpen, WrongSteps
from signature.models import Mode, Role
from signature.service import Step
from tests.offices import Office
from tests.signature.people import (
    a_house,
    a_pdf_document,
    asked,
    attested_by,
    content,
    endorse,
    endorsed_by,
    sign,
    signed_by,
    standing,
    states,
)


def fields(pdf: bytes) -> list[str]:
    return [signature.field_name for signature in PdfFileReader(BytesIO(pdf)).embedded_signatures]


def test_a_chain_goes_from_one_to_the_next_and_leaves_each_mark_in_the_document(
    platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    review, firm, attest = asked(
        house, document, endorsed_by(house.berta), signed_by(house.carla), attested_by(house.diego)
    )
    assert states(ministry, document) == ["pending", "waiting", "waiting"]
    original = content(platform, ministry, document)

    endorse(platform, house.berta, review, "Revisado")
    sign(platform, house.carla, firm)
    done = sign(platform, house.diego, attest)

    assert states(ministry, document) == ["done", "done", "done"]
    assert standing(ministry, document).signing == Signing.SIGNED
    signed = content(platform, ministry, document)
    assert signed.startswith(original), "a signature only adds"
    assert fields(signed) == ["VB-1", "FEA-2", "MF-3"]
    assert done.capacity == {"person_id": str(house.diego.person_id), "name": "Diego Paz", "post": "Secretario General"}


def test_nobody_signs_out_of_turn_and_is_told_who_is_missing(platform: Platform, ministry: Office) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    _, firm, attest = asked(house, document, endorsed_by(house.berta), signed_by(house.carla), attested_by(house.diego))

    with pytest.raises(OutOfTurn, match="Aún no es su turno: falta el V°B° de Jefa de Jurídica"):
        sign(platform, house.carla, firm)
    with pytest.raises(OutOfTurn, match="la firma de Ministra"):
        sign(platform, house.diego, attest)


def test_in_parallel_all_endorse_in_any_order_and_then_all_sign(platform: Platform, ministry: Office) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    one, other, firm = asked(
        house,
        document,
        endorsed_by(house.berta),
        endorsed_by(house.diego),
        signed_by(house.carla),
        mode=Mode.PARALLEL,
    )
    assert states(ministry, document) == ["pending", "pending", "waiting"]

    endorse(platform, house.diego, other)
    assert states(ministry, document) == ["pending", "done", "waiting"]
    endorse(platform, house.berta, one)
    sign(platform, house.carla, firm)

    assert fields(content(platform, ministry, document)) == ["VB-2", "VB-1", "FEA-3"]


def test_what_was_signed_is_not_signed_again(platform: Platform, ministry: Office) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    firm, _ = asked(house, document, signed_by(house.carla), attested_by(house.diego))
    sign(platform, house.carla, firm)

    with pytest.raises(AlreadyDecided):
        sign(platform, house.carla, firm)


def test_a_document_that_is_being_signed_is_not_asked_for_again(platform: Platform, ministry: Office) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    asked(house, document, signed_by(house.carla))

    with pytest.raises(RoundStillOpen):
        asked(house, document, signed_by(house.diego))


def test_steps_that_make_no_sense_are_refused_and_leave_the_document_a_draft(
    platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    wrong: tuple[list[Step], ...] = (
        [endorsed_by(house.berta)],
        [signed_by(house.carla), endorsed_by(house.berta)],
        [attested_by(house.diego), signed_by(house.carla)],
        [Step(Role.SIGNATURE, person_id=house.carla.person_id)],
        [Step(Role.ENDORSEMENT), signed_by(house.carla)],
        [signed_by(house.carla), signed_by(house.carla)],
        [],
    )
    for steps in wrong:
        with pytest.raises(WrongSteps):
            asked(house, document, *steps)
    assert standing(ministry, document).drafting == "draft"


def test_the_tray_has_what_waits_for_oneself_and_nothing_else(platform: Platform, ministry: Office) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    review, firm = asked(house, document, endorsed_by(house.berta), signed_by(house.carla))

    def tray(who: Office) -> list[object]:
        with who.desk.reading() as work:
            return [each.id for each in work.session.scalars(service.tray(work))]

    assert (tray(house.berta), tray(house.carla), tray(ministry)) == ([review], [], [])
    endorse(platform, house.berta, review)
    assert (tray(house.berta), tray(house.carla)) == ([], [firm])
