"""Who is asked to endorse and sign a document: the people and posts that can, and the sheet where they are put."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
import signature.service as signature
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.forms import Filled, FormRefused, Wrong
from oficina.web.writing.sheet import pressed
from signature.rounds import MOST_STEPS
from signature.schemas import RequestForm

ROLES = {"endorsement": "Visa", "signature": "Firma", "attestation": "Firma como ministro de fe"}
STATES = {
    "waiting": ("Espera su turno", "", "clock"),
    "pending": ("Es su turno", "blue", "clock"),
    "done": ("Listo", "green", "ok"),
    "returned": ("Devolvió", "amber", "return"),
    "cancelled": ("Sin efecto", "", "nothing"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post or a person, as they are chosen: who holds it now, and by which act when it is not its holder."""

    whose: str
    title: str
    who: str
    note: str = ""
    signs: bool = False
    endorses: bool = False


@dataclass(slots=True)
class Chain:
    """The steps as they are on the page."""

    steps: list[dict[str, str]] = field(default_factory=list)
    mode: str = "chain"

    @classmethod
    def of_form(cls, form: Filled) -> "Chain":
        roles, whose = form.values.get("step.role", ()), form.values.get("step.whose", ())
        steps = [{"role": role, "whose": who} for role, who in zip(roles, whose, strict=False)]
        return cls(steps[:MOST_STEPS], "parallel" if form["mode"] == "parallel" else "chain")

    def press(self, form: Filled) -> None:
        verb, _, at = pressed(form)
        steps = self.steps
        if verb == "agregar" and form["whose"]:
            new = {"role": form["role"] if form["role"] in ROLES else "endorsement", "whose": form["whose"]}
            order = list(ROLES)
            place = sum(
                order.index(each["role"]) <= order.index(new["role"]) for each in steps if each["role"] in ROLES
            )
            steps.insert(place, new)
        elif verb == "quitar" and at < len(steps):
            del steps[at]
        elif verb == "subir" and 0 < at < len(steps):
            steps[at - 1], steps[at] = steps[at], steps[at - 1]
        elif verb == "bajar" and at < len(steps) - 1:
            steps[at + 1], steps[at] = steps[at], steps[at + 1]

    def asked(self, form: Filled) -> RequestForm:
        steps = []
        for each in self.steps:
            kind, _, id_ = each["whose"].partition(":")
            steps.append({"role": each["role"], ("person_id" if kind == "person" else "post_id"): id_ or None})
        if not steps:
            raise FormRefused(Wrong("cadena", "Agregue al menos a quien firma."))
        return form.into(RequestForm, {"mode": self.mode, "steps": steps}, at={"steps": "cadena"})


def candidates(work: Work) -> list[Candidate]:
    """Whoever can sign or endorse now, by the rank of their post: a few statements for the whole house."""
    posts = institutions.posts_of(work)
    ids = {each.id for each in posts}
    held, away = institutions.holders(work, ids), {each.post_id: each for each in institutions.replacements(work)}
    ordered: dict[UUID, list[str]] = {}
    for post_id, title, act in institutions.orders(work, ids):
        ordered.setdefault(post_id, []).append(f"por su orden, {title} ({act})")
    signers = institutions.who_may(work, Permission.SIGN)
    endorsers = institutions.who_may(work, Permission.ENDORSE)
    found = []
    for post in posts:
        people = [held[post.id].id] if post.id in held else []
        substitute = away.get(post.id)
        note = "; ".join(ordered.get(post.id, []))
        who = held[post.id].name if post.id in held else "vacante"
        if substitute:
            people.append(substitute.substitute_id)
            until = f"{substitute.ends_at:%d-%m-%Y}"
            who, note = f"{substitute.substitute} (S)", f"subroga a {who} hasta el {until}, {substitute.act_cited}"
        signs, endorses = bool(signers & set(people) or ordered.get(post.id)), bool(endorsers & set(people))
        if signs or endorses:
            found.append(Candidate(f"post:{post.id}", post.title, who, note, signs=signs, endorses=endorses))
    return found


def suggested(work: Work, document: documents.Document, able: list[Candidate]) -> Chain:
    """As it was asked the last time; the first time, whoever has the highest post signs."""
    earlier = signature.requests_of(work, document.id)
    if earlier:
        last = [each for each in earlier if each.round == earlier[-1].round]
        whose = [f"post:{each.post_id}" if each.post_id else f"person:{each.person_id}" for each in last]
        steps = [{"role": each.role, "whose": who} for each, who in zip(last, whose, strict=True)]
        parallel = len({each.stage for each in last}) < len(last)
        return Chain(steps, "parallel" if parallel else "chain")
    signer = next((each for each in able if each.signs), None)
    return Chain([{"role": "signature", "whose": signer.whose}] if signer else [])


def shown(work: Work, document_id: UUID, chain: Chain | None) -> dict[str, Any]:
    """The page: what was asked before, and what is being put together."""
    document = documents.get(work, document_id)
    kind = documents.kind_of(work, document)
    able = candidates(work)
    asked = signature.requests_of(work, document_id)
    last = [each for each in asked if each.round == asked[-1].round] if asked else []
    known = {each.whose: each for each in able}
    return {
        "document": {
            "id": document.id,
            "subject": document.subject,
            "label": documents.state_of(work, document),
            "fixed": document.drafting == "fixed",
            "open": any(each.state in ("waiting", "pending") for each in last),
        },
        "kind": kind,
        "able": able,
        "known": known,
        "chain": chain or suggested(work, document, able),
        "asked_by": _asked_by(work, last),
        "round": [
            {
                "role": each.role,
                "level": each.level,
                "whose": each.whose,
                "state": each.state,
                "at": each.decided_at,
                "capacity": each.capacity or {},
                "observations": each.observations,
            }
            for each in last
        ],
        "roles": ROLES,
        "states": STATES,
    }


def _asked_by(work: Work, last: list[Any]) -> dict[str, Any]:
    """Who sent it to be signed, for whom and when."""
    if not last:
        return {}
    asked = last[0]
    who = institutions.person(work, asked.requested_by).name if asked.requested_by else "un sistema integrado"
    return {"name": who, "behalf": asked.behalf, "at": asked.requested_at}
