"""Whatever dies, does not fit or comes late, there is one signed version."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import update

from kernel.errors import Conflict, Refused
from kernel.operations import operate
from signature import service
from signature.errors import (
    RemoteAltered,
    RemoteAnswerRefused,
    SignatureNotMade,
    TimestampUnavailable,
    WrongPin,
)
from signature.finishing import Finish
from signature.held import blobs_named
from signature.models import RemoteSigning, RemoteState
from signature.timestamps import NoTsa
from tests.offices import alone, do_all_jobs
from tests.signature.firmagob.remembered import (
    PowerCut,
    a_request,
    fields,
    head_of,
    later,
    one_signed_version,
    power_cut_at,
    remembered,
)
from tests.signature.firmagobs import OTP, There
from tests.signature.people import House, a_pdf, content, sign


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
