"""A ministra signs, and an office seals, with what FirmaGob keeps. Whatever dies, there is one signed version."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select, update

import documents.service as documents
from documents.models import Document
from institutions.doors import actor_behind
from kernel import points
from kernel.errors import Conflict, Refused
from kernel.operations import operate
from kernel.points import Point
from oficina.platform import Platform
from signature import access, service
from signature.errors import (
    NoRemoteAccess,
    NotACredential,
    RemoteAltered,
    RemoteAnswerRefused,
    RunNeeded,
    SealWaits,
    SignatureNotMade,
    TimestampUnavailable,
    WrongPin,
)
from signature.finishing import Finish
from signature.held import blobs_named
from signature.models import RemoteSigning, RemoteState
from signature.providers import Providers
from signature.providers.elsewhere import address_in
from signature.rehearsing import StandIn
from signature.report import examine
from signature.sealing import SealFolio
from signature.timestamps import NoTsa
from tests.offices import Office, alone, do_all_jobs
from tests.signature.firmagobs import OTP, There, a_firmagob, a_small_house, authority, chooses, seals_with
from tests.signature.people import House, a_pdf, a_pdf_document, asked, content, sign, signed_by, states
from tests.signature.test_memorandum import code_of, with_a_second_factor

CARLA, OF_THE_SEAL = "11.111.111-1", "33.333.333-3"


@pytest.fixture
def house(platform: Platform, ministry: Office) -> House:
    return a_small_house(platform, ministry)


@pytest.fixture
def there(platform: Platform, house: House) -> Iterator[There]:
    with a_firmagob(platform, house.ana) as there:
        chooses(there, house.carla)
        there.service.asked.clear()
        yield there


class PowerCut(BaseException):
    """The machine goes dark: nobody catches this."""


@contextmanager
def power_cut_at(nth: int) -> Iterator[None]:
    """The nth time that anything is reached."""
    steps = count(1)

    def watch(_point: Point) -> None:
        if next(steps) == nth:
            raise PowerCut

    points.watchers.append(watch)
    try:
        yield
    finally:
        points.watchers.remove(watch)


def a_request(there: There, house: House) -> tuple[Document, UUID]:
    document = a_pdf_document(there.platform, house.ana)
    (firm,) = asked(house, document, signed_by(house.carla))
    return document, firm


def remembered(house: House) -> list[RemoteSigning]:
    with house.ana.desk.reading() as work:
        query = select(RemoteSigning).where(RemoteSigning.institution_id == work.institution_id)
        return list(work.session.scalars(query.order_by(RemoteSigning.id)))


def head_of(house: House, document: Document) -> int:
    with house.ana.desk.reading() as work:
        return documents.get(work, document.id).head


def fields(there: There, house: House, document: Document) -> list[str]:
    pdf = content(there.platform, house.ana, document)
    return [each.field_name for each in PdfFileReader(BytesIO(pdf)).embedded_signatures]


def later(there: There, by: timedelta = timedelta(minutes=2)) -> Platform:
    """The same office, a while later."""
    database = there.platform.database
    before = database.clock
    database.clock = lambda: before() + by
    return there.platform


def one_signed_version(there: There, house: House, document: Document, before: bytes) -> None:
    assert fields(there, house, document) == ["FEA-1"]
    assert content(there.platform, house.ana, document).startswith(before)
    assert states(house.ana, document) == ["done"]
    assert [each.state for each in remembered(house)] == [RemoteState.DONE]


def test_what_firmagob_signs_goes_after_the_bytes_and_is_what_it_is(there: There, house: House, tmp_path: Path) -> None:
    document, firm = a_request(there, house)
    before = content(there.platform, house.ana, document)

    sign(there.platform, house.carla, firm, pin=OTP)

    one_signed_version(there, house, document, before)
    file = tmp_path / "signed.pdf"
    file.write_bytes(content(there.platform, house.ana, document))
    (made,) = PdfFileReader(BytesIO(file.read_bytes())).embedded_signatures
    assert made.sig_object["/SubFilter"] == "/adbe.pkcs7.detached"
    at = there.platform.database.clock()
    roots = authority().root.certificate, there.platform.demonstration.pki(at).root.certificate
    anchors = [{"pem": each.public_bytes(Encoding.PEM).decode()} for each in roots]
    told = examine(str(file), anchors, at.isoformat())
    (firm_told,) = told["signatures"]
    assert (firm_told["reached"], firm_told["intact"], firm_told["timestamped"]) == ("PKCS#7", True, True)
    (row,) = remembered(house)
    assert (row.audit_key, row.claim and row.claim["seen_sha256"]) == ("2", sha256(before).hexdigest())
    assert row.digest == made.compute_digest().hex()


@pytest.mark.once
def test_where_the_signature_names_its_certificate_it_is_a_pades(platform: Platform, house: House) -> None:
    with a_firmagob(platform, house.ana) as there:
        there.service.names_certificate = True
        chooses(there, house.carla)
        document, firm = a_request(there, house)
        sign(there.platform, house.carla, firm, pin=OTP)

    (made,) = PdfFileReader(BytesIO(content(platform, house.ana, document))).embedded_signatures
    assert made.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_wherever_the_power_is_cut_there_is_one_signed_version(there: There, house: House) -> None:
    cut = 0
    for nth in count(1):
        document, firm = a_request(there, house)
        before, asked_before = content(there.platform, house.ana, document), there.asked
        try:
            with power_cut_at(nth):
                sign(there.platform, house.carla, firm, pin=OTP)
            break
        except PowerCut:
            cut += 1
        if head_of(house, document) == 1 + 1:
            sign(there.platform, house.carla, firm, pin=OTP)
        assert fields(there, house, document) == ["FEA-1"]
        assert content(there.platform, house.ana, document).startswith(before)
        digests = {each for told in there.service.asked[asked_before:] for each in told["hashes"]}
        assert len(digests) == 1, "the same bytes, however often they were asked for"
    assert cut >= 8


def test_what_came_back_is_put_on_its_document_by_a_job_if_nobody_else_is_left(there: There, house: House) -> None:
    document, firm = a_request(there, house)
    before = content(there.platform, house.ana, document)
    with pytest.raises(PowerCut), power_cut_at(6):
        sign(there.platform, house.carla, firm, pin=OTP)
    assert [each.state for each in remembered(house)] == [RemoteState.ANSWERED]

    do_all_jobs(later(there))

    one_signed_version(there, house, document, before)
    assert there.asked == 1
    with house.ana.desk.reading() as work:
        (request,) = service.requests_of(work, document.id)
    assert request.signer_id == house.carla.person_id
    operate(house.ana.desk, Finish(there.platform.workshop, remembered(house)[0].id), alone)
    one_signed_version(there, house, document, before)


def test_without_anybody_who_tells_the_time_what_came_back_waits_for_it(there: There, house: House) -> None:
    document, firm = a_request(there, house)
    before = content(there.platform, house.ana, document)
    platform = there.platform
    untimed = replace(platform, workshop=replace(platform.workshop, timestamper=NoTsa()))
    with pytest.raises(TimestampUnavailable):
        sign(untimed, house.carla, firm, pin=OTP)

    sign(platform, house.carla, firm, pin="999999")

    one_signed_version(there, house, document, before)
    assert there.asked == 1, "what came back is used, with no other code"


@pytest.mark.once
def test_where_it_may_be_told_later_it_is_signed_without_time(there: There, house: House) -> None:
    document, firm = a_request(there, house)
    workshop = replace(there.platform.workshop, timestamper=NoTsa(), signs_without_time=True)

    sign(replace(there.platform, workshop=workshop), house.carla, firm, pin=OTP)

    assert fields(there, house, document) == ["FEA-1"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ("digest", RemoteAnswerRefused),
        ("other", RemoteAnswerRefused),
        ("garbage", RemoteAnswerRefused),
        ("large", SignatureNotMade),
        ("otp", WrongPin),
    ],
)
def test_what_does_not_fit_is_used_for_nothing_and_asked_for_again(
    there: There, house: House, fault: str, refusal: type[Refused]
) -> None:
    document, firm = a_request(there, house)
    before = content(there.platform, house.ana, document)
    there.service.fault = fault
    with pytest.raises(refusal):
        sign(there.platform, house.carla, firm, pin=OTP)
    assert content(there.platform, house.ana, document) == before
    assert [each.state for each in remembered(house)] == [RemoteState.PREPARED]

    there.service.fault = None
    sign(there.platform, house.carla, firm, pin=OTP)

    one_signed_version(there, house, document, before)
    do_all_jobs(later(there))
    one_signed_version(there, house, document, before)


@pytest.mark.once
def test_bytes_that_waited_too_long_are_made_anew(there: There, house: House) -> None:
    _, firm = a_request(there, house)
    there.service.fault = "error"
    with pytest.raises(Refused):
        sign(there.platform, house.carla, firm, pin=OTP)
    (old,) = remembered(house)
    there.service.fault = None
    later(there, timedelta(minutes=31))

    sign(there.platform, house.carla, firm, pin=OTP)

    (new,) = remembered(house)
    assert (new.id, new.state) == (old.id, RemoteState.DONE)
    assert new.digest != old.digest


def test_what_came_back_for_a_document_that_was_taken_back_is_not_used(there: There, house: House) -> None:
    document, firm = a_request(there, house)
    with pytest.raises(PowerCut), power_cut_at(6):
        sign(there.platform, house.carla, firm, pin=OTP)
    with house.ana.desk.writing() as work:
        service.cancel(work, document.id, "Se firmará otro")

    do_all_jobs(later(there))

    assert [each.state for each in remembered(house)] == [RemoteState.STALE]
    assert not fields(there, house, document)


def test_an_office_seals_with_nobody_asked_and_once(there: There, house: House) -> None:
    seals_with(there, house.ana, OF_THE_SEAL)
    document, firm = a_request(there, house)
    sign(there.platform, house.carla, firm, pin=OTP)
    with house.ana.desk.writing() as work:
        documents.number(work, document.id)
    there.service.asked.clear()
    seal = SealFolio(there.platform.workshop, document.id)
    there.service.fault = "error"
    with pytest.raises(SealWaits, match="FirmaGob"):
        operate(house.ana.desk, seal, alone)
    there.service.fault = None
    with pytest.raises(PowerCut), power_cut_at(6):
        operate(house.ana.desk, seal, alone)

    operate(house.ana.desk, seal, alone)

    assert fields(there, house, document) == ["FEA-1", "SELLO"]
    assert [(each["run"], each["purpose"], each["with_otp"]) for each in there.service.asked] == [
        ("33333333", "Desatendido", False)
    ]


@pytest.mark.once
def test_who_has_no_run_or_no_agreement_is_told(there: There, platform: Platform, house: House) -> None:
    with pytest.raises(RunNeeded):
        chooses(there, house.ana)
    without = replace(there, platform=replace(platform, workshop=replace(platform.workshop, providers=Providers())))
    with pytest.raises(NoRemoteAccess, match="OFICINA_FIRMAGOB_URL"):
        chooses(without, house.carla)


@pytest.mark.once
def test_an_institution_that_does_not_use_it_yet_is_told(platform: Platform, house: House) -> None:
    without = There(platform, StandIn(authority(), platform.database.clock))
    with pytest.raises(NoRemoteAccess, match="Administración, FirmaGob"):
        chooses(without, house.carla)
    with pytest.raises(NotACredential, match="elíjala de nuevo"):
        address_in(b"firmagob:nadie")
    with house.ana.desk.writing() as work:
        access.note_trial(work, None)
        assert access.current(work) is None


@pytest.mark.once
def test_the_bytes_that_wait_are_named_while_they_do(there: There, house: House) -> None:
    _, firm = a_request(there, house)
    with pytest.raises(PowerCut), power_cut_at(6):
        sign(there.platform, house.carla, firm, pin=OTP)
    (row,) = remembered(house)

    with house.ana.desk.reading() as work:
        assert list(blobs_named(work)) == [row.prepared]
    do_all_jobs(later(there))
    with house.ana.desk.reading() as work:
        assert list(blobs_named(work)) == []


@pytest.mark.once
def test_two_answers_to_the_same_question_are_one_signature(there: There, house: House) -> None:
    document, firm = a_request(there, house)
    before = content(there.platform, house.ana, document)

    with ThreadPoolExecutor(2) as crowd:
        both = [crowd.submit(sign, there.platform, house.carla, firm, pin=OTP) for _ in range(2)]
        ended = [each.exception() for each in both]

    assert sum(each is None for each in ended) == 1
    assert all(each is None or isinstance(each, Conflict) for each in ended)
    one_signed_version(there, house, document, before)
    assert len({each for told in there.service.asked for each in told["hashes"]}) == 1


@pytest.mark.once
def test_the_second_factor_of_the_post_is_spent_with_what_comes_back_and_once(there: There, house: House) -> None:
    platform = there.platform
    carla, secret = with_a_second_factor(platform, house.carla, "Tesorera")
    carla = replace(carla, desk=platform.database.desk(actor_behind(platform.database, carla.key)))
    documents_ = [a_pdf_document(platform, house.ana) for _ in range(2)]
    one, other = (asked(house, each, signed_by(carla))[0] for each in documents_)
    code = code_of(platform, secret)
    with pytest.raises(WrongPin):
        sign(platform, carla, one, pin="000000", code=code)

    sign(platform, carla, one, pin=OTP, code=code)

    with pytest.raises(Refused) as refused:
        sign(platform, carla, other, pin=OTP, code=code)
    assert refused.value.code == "second-factor-refused"
    assert [fields(there, house, each) for each in documents_] == [["FEA-1"], []]


@pytest.mark.once
def test_bytes_that_somebody_put_in_the_place_of_those_that_were_approved_are_not_signed(
    there: There, house: House
) -> None:
    """They write in the database, behind the program's back, that another PDF waits for the signature."""
    _, firm = a_request(there, house)
    there.service.fault = "error"
    with pytest.raises(Refused):
        sign(there.platform, house.carla, firm, pin=OTP)
    there.service.fault = None
    there.service.asked.clear()
    (row,) = remembered(house)
    evil = there.platform.blobs.put([a_pdf()]).name
    with house.ana.desk.writing() as work:
        mine = (RemoteSigning.institution_id == work.institution_id, RemoteSigning.id == row.id)
        work.session.execute(update(RemoteSigning).where(*mine).values(prepared=evil, digest="0" * 64))

    with pytest.raises(RemoteAltered):
        sign(there.platform, house.carla, firm, pin=OTP)

    assert there.service.asked == []
