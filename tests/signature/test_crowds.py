"""Several who sign at once, and one who clicks twice."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.errors import Conflict
from kernel.operations import operate
from oficina.platform import Platform
from signature.models import Mode
from tests.offices import Office, alone
from tests.signature.people import (
    PIN,
    a_house,
    a_pdf_document,
    asked,
    content,
    seen,
    sign,
    signed_by,
    signing,
    states,
)


def test_of_those_who_sign_at_once_each_signs_what_was_there(platform: Platform, ministry: Office) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    signers = (house.berta, house.carla, house.diego)
    requests = asked(house, document, *(signed_by(each) for each in signers), mode=Mode.PARALLEL)
    operations = [signing(platform, who, request) for who, request in zip(signers, requests, strict=True)]

    def attempt(which: int) -> bool:
        try:
            operate(signers[which].desk, operations[which], alone)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(3) as crowd:
        signed = list(crowd.map(attempt, range(3)))
    for which, done in enumerate(signed):
        if not done:
            sign(platform, signers[which], requests[which])

    assert any(signed)
    assert states(ministry, document) == ["done"] * 3
    pdf = PdfFileReader(BytesIO(content(platform, ministry, document)))
    assert sorted(each.field_name for each in pdf.embedded_signatures) == ["FEA-1", "FEA-2", "FEA-3"]


def test_a_double_click_signs_once_and_gets_the_same_answer(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    (firm,) = asked(house, document, signed_by(house.carla))
    form, key = {"sha256": seen(house.carla, firm), "pin": PIN}, uuid4()

    first, again = (house.carla.post(client, f"/signature-requests/{firm}/signature", form, key=key) for _ in range(2))
    later = house.carla.post(client, f"/signature-requests/{firm}/signature", form)

    assert first.status_code == 201, first.text
    assert again.content == first.content
    assert (later.status_code, later.json()["code"]) == (409, "signature-already-decided")
    names = [
        each.field_name for each in PdfFileReader(BytesIO(content(platform, ministry, document))).embedded_signatures
    ]
    assert names == ["FEA-1"]


def test_over_http_a_document_is_asked_for_endorsed_returned_and_a_wrong_pin_is_counted(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    steps = [
        {"role": "endorsement", "post_id": str(house.berta.post_id)},
        {"role": "signature", "post_id": str(house.carla.post_id)},
    ]
    made = ministry.post(client, f"/documents/{document.id}/signature-requests", {"steps": steps})
    assert made.status_code == 201, made.text
    review, firm = (UUID(each["id"]) for each in made.json()["requests"])
    early = house.carla.post(
        client, f"/signature-requests/{firm}/signature", {"sha256": seen(house.carla, firm), "pin": PIN}
    )
    assert (early.status_code, early.json()["code"]) == (409, "signature-out-of-turn")
    assert [each["id"] for each in house.berta.get(client, "/signature-requests").json()["items"]] == [str(review)]

    sha256 = seen(house.berta, review)
    endorsed = house.berta.post(client, f"/signature-requests/{review}/endorsement", {"sha256": sha256})
    assert endorsed.json()["state"] == "done"
    wrong = house.carla.post(client, f"/signature-requests/{firm}/signature", {"sha256": sha256, "pin": "otra"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "signature-wrong-pin")
    assert "otra" not in wrong.text
    back = house.carla.post(client, f"/signature-requests/{firm}/return", {"observations": "Falta la fecha."})
    assert back.json()["state"] == "returned"
    assert len(ministry.get(client, f"/documents/{document.id}/signature-requests").json()["requests"]) == 2
    nothing = ministry.post(client, f"/documents/{document.id}/signature-cancellation", {"reason": "Otra firma"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "signature-not-requested")


def test_over_http_the_report_says_what_the_signatures_prove(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    (firm,) = asked(house, document, signed_by(house.carla))
    sign(platform, house.carla, firm)

    told = ministry.get(client, f"/documents/{document.id}/signatures").json()

    assert (told["verdict"], [each["run"] for each in told["signatures"]]) == ("valid", ["11.XXX.XXX-X"])
