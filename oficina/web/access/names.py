"""Whom one may let read something, as a person writes it: a unit, a post, or somebody with their post."""

from uuid import UUID

import documents.service as documents
import institutions.service as institutions
from kernel.work import Work
from oficina.web.forms import FormRefused, Wrong

Known = dict[str, documents.Named]


def known(work: Work, *, people_only: bool) -> Known:
    """By how they are written, each in its own way: three statements, however many there are."""
    people = institutions.roster(work)
    named = {f"{person.name} · {post}": documents.Named(person_id=person.id) for person, post in people}
    if people_only:
        return named
    units = {unit.name: documents.Named(unit_id=unit.id) for unit in institutions.every_unit(work)}
    posts = {f"Cargo: {post.title}": documents.Named(post_id=post.id) for post in institutions.posts_of(work)}
    return units | posts | named


def written(work: Work, text: str, *, people_only: bool) -> documents.Named:
    """The one that was written, or what to do about it."""
    folded = {name.casefold(): each for name, each in known(work, people_only=people_only).items()}
    found = folded.get(text.casefold())
    if found is None:
        whom = "una persona" if people_only else "una unidad, un cargo o una persona"
        says = f"«{text[:80]}» no está en la lista: elija {whom} de ella." if text else f"Elija {whom} de la lista."
        raise FormRefused(Wrong("lector", says))
    return found


def behind(mark: str) -> documents.Named:
    """Whom a line of the list is about."""
    kind, _, id_ = mark.partition(":")
    try:
        return documents.Named(**{f"{kind}_id": UUID(id_)})
    except (TypeError, ValueError):
        raise FormRefused(Wrong("lectores", "Abra la página de nuevo: no se sabe a quién se quita.")) from None
