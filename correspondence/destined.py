"""For whom what came in is: what is public or restricted for its office too, what is reserved for its addressee only.

The office registers it, gives it its number, acknowledges and refers it without opening it. Where nobody inside is
named, it is for the head of the institution, as what is addressed to the institution is.
"""

from collections.abc import Iterable
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence import rights
from correspondence.models import Reception, Source
from kernel.work import Work

PUBLIC, RESTRICTED, SECRET, RESERVED = 1, 2, 3, 4


def level_of(reception: Reception) -> int:
    """A closed envelope is as a reserved one: nobody here knows what it says."""
    return max(reception.access_level, RESERVED) if reception.sealed_envelope else reception.access_level


def first_readers(work: Work, reception: Reception) -> set[str]:
    """The marks that it begins with, and has again when its level changes."""
    guard = {search.GUARDED} if reception.guarded else set()
    return _readers(work, reception) | guard


def _readers(work: Work, reception: Reception) -> set[str]:
    level, office = level_of(reception), rights.office_mark(reception.office_id)
    units, posts = _addressed(reception)
    if level == PUBLIC and reception.source == Source.EXCHANGE:
        return {office}
    if level <= documents.RESTRICTED:
        return {office, *_marks("unit", units), *_marks("post", posts)}
    if level == SECRET:
        units, posts = _heads(work, units, posts)
    named = _marks("unit", units) | _marks("post", posts)
    return named or _marks("post", filter(None, [institutions.head_of(work)]))


def _addressed(reception: Reception) -> tuple[set[UUID], set[UUID]]:
    """The units and posts that whoever sent it, or wrote it down, named."""
    lines = reception.snapshot.get("lines", [])
    units = {UUID(line["unit_id"]) for line in lines if line["unit_id"]}
    posts = {UUID(line["post_id"]) for line in lines if line["post_id"]}
    return units | ({reception.destination_unit_id} if reception.destination_unit_id else set()), posts


def _heads(work: Work, units: set[UUID], posts: set[UUID]) -> tuple[set[UUID], set[UUID]]:
    """What is secret is for whoever heads the unit, where one post stands above the others of it."""
    heads = {unit: institutions.head_of(work, unit) for unit in units}
    headless = {unit for unit, head in heads.items() if head is None}
    return headless, posts | {head for head in heads.values() if head}


def _marks(kind: str, ids: Iterable[UUID]) -> set[str]:
    return {f"{kind}:{each}" for each in ids}
