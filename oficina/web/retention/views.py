"""What the pages of retention show."""

from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import institutions.service as institutions
from documents.retention import holds, remembering, schedule
from documents.retention.keepable import titles
from documents.retention.models import LegalHold, Retained
from kernel.work import Work
from oficina.platform import Platform
from oficina.web.retention.words import PLACES, applies, counted_by_trouble, of_the_store, term

UNSAID = "[Reservado]"


class Line(NamedTuple):
    """A thing among others: where it is, what it is called to whoever may read it, and what is said of it."""

    address: str
    kind: str
    title: str
    row: Any
    held: bool = False


def page(work: Work, platform: Platform) -> dict[str, Any]:
    """The whole schedule of the institution: a few statements, however long its lists are."""
    today = institutions.today(work)
    held, past = holds.in_force(work), remembering.past(work, today)
    called = titles(work, platform.holders, [*(each.subject_id for each in held), *(each.subject_id for each in past)])
    stopped = {each.subject_id for each in held}
    rules = schedule.schedule(work)
    return {
        "rules": [rules[key] for key in sorted(rules, key=lambda key: applies(*key))],
        "history": schedule.history(work),
        "held": [_line(each, called) for each in held],
        "past": [_line(each, called, held=each.subject_id in stopped) for each in past],
        "troubles": counted_by_trouble(remembering.troubled(work)),
        "store": of_the_store(platform.blobs, mode_of(platform.settings.blobs_url)),
    }


def subject(work: Work, platform: Platform, kind: str, subject_id: UUID) -> dict[str, Any]:
    """How long one thing is kept, and what holds it or held it."""
    thing = platform.holders[kind].read(work, subject_id)
    path, called = PLACES[kind]
    row = remembering.retained_of(work, subject_id)
    return {
        "thing": thing,
        "address": f"{path}/{subject_id}",
        "called": called,
        "row": row,
        "rule": schedule.rule_of(work, row.scope, row.name, row.revision) if row else None,
        "says": term(row, institutions.today(work)),
        "holds": holds.holds_of(work, subject_id),
        "troubles": counted_by_trouble({row.trouble: 1} if row and row.trouble else {}),
        "store": of_the_store(platform.blobs, mode_of(platform.settings.blobs_url)),
    }


def in_short(work: Work, subject_id: UUID) -> dict[str, Any]:
    """For the page of a thing: two statements."""
    row = remembering.retained_of(work, subject_id)
    return {"says": term(row, institutions.today(work)), "held": bool(holds.held_among(work, [subject_id]))}


def mode_of(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("retention", ["governance"])[0]


def _line(row: LegalHold | Retained, called: dict[UUID, str], *, held: bool = True) -> Line:
    path, kind = PLACES[row.kind]
    return Line(f"{path}/{row.subject_id}", kind, called.get(row.subject_id, UNSAID), row, held)
