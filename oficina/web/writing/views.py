"""What the pages of writing show besides the sheet itself."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
import signature.service as signature
from documents.kinds import all_kinds
from documents.service import Kind
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.visits import Visit
from oficina.web.writing.sheet import Sheet, a_row

LEVELS = {str(code): level.name for code, level in documents.LEVELS.items()}
REGIONS = {
    "AP": "Arica y Parinacota",
    "TA": "Tarapacá",
    "AN": "Antofagasta",
    "AT": "Atacama",
    "CO": "Coquimbo",
    "VS": "Valparaíso",
    "RM": "Metropolitana de Santiago",
    "LI": "O'Higgins",
    "ML": "Maule",
    "NB": "Ñuble",
    "BI": "Biobío",
    "AR": "La Araucanía",
    "LR": "Los Ríos",
    "LL": "Los Lagos",
    "AI": "Aysén",
    "MA": "Magallanes",
}
"""From north to south, as people look for them."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for in the directory, and who was found."""

    text: str = ""
    region: str = ""
    found: list[Any] = field(default_factory=list)
    asked: bool = False
    within: UUID | None = None
    """The institution of which the units and posts are shown."""
    places: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kept:
    """The document behind the sheet, when there is one."""

    id: UUID
    version: int
    saved_at: Any
    label: str
    returned: Any
    attachments: list[Any]
    source: str
    behalf: Any
    may_discard: bool


def blank(visit: Visit, work: Work, kind: Kind, answers: UUID | None) -> Sheet:
    """A new sheet: what is known already is filled in."""
    institution = institutions.institution(work)
    posts = institutions.posts_of(work)
    initials = "".join(word[0] for word in visit.desk.actor.name.split() if word).lower()
    one = {"kind": kind.code, "place": institution.comuna, "initials": initials, "higher": "from"}
    sheet = Sheet(one | {"level": str(kind.access.default)})
    if "from" in kind.fields.required and posts and all(posts[0].rank < each.rank for each in posts[1:]):
        sheet.rows["from"] = [a_row("from", post=posts[0].title)]
    if answers:
        answering(work, sheet, answers)
    sheet.has_room()
    return sheet


def answering(work: Work, sheet: Sheet, reception_id: UUID) -> None:
    """Bring the ANT. and the addressee of what is answered."""
    reception = correspondence.open_to_answer(work, reception_id)
    cited = correspondence.antecedent(work, reception_id)
    sheet.one["answers"] = str(reception_id)
    sheet.rows["antecedents"] = [a_row("antecedents", text=cited, link=f"reception:{reception_id}")]
    sheet.rows["to"] = [a_row("to", post=reception.sender)]
    if reception.sender_id:
        sheet.add_recipient(reception.sender_id, reception.sender, "action")
    else:
        sheet.rows["distribution"].append(a_row("distribution", addressee=reception.sender, purpose="action"))


def telling(work: Work, sheet: Sheet, reception_id: UUID) -> None:
    """The letter that tells a person to which organ their petition went, and why (Ley 19.880, art. 14)."""
    entry, remitted = correspondence.remitted(work, reception_id)
    sheet.one |= {"tells": str(reception_id), "subject": "Comunica remisión de su presentación al órgano competente"}
    cited = correspondence.antecedent(work, reception_id)
    sheet.rows["antecedents"] = [a_row("antecedents", text=cited, link=f"reception:{reception_id}")]
    sheet.rows["to"] = [a_row("to", post=entry.sender)]
    sheet.rows["distribution"] = [a_row("distribution", addressee=entry.sender, purpose="action")]
    day = f"{remitted.at.astimezone(institutions.local_zone(work)):%d-%m-%Y}"
    said = (
        (
            f"Con fecha {day}, y en cumplimiento del artículo 14 de la Ley N° 19.880, su presentación ingresada con"
            f" el N° {entry.entry} se remitió a {remitted.to}, por ser materia de su competencia."
        ),
        f"Motivo: {remitted.note}",
        "No necesita presentarla de nuevo. Desde ahora puede pedir noticias de ella a ese órgano.",
    )
    sheet.rows["paragraphs"] = [a_row("paragraphs", text=each, form="0n") for each in said]


def kept(work: Work, document: documents.Document) -> Kept:
    head = documents.head_version(work, document)
    returned = signature.last_return(work, [document.id]).get(document.id) if document.signing == "returned" else None
    return Kept(
        id=document.id,
        version=document.head,
        saved_at=head.at,
        label=documents.state_of(work, document),
        returned=returned,
        attachments=list(documents.attachments(work, document.id)),
        source=document.source,
        behalf=document.behalf,
        may_discard=documents.may_discard(work, document),
    )


def surroundings(work: Work, search: Search) -> dict[str, Any]:
    """What there is to choose from."""
    if search.asked:
        found = institutions.receiving(work, search.text or None, region=search.region or None)
        places = institutions.places_of(work, [search.within])[:MOST_PLACES] if search.within else []
        search = Search(search.text, search.region, found, asked=True, within=search.within, places=places)
    return {
        "search": search,
        "posts": [each.title for each in institutions.posts_of(work)],
        "kinds": grouped_kinds(),
        "levels": LEVELS,
        "regions": REGIONS,
        "kept_lists": [(each.id, each.name) for each in correspondence.kept_lists(work)],
        **errand(work, Permission.DRAFT),
    }


def errand(work: Work, permission: Permission) -> dict[str, Any]:
    """For whom an assistant acts, and whether they may do it in no other way."""
    return {"chiefs": institutions.chiefs_of(work), "only_for_a_chief": permission in work.actor.lent}


def grouped_kinds() -> dict[str, list[Kind]]:
    groups: dict[str, list[Kind]] = {}
    for each in all_kinds().values():
        groups.setdefault(each.group, []).append(each)
    return groups


def names_of(work: Work, ids: list[UUID]) -> dict[UUID, str]:
    return institutions.names_of(work, ids)


PAGE = 50
MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A line of the list of drafts."""

    id: UUID
    subject: str
    kind: str
    label: str
    returned: Any
    version: int
    saved_at: Any
    restricted: bool


def drafts(visit: Visit, page: int) -> dict[str, Any]:
    """Five statements, however many drafts there are."""
    with visit.desk.reading() as work:
        query = documents.drafts(work).offset((page - 1) * PAGE).limit(PAGE + 1)
        found = list(work.session.scalars(query))
        shown = found[:PAGE]
        heads = documents.heads_of(work, shown)
        returns = signature.last_return(work, [each.id for each in shown])
        lines = [
            Draft(
                id=each.id,
                subject=each.subject,
                kind=all_kinds()[each.kind].name,
                label=documents.states_of(each, None).label,
                returned=returns.get(each.id) if each.signing == "returned" else None,
                version=each.head,
                saved_at=heads[each.id].at,
                restricted=documents.is_restricted(each),
            )
            for each in shown
        ]
    following = f"/borradores?pagina={page + 1}" if len(found) > PAGE else ""
    return {"drafts": lines, "following": following}
