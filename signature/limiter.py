"""How often one client may ask what costs something and needs no key."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, mapped_column

from kernel.actor import PLATFORM
from kernel.database import Database
from kernel.rows import Base
from kernel.work import Work
from signature.errors import TooManyQueries

MINUTE = timedelta(minutes=1)


class QuestionsRow(Base):
    """How much one client asked in this minute. Who it is cannot be read here, and soon it is forgotten."""

    __tablename__ = "questions"

    client: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(index=True)
    asked: Mapped[int] = mapped_column(default=0)


class Limiter:
    """So many questions of a client in a minute, whichever of the web processes it asks."""

    def __init__(self, database: Database, key: bytes, a_minute: int) -> None:
        self._database = database
        self._key = key
        self._a_minute = a_minute

    def count(self, client: str, now: datetime) -> None:
        """Note one question more, or refuse it."""
        name = hmac.digest(self._key, client.encode(), "sha256").hex()
        with self._database.writing(PLATFORM) as work:
            asked = self._one_more(work, name, now)
        if asked > self._a_minute:
            raise TooManyQueries("Ha hecho demasiadas consultas seguidas: espere un minuto e intente de nuevo.")

    def _one_more(self, work: Work, name: str, now: datetime) -> int:
        row = work.session.get(QuestionsRow, name, with_for_update=True)
        if row is None:
            work.session.execute(delete(QuestionsRow).where(QuestionsRow.since < now - MINUTE))
            work.add_unless_there(QuestionsRow(client=name, since=now))
            row = work.session.get_one(QuestionsRow, name, with_for_update=True, populate_existing=True)
        if now - row.since >= MINUTE:
            row.since, row.asked = now, 0
        row.asked += 1
        return row.asked
