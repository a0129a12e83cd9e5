"""Who carries a reader mark at this moment: the same posts, roles and substitutions that let people in."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, or_, select

from institutions.models import ApiKey, Assignment, OfficeOfParts, Person, Post, RoleGrant, Substitution, Unit
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a mark stands for, and the people and systems behind it now, by name."""

    name: str
    people: tuple[str, ...]


def carriers(work: Work, marks: Collection[str]) -> dict[str, Carrier]:
    """Of each of these marks; what is no longer there is not told. Some six statements, however many they are."""
    held = set(_held(work))
    ids = {UUID(mark.partition(":")[2]) for mark in marks if ":" in mark}
    return {
        mark: Carrier(name, tuple(sorted({who for each, who in held if each == mark})))
        for mark, name in _named(work, ids)
        if mark in marks
    }


def _held(work: Work) -> Iterator[tuple[str, str]]:
    """Every mark that somebody of the institution carries now, and who."""
    for post_id, unit_id, person_id, name in _in_posts(work):
        yield f"person:{person_id}", name
        yield f"post:{post_id}", name
        yield f"unit:{unit_id}", name
    granted = (
        select(RoleGrant.unit_id, RoleGrant.office_id, Person.id, Person.name)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.institution_id == work.institution_id, *_now(work, RoleGrant))
    )
    for unit_id, office_id, person_id, name in work.session.execute(granted):
        yield f"person:{person_id}", name
        if unit_id:
            yield f"unit:{unit_id}", name
        if office_id:
            yield f"office:{office_id}", name
    yield from _systems(work)


def _in_posts(work: Work) -> Iterator[Any]:
    for row, who in ((Assignment, Assignment.person_id), (Substitution, Substitution.substitute_id)):
        query = (
            select(Post.id, Post.unit_id, Person.id, Person.name)
            .join(row, row.post_id == Post.id)
            .join(Person, Person.id == who)
            .where(Post.institution_id == work.institution_id, row.institution_id == work.institution_id)
            .where(*_now(work, row))
        )
        yield from work.session.execute(query)


def _systems(work: Work) -> Iterator[tuple[str, str]]:
    """Keys carry the office that they were issued for."""
    query = select(ApiKey.system, ApiKey.office_id, Person.name).outerjoin(Person, Person.id == ApiKey.person_id)
    for system, office_id, person in work.session.execute(
        query.where(ApiKey.institution_id == work.institution_id, ApiKey.revoked_at.is_(None))
    ):
        name = f"{system} (sistema)" if system else person
        if office_id and name:
            yield f"office:{office_id}", name
        if system:
            yield f"system:{uuid5(work.institution_id, system)}", name


def _named(work: Work, ids: Collection[UUID]) -> Iterator[tuple[str, str]]:
    kinds: dict[str, tuple[Any, Any]] = {
        "unit": (Unit, Unit.name),
        "post": (Post, Post.title),
        "office": (OfficeOfParts, OfficeOfParts.name),
    }
    for kind, (table, name) in kinds.items():
        query = select(table.id, name).where(table.institution_id == work.institution_id, table.id.in_(ids))
        yield from ((f"{kind}:{row[0]}", row[1]) for row in work.session.execute(query))
    yield from (
        (f"person:{row.id}", row.name) for row in work.session.scalars(select(Person).where(Person.id.in_(ids)))
    )
    keys = select(ApiKey.system).where(ApiKey.institution_id == work.institution_id, ApiKey.system.is_not(None))
    for system in set(work.session.scalars(keys)):
        if system and (known := uuid5(work.institution_id, system)) in ids:
            yield f"system:{known}", f"{system} (sistema)"


def _now(work: Work, row: Any) -> tuple[ColumnElement[bool], ...]:
    return row.begins_at <= work.now, or_(row.ends_at.is_(None), row.ends_at > work.now)
