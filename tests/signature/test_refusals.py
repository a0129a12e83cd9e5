"""What is refused, to whom, and that nothing is left half done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

import documents.service as documents
import institutions.service as institutions
from documents.errors import ChangedMeanwhile
from documents.models import Cause
from institutions.errors import DelegationEnded, NotYourPost, SubstitutionEnded
from kernel.actor import system
from kernel.operations import operate
from oficina.platform import Platform
from signature import credentials, service
from signature.errors import (
    AlreadyDecided,
    AnotherVersionSeen,
    CertificateNotInForce,
    NoCredential,
    NotYours,
    PinBlocked,
    PinNeeded,
    RequestNotFound,
    SecondFactorNeeded,
    TimestampUnavailable,
    WrongPin,
    WrongRole,
    WrongSteps,
)
from signature.models import Role
from signature.operations import SignDocument
from signature.service import Step
from signature.timestamps import HttpTsa
from tests.offices import Office, a_colleague, alone
from tests.signature.people import (
    PIN,
    House,
    a_house,
    a_pdf_document,
    asked,
    attested_by,
    endorse,
    endorsed_by,
    sign,
    signed_by,
    signing,
    standing,
    states,
)


@pytest.fixture
def house(platform: Platform, ministry: Office) -> House:
    return a_house(platform, ministry)


@pytest.fixture
def asked_carla(platform: Platform, house: House) -> UUID:
    return asked(house, a_pdf_document(platform, house.ana), signed_by(house.carla))[0]


def test_a_wrong_pin_signs_nothing(platform: Platform, house: House, asked_carla: UUID) -> None:
    with pytest.raises(WrongPin, match="PIN"):
        sign(platform, house.carla, asked_carla, pin="otra")
    with pytest.raises(PinNeeded):
        sign(platform, house.carla, asked_carla, pin=None)

    with house.ana.desk.reading() as work:
        request = service.get(work, asked_carla)
        assert request.state == "pending"
        assert documents.get(work, request.document_id).head == request.basis


def test_after_five_wrong_pins_the_key_rests(platform: Platform, house: House, asked_carla: UUID) -> None:
    for _ in range(5):
        with house.carla.desk.writing() as work:
            credentials.note_wrong_pin(work, house.carla.person_id)

    with pytest.raises(PinBlocked, match="15 minutos"):
        sign(platform, house.carla, asked_carla)


def test_whoever_has_no_key_is_told_to_get_one(platform: Platform, house: House) -> None:
    emilia = a_colleague(platform, house.ana, "Emilia Vera", title="Intendenta")
    (firm,) = asked(house, a_pdf_document(platform, house.ana), signed_by(emilia))

    with pytest.raises(NoCredential):
        sign(platform, emilia, firm)


def test_an_expired_certificate_signs_nothing(platform: Platform, house: House, asked_carla: UUID) -> None:
    operation = signing(platform, house.carla, asked_carla)
    with house.carla.desk.reading() as work:
        later = replace(work, now=work.now + timedelta(days=3 * 365))
        prepared = operation.prepare(later)

    with pytest.raises(CertificateNotInForce, match="venció"):
        operation.effect(prepared)


def test_a_tsa_that_is_down_leaves_nothing_half_done(platform: Platform, house: House, asked_carla: UUID) -> None:
    nowhere = replace(platform.workshop, timestamper=HttpTsa("http://127.0.0.1:9/"))
    operation = replace(signing(platform, house.carla, asked_carla), workshop=nowhere)

    with pytest.raises(TimestampUnavailable, match="no se firmó nada"):
        operate(house.carla.desk, operation, alone)

    with house.ana.desk.reading() as work:
        assert service.get(work, asked_carla).state == "pending"
    assert sign(platform, house.carla, asked_carla).state == "done"


def test_somebody_without_the_post_does_not_sign(platform: Platform, house: House, asked_carla: UUID) -> None:
    with pytest.raises(NotYourPost):
        sign(platform, house.ana, asked_carla)
    stranger = a_colleague(platform, house.ana, "Félix Ríos", "auditor")
    with pytest.raises(RequestNotFound), stranger.desk.reading() as work:
        service.get(replace(work, actor=replace(work.actor, units=frozenset(), offices=frozenset())), asked_carla)


def test_a_v_b_is_not_signed_and_a_signature_is_not_endorsed(platform: Platform, house: House) -> None:
    review, firm = asked(house, a_pdf_document(platform, house.ana), endorsed_by(house.berta), signed_by(house.carla))
    with pytest.raises(WrongRole):
        sign(platform, house.berta, review)
    with pytest.raises(WrongRole):
        endorse(platform, house.carla, firm)


def test_a_named_person_endorses_and_nobody_else(platform: Platform, house: House) -> None:
    review, _ = asked(
        house,
        a_pdf_document(platform, house.ana),
        Step(Role.ENDORSEMENT, person_id=house.diego.person_id),
        signed_by(house.carla),
    )
    with pytest.raises(NotYours):
        endorse(platform, house.ana, review)
    assert endorse(platform, house.diego, review).capacity == {
        "person_id": str(house.diego.person_id),
        "name": "Diego Paz",
    }


def test_what_is_signed_is_what_was_seen(platform: Platform, house: House, asked_carla: UUID) -> None:
    blind = SignDocument(platform.workshop, asked_carla, "0" * 64, None, PIN)

    with pytest.raises(AnotherVersionSeen, match="revíselo"):
        operate(house.carla.desk, blind, alone)


def test_a_version_that_changed_while_the_signature_was_made_is_not_signed(
    platform: Platform, house: House, asked_carla: UUID
) -> None:
    operation = signing(platform, house.carla, asked_carla)
    with house.carla.desk.reading() as work:
        prepared = operation.prepare(work)
    made = operation.effect(prepared)
    with house.ana.desk.writing() as work:
        document = documents.get(work, service.get(work, asked_carla).document_id, lock=True)
        documents.add_version(work, document, made, Cause.ENDORSED)

    with pytest.raises(ChangedMeanwhile), house.carla.desk.writing() as work:
        operation.settle(work, prepared, made)


def test_a_returned_document_is_a_draft_again_and_earlier_marks_do_not_count(platform: Platform, house: House) -> None:
    document = a_pdf_document(platform, house.ana)
    review, firm = asked(house, document, endorsed_by(house.berta), signed_by(house.carla))
    endorse(platform, house.berta, review)

    with house.carla.desk.writing() as work:
        service.return_(work, firm, "Falta citar la resolución.")

    assert states(house.ana, document) == ["done", "returned"]
    assert (standing(house.ana, document).drafting, standing(house.ana, document).signing) == ("draft", "returned")
    with pytest.raises(AlreadyDecided, match="devuelto"):
        sign(platform, house.carla, firm)
    again = asked(house, document, signed_by(house.carla))
    assert sign(platform, house.carla, again[0]).round == 2


def test_a_cancelled_request_is_signed_by_nobody(platform: Platform, house: House) -> None:
    document = a_pdf_document(platform, house.ana)
    (firm,) = asked(house, document, signed_by(house.carla))

    with house.ana.desk.writing() as work:
        service.cancel(work, document.id, "Cambió quien firma")

    with pytest.raises(AlreadyDecided, match="se anuló"):
        sign(platform, house.carla, firm)
    assert (standing(house.ana, document).drafting, standing(house.ana, document).signing) == ("draft", "none")


def test_a_substitute_signs_while_the_act_lasts_and_both_are_named(
    platform: Platform, house: House, asked_carla: UUID
) -> None:
    now = datetime.now(UTC)
    with platform.database.writing(system(house.ana.id)) as work:
        institutions.substitute(
            work,
            house.carla.post_id,
            house.diego.person_id,
            act_cited="Decreto N° 12 de 2026",
            begins_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=1),
        )

    done = sign(platform, house.diego, asked_carla)

    assert done.signer_id == house.diego.person_id
    assert done.capacity == {
        "person_id": str(house.diego.person_id),
        "name": "Diego Paz",
        "post": "Ministra",
        "substitute_for": "Carla Díaz",
        "act_cited": "Decreto N° 12 de 2026",
    }


def test_a_substitution_that_ended_signs_nothing(platform: Platform, house: House, asked_carla: UUID) -> None:
    now = datetime.now(UTC)
    with platform.database.writing(system(house.ana.id)) as work:
        institutions.substitute(
            work,
            house.carla.post_id,
            house.diego.person_id,
            act_cited="Decreto N° 12 de 2026",
            begins_at=now - timedelta(days=9),
            ends_at=now - timedelta(days=1),
        )

    with pytest.raises(SubstitutionEnded):
        sign(platform, house.diego, asked_carla)


def test_by_order_of_another_the_delegating_act_is_told_and_once_it_ends_nobody_signs(
    platform: Platform, house: House
) -> None:
    with platform.database.writing(system(house.ana.id)) as work:
        delegation = institutions.delegate(
            work, house.carla.post_id, house.diego.post_id, act_cited="Resolución exenta N° 7 de 2026"
        )
    first, second = (asked(house, a_pdf_document(platform, house.ana), signed_by(house.carla))[0] for _ in range(2))

    done = sign(platform, house.diego, first)

    assert done.capacity is not None
    assert (done.capacity["post"], done.capacity["by_order_of"]) == ("Secretario General", "Ministra")
    assert done.capacity["act_cited"] == "Resolución exenta N° 7 de 2026"
    with platform.database.writing(system(house.ana.id)) as work:
        work.session.merge(delegation).ends_at = work.now
    with pytest.raises(DelegationEnded):
        sign(platform, house.diego, second)


def test_where_the_post_requires_it_no_one_signs_without_the_second_factor(platform: Platform, house: House) -> None:
    with platform.database.writing(system(house.ana.id)) as work:
        post = institutions.add_post(work, house.ana.unit_id, "Tesorera", second_factor=institutions.FactorPolicy.ANY)
        work.session.flush()
        institutions.assign(work, house.berta.person_id, post.id)
    berta = replace(house.berta, post_id=post.id)
    (firm,) = asked(house, a_pdf_document(platform, house.ana), signed_by(berta))

    with pytest.raises(SecondFactorNeeded):
        sign(platform, berta, firm)


def test_who_attests_is_not_who_signed(platform: Platform, house: House) -> None:

    with pytest.raises(WrongSteps):
        asked(house, a_pdf_document(platform, house.ana), signed_by(house.carla), attested_by(house.carla))
