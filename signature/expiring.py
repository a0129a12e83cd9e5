"""What ends soon of what signatures rest on: certificates, seals, authorities of time, and anchors of trust."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from kernel.work import Work
from signature import authorities
from signature.authorities import WARNED, warning
from signature.errors import TrustRefused
from signature.models import Credential, SealCredential
from signature.trust import TrustFolder

AHEAD = timedelta(days=max(WARNED))
FORGOTTEN = timedelta(days=30)
"""How long ago something may have ended and still be told: whoever left took their certificate along."""
MOST = 200


class What(StrEnum):
    CERTIFICATE = "certificate"
    SEAL = "seal"
    AUTHORITY = "authority"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends, or ended a short while ago."""

    what: What
    name: str
    ends_at: datetime
    within: int
    """Of 90, 30 and 7 days, the least that is left; nothing is left of what ended."""


def of_institution(work: Work) -> list[Ending]:
    """The certificates of its people and of its seals, what ends first before: two statements."""
    return _in_order(each for table in (Credential, SealCredential) for each in _kept(work, table))


def of_installation(work: Work, urls: str, folder: TrustFolder) -> list[Ending]:
    """What all institutions share: who tells the time, and whom all trust."""
    return _in_order([*_authorities(work, urls), *_anchors(folder, work.now)])


def _kept(work: Work, table: type[Credential | SealCredential]) -> Iterator[Ending]:
    mine = (table.institution_id == work.institution_id, table.retired_at.is_(None))
    soon = table.not_after.between(work.now - FORGOTTEN, work.now + AHEAD)
    query = select(table.holder, table.not_after).where(*mine, soon).order_by(table.not_after).limit(MOST)
    what = What.CERTIFICATE if table is Credential else What.SEAL
    for holder, ends_at in work.session.execute(query):
        yield from _ending(what, holder, ends_at, work.now)


def _authorities(work: Work, urls: str) -> Iterator[Ending]:
    for each in authorities.in_use(work, urls):
        if each.ends_at:
            yield from _ending(What.AUTHORITY, each.holder or each.url, each.ends_at, work.now)


def _anchors(folder: TrustFolder, now: datetime) -> Iterator[Ending]:
    """A bundle that cannot be read is told where anchors are shown, and by `doctor`."""
    try:
        lines = list(folder.lines())
    except TrustRefused:
        return
    for each in lines:
        if each.ends > now - FORGOTTEN:
            yield from _ending(What.ANCHOR, each.name, each.ends, now)


def _ending(what: What, name: str, ends_at: datetime, now: datetime) -> Iterator[Ending]:
    within = warning(ends_at, now)
    if within is not None:
        yield Ending(what, name, ends_at, within)


def _in_order(found: Iterator[Ending] | list[Ending]) -> list[Ending]:
    return sorted(found, key=lambda each: each.ends_at)
