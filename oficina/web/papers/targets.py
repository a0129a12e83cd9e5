"""To whom something is given inside the house, as a person writes it: a unit, or somebody with their post."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import institutions.service as institutions
from correspondence.lines import Target
from correspondence.schemas.asking import TermForm
from correspondence.schemas.working import TargetForm
from kernel.work import Work
from oficina.web.forms import Filled, FormRefused, Wrong

LONGEST_NAME = 400


@dataclass(frozen=True, slots=True)
class Roster:
    """Whom one may choose, by how they are written."""

    named: dict[str, dict[str, UUID]]

    @property
    def names(self) -> list[str]:
        return list(self.named)

    def of(self, written: str) -> dict[str, UUID] | None:
        folded = {name.casefold(): told for name, told in self.named.items()}
        return folded.get(written.casefold())


def roster(work: Work) -> Roster:
    """Two statements, however many there are."""
    named = {unit.name: {"unit_id": unit.id} for unit in institutions.every_unit(work)}
    for person, post in institutions.roster(work):
        named[f"{person.name} · {post}"] = {"person_id": person.id}
    return Roster(named)


def targets(work: Work, form: Filled) -> list[Target]:
    """For whom, what and until when; then the copies «para conocimiento». Every fault is told at once."""
    known, wrong = roster(work), list[Wrong]()
    term = _term(form, wrong)
    told: dict[str, Any] = {"instruction": form["providencia"], "purpose": form["para_que"] or "action", "term": term}
    made = [form.into(TargetForm, told | to, at={"instruction": "providencia"}) for to in _who(known, form, wrong)]
    copies = [
        TargetForm(purpose="information", instruction=form["providencia"][:1000], **to)
        for to in _named(known, form.all("copia"), "copia", wrong)
    ]
    if not made and not wrong:
        wrong.append(Wrong("para", "Escriba a quién lo deriva: una unidad o una persona de la lista."))
    if wrong:
        raise FormRefused(*wrong)
    return [each.target() for each in [*made, *copies]]


def target(work: Work, form: Filled, field: str) -> Target:
    """One, without a term."""
    wrong: list[Wrong] = []
    found = _named(roster(work), [form[field]] if form[field] else [], field, wrong)
    if not found and not wrong:
        wrong.append(Wrong(field, "Escriba a quién se asigna: una unidad o una persona de la lista."))
    if wrong:
        raise FormRefused(*wrong)
    return TargetForm(**found[0]).target()


def _who(known: Roster, form: Filled, wrong: list[Wrong]) -> list[dict[str, Any]]:
    return _named(known, form.all("para"), "para", wrong)


def _named(known: Roster, written: list[str], field: str, wrong: list[Wrong]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for each in written:
        to = known.of(each)
        if to is None:
            wrong.append(Wrong(field, f"«{each[:80]}» no está en la lista: elija una unidad o una persona de ella."))
        else:
            found.append(dict(to))
    return found


def _term(form: Filled, wrong: list[Wrong]) -> TermForm | None:
    """So many days or hours, or a date. Nothing written is no deadline."""
    if form["vence"]:
        told = {"kind": "date", "on": form["vence"]}
    elif form["plazo"]:
        told = {"kind": form["plazo_en"] or "working-days", "amount": form["plazo"]}
    else:
        return None
    try:
        return form.into(TermForm, told, at={"amount": "plazo", "on": "vence", "kind": "plazo"})
    except FormRefused as refusal:
        wrong.extend(refusal.wrong)
        return None
