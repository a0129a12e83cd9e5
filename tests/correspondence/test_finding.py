"""What came in is found by the words of the paper that came, and not only by what was written down of it."""

from uuid import UUID

import correspondence.service as correspondence
import documents.service as documents
import search.service as search
from correspondence.models import Delivery
from documents.attachments import Described, attach
from oficina.platform import Platform
from search.operations import rebuild
from search.service import Wanted
from tests.correspondence.desks import copies, sent, to
from tests.correspondence.papers import a_letter
from tests.documents.papers import a_pdf_that_says
from tests.offices import Office, a_document, do_all_jobs, signed_by_all


def found(platform: Platform, office: Office, typed: str) -> dict[str, int]:
    return dict(search.find(office.desk, platform.index, Wanted(typed)).kinds)


def test_what_arrived_is_found_by_the_text_of_its_pdf(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    sent(platform, ministry, to(municipality))

    assert found(platform, municipality, "«Solicito a usted los antecedentes»") == {"reception": 1}
    assert found(platform, municipality, "tipo:oficio") == {"reception": 1}
    indexed = rebuild(platform.database, platform.index, platform.sources, platform.extract, [municipality.id])
    assert (indexed, found(platform, municipality, "«los antecedentes»")) == (1, {"reception": 1})


def test_what_was_entered_by_hand_is_found_by_the_text_of_its_scan(platform: Platform, ministry: Office) -> None:
    scan = platform.blobs.put([a_pdf_that_says("Vengo en pedir copia del plano de la caleta.")])
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))
    do_all_jobs(platform)
    assert found(platform, ministry, "caleta") == {}

    with ministry.desk.writing() as work:
        correspondence.add_scan(work, entry.id, scan)
    do_all_jobs(platform)
    assert found(platform, ministry, "caleta") == {"reception": 1}


def test_a_scan_that_says_nothing_does_not_keep_its_entry_from_being_found(
    platform: Platform, ministry: Office
) -> None:
    image = platform.blobs.put([b"%PDF-1.7 that nobody can read"])
    with ministry.desk.writing() as work:
        correspondence.register_entry(work, a_letter(work.now), image)
    do_all_jobs(platform)

    assert found(platform, ministry, "juzgado") == {"reception": 1}


def test_what_goes_with_it_is_found_too_until_its_sender_takes_it_back(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    delivery = sent_with(platform, ministry, municipality, "Informe.pdf", a_pdf_that_says("Sobre las bodegas"))
    for typed in ("bodegas", "informe", "«Solicito a usted»"):
        assert found(platform, municipality, typed) == {"reception": 1}, typed

    with ministry.desk.writing() as work:
        correspondence.withdraw(work, delivery.id, "Se envió por error.")
    do_all_jobs(platform)
    assert found(platform, municipality, "bodegas") == found(platform, municipality, "«Solicito a usted»") == {}
    assert found(platform, municipality, "antecedentes") == {"reception": 1}


def sent_with(platform: Platform, sender: Office, recipient: Office, name: str, file: bytes) -> Delivery:
    """A sealed document with an attachment, until it arrived."""
    document: UUID = a_document(platform, sender).id
    with sender.desk.writing() as work:
        attach(work, document, Described(name, "application/pdf"), platform.blobs.put([file]))
    signed_by_all(sender, document)
    with sender.desk.writing() as work:
        documents.number(work, document)
    do_all_jobs(platform)
    with sender.desk.writing() as work:
        communication = correspondence.send(work, document_id=document, distribution=[to(recipient)])
    do_all_jobs(platform)
    (delivery,) = copies(sender, communication)
    return delivery
