"""Which office this is. Database, blobs and index carry its id, so that those of two are never mixed."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from kernel.actor import PLATFORM
from kernel.database import Database
from kernel.errors import Halted
from kernel.rows import Base, new_id
from oficina.platform import Platform
from search.errors import IndexUnavailable

log = logging.getLogger(__name__)


class OfficeRow(Base):
    """The one row that says which installation this database is of, and with which key its secrets were wrapped."""

    __tablename__ = "office"
    __table_args__ = ({"info": {"app_may": "SELECT, INSERT"}},)

    one: Mapped[int] = mapped_column(primary_key=True, init=False, default=1)
    id: Mapped[UUID] = mapped_column(init=False, default_factory=new_id)
    key_name: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    demonstration: Mapped[bool] = mapped_column(default=False)
    """Invented people and keys without value are in it: it never becomes an office of real work, nor the reverse."""


def office_of(database: Database) -> OfficeRow | None:
    with database.reading(PLATFORM) as work:
        return work.session.scalar(select(OfficeRow))


OF_A_DEMONSTRATION = "La base de datos es de una demostración: no se usa para trabajo real. Funde otra oficina."
OF_REAL_WORK = "La base de datos es de una oficina con trabajo real: no se abre como demostración."


class Mixture(Halted):
    """Parts of two offices, or an office and the key of another."""


def admit(platform: Platform) -> OfficeRow:
    """See that database, blobs, index and key are of one office; what is new is marked as of this one."""
    office = office_of(platform.database) or _open_office(platform)
    if office.key_name != platform.secrets.name:
        raise Mixture(f"El archivo de claves {platform.settings.key_file} no es el de esta oficina.")
    if office.demonstration != platform.settings.demo:
        raise Mixture(OF_A_DEMONSTRATION if office.demonstration else OF_REAL_WORK)
    if (stored := platform.blobs.belongs_to(str(office.id))) != str(office.id):
        raise Mixture(f"La base de datos es de la oficina {office.id}, y el almacén de documentos, de la {stored}.")
    if (indexed := _index_of(platform, str(office.id))) != str(office.id):
        raise Mixture(f"La base de datos es de la oficina {office.id}, y el índice de búsqueda, de la {indexed}.")
    return office


def _index_of(platform: Platform, office: str) -> str:
    """Whose the index is. An office begins its day without one that does not answer: it only cannot search yet."""
    try:
        return platform.index.belongs_to(office)
    except IndexUnavailable as refusal:
        log.warning("the index does not answer, and nobody can tell whose it is: %s", refusal.code)
        return office


def _open_office(platform: Platform) -> OfficeRow:
    with platform.database.writing(PLATFORM) as work:
        work.add_unless_there(
            OfficeRow(key_name=platform.secrets.name, opened_at=work.now, demonstration=platform.settings.demo)
        )
    with platform.database.reading(PLATFORM) as work:
        return work.session.scalars(select(OfficeRow)).one()
