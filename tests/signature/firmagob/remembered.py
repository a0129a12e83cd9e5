"""What the office keeps of a signature that is made elsewhere, and what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from itertools import count
from uuid import UUID

from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select

import documents.service as documents
from documents.models import Document
from kernel import points
from kernel.points import Point
from oficina.platform import Platform
from signature.models import RemoteSigning, RemoteState
from tests.signature.firmagobs import There
from tests.signature.people import House, a_pdf_document, asked, content, signed_by, states


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
