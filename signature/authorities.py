"""The timestamping authorities of the settings: whether they answer, and until when their certificates last."""

import hashlib
import secrets as chance
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from kernel.errors import Unavailable
from kernel.rows import Base
from kernel.work import Work
from signature.archive import Archive
from signature.carried import of_token
from signature.timestamps import DemonstrationTsa, Timestamper, authorities, named

WARNED = 7, 30, 90
"""Days before an end, from which on it is told."""
NOT_ASKED = "not-asked-yet"


class TimeAuthority(Base):
    """What an authority answered the last time that it was asked, and of which certificate."""

    __tablename__ = "time_authorities"
    __table_args__ = ({"info": {"app_may": "SELECT, INSERT, UPDATE"}},)

    url: Mapped[str] = mapped_column(String(300), primary_key=True)
    seen_at: Mapped[datetime]
    """When it was last asked."""
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    holder: Mapped[str] = mapped_column(Text, default="")
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    known: Mapped[bool] = mapped_column(default=False)
    """Whether its certificate leads to a root that is trusted here."""
    trouble: Mapped[str | None] = mapped_column(String(80), default=None)


@dataclass(frozen=True, slots=True)
class Answered:
    url: str
    told: dict[str, object] | None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Ask each for the time, over bytes of chance."""

    archive: Archive
    urls: str

    def prepare(self, work: Work) -> datetime:
        return work.now

    def effect(self, at: datetime, /) -> list[Answered]:
        return [
            self._asked(url, each, at)
            for url, each in zip(named(self.urls), authorities(self.archive.timestamper), strict=True)
        ]

    def settle(self, work: Work, at: datetime, answers: list[Answered], /) -> None:
        for answer in answers:
            work.add_unless_there(TimeAuthority(url=answer.url, seen_at=at))
            row = work.session.get_one(TimeAuthority, answer.url, with_for_update=True, populate_existing=True)
            row.seen_at, row.trouble = at, answer.trouble
            if answer.told:
                row.answered_at, row.holder = at, str(answer.told["who"])
                row.known, row.ends_at = bool(answer.told["complete"]), datetime.fromisoformat(str(answer.told["ends"]))
                row.trouble = None if row.known else "root-unknown"

    def _asked(self, url: str, authority: Timestamper, at: datetime) -> Answered:
        if isinstance(authority, DemonstrationTsa) and not authority.demonstration.published(at):
            return Answered(url, None, NOT_ASKED)
        digest = hashlib.sha256(chance.token_bytes(32)).digest()
        try:
            return Answered(url, of_token(authority.token(digest, at), list(self.archive.known(at))))
        except Unavailable as refusal:
            return Answered(url, None, refusal.code)
        except (ValueError, TypeError, KeyError) as error:
            return Answered(url, None, f"unreadable-answer: {type(error).__name__}"[:80])


def in_use(work: Work, urls: str) -> Sequence[TimeAuthority]:
    """Those of the settings, in the order in which they are asked; one that nobody asked yet has no row."""
    rows = {each.url: each for each in work.session.scalars(select(TimeAuthority))}
    return [rows.get(url) or TimeAuthority(url=url, seen_at=work.now, trouble=NOT_ASKED) for url in named(urls)]


def warning(ends_at: datetime | None, now: datetime) -> int | None:
    """Within how many days it ends, of 7, 30 and 90; 0 when it has; None while there is time."""
    if ends_at is None:
        return None
    if ends_at <= now:
        return 0
    return next((days for days in WARNED if ends_at - now <= timedelta(days=days)), None)
