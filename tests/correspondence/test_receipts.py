from io import BytesIO

import pikepdf
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

import correspondence.service as correspondence
from correspondence.errors import NotAcknowledged
from correspondence.models import Reception
from kernel.actor import system
from kernel.operations import operate
from oficina.platform import Platform
from signature.issuing import IssueSeal
from signature.models import SealCredential
from tests.correspondence.desks import acknowledged, arrived, copies, reception_of, receptions, sent, to
from tests.offices import Office, alone, do_all_jobs, eventually


def with_a_seal(platform: Platform, office: Office) -> None:
    seal = IssueSeal(platform.demonstration, platform.secrets, office.office_id)
    operate(platform.database.desk(system(office.id)), seal, alone)


def without_its_seal(office: Office) -> None:
    with office.desk.writing() as work:
        for seal in work.session.scalars(select(SealCredential).where(SealCredential.institution_id == office.id)):
            seal.retired_at = work.now


def test_a_signed_receipt_follows_the_acknowledgement(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office
) -> None:
    with_a_seal(platform, municipality)
    communication = sent(platform, ministry, to(municipality))
    (reception,) = receptions(municipality)

    with municipality.desk.writing() as work:
        correspondence.acknowledge(work, reception.id)
    eventually(lambda: copies(ministry, communication)[0].receipt is not None)

    (copy,) = copies(ministry, communication)
    there: Reception = reception_of(municipality, reception.id)
    assert copy.receipt
    assert copy.receipt == there.receipt
    got = ministry.get(client, f"/deliveries/{copy.id}/receipt")
    given = municipality.get(client, f"/receptions/{reception.id}/signed-receipt")
    assert got.content == given.content
    assert ministry.get(client, f"/receptions/{reception.id}/signed-receipt").status_code == 404
    with pikepdf.open(BytesIO(b"".join(platform.blobs.get(copy.receipt)))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.T) == "SELLO"
        assert "acuse de recibo" in str(field.V.Reason)


def test_an_office_without_a_seal_sends_its_receipt_once_it_has_one(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    without_its_seal(municipality)
    reception = acknowledged(platform, ministry, municipality)
    assert reception.receipt is None
    with_a_seal(platform, municipality)

    for _ in range(2):
        with municipality.desk.writing() as work:
            correspondence.ask_receipt(work, reception.id)
        do_all_jobs(platform)

    receipt = reception_of(municipality, reception.id).receipt
    assert receipt
    assert reception.delivery_id
    with ministry.desk.reading() as work:
        assert correspondence.get_delivery(work, reception.delivery_id).receipt == receipt


def test_what_was_not_acknowledged_has_no_receipt(platform: Platform, ministry: Office, municipality: Office) -> None:
    reception = arrived(platform, ministry, municipality)

    with pytest.raises(NotAcknowledged), municipality.desk.writing() as work:
        correspondence.ask_receipt(work, reception.id)
