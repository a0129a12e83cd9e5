"""Signatures are taken to their levels when their time has come: by rows, once, whoever keeps the bytes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

import documents.service as documents
from documents.models import Document
from oficina.platform import Platform
from oficina.settings import Settings
from signature import keeping
from signature.kept import Lasting
from signature.panel import Examiner
from tests.offices import Office, a_sealed_document, an_office
from tests.signature.people import a_house, content
from tests.signature.times import MovedClock, a_platform_at, passes

BEGIN = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(BEGIN)


@pytest.fixture
def platform(settings: Settings, clock: MovedClock) -> Iterator[Platform]:
    with a_platform_at(settings, clock) as platform:
        yield platform


@pytest.fixture
def house(platform: Platform) -> Office:
    ana = an_office(platform, "Ministerio de Obras")
    a_house(platform, ana)
    return ana


def sealed(platform: Platform, office: Office) -> Document:
    return a_sealed_document(platform, office)


def lasting(office: Office, subject: UUID, origin: str = "") -> Lasting:
    with office.desk.reading() as work:
        found = {each.origin: each for each in keeping.lasting_of(work, subject)}
    return found[origin]


def head(office: Office, document: Document) -> documents.Version:
    with office.desk.reading() as work:
        return documents.head_version(work, documents.get(work, document.id))


def test_a_sealed_document_is_taken_to_b_lta_as_soon_as_its_issuers_said_what_they_revoked(
    platform: Platform, clock: MovedClock, house: Office
) -> None:
    document = sealed(platform, house)
    before = content(platform, house, document)
    assert (lasting(house, document.id).level, head(house, document).cause) == ("B-T", "sealed")

    passes(platform, clock)
    row, after = lasting(house, document.id), content(platform, house, document)
    assert (row.level, row.step, row.trouble, head(house, document).cause) == ("B-LTA", "renewal", None, "augmented")
    assert row.ends_at is not None
    assert row.due_at == row.ends_at - timedelta(days=90)
    assert after.startswith(before)
    told = examined(platform, after, clock)
    assert told["verdict"] == "valid", told["reasons"]
    assert [each["reached"] for each in told["signatures"]] == ["B-LTA", "RFC 3161"]


def examined(platform: Platform, pdf: bytes, clock: MovedClock) -> dict[str, Any]:
    file = platform.settings.home / f"{uuid4()}.pdf"
    file.write_bytes(pdf)
    examiner = Examiner(platform.workshop, platform.demonstration, platform.settings.home / "trust")
    told: dict[str, Any] = examiner.of_file(file, clock.now)
    return told
