"""Whom a document goes to, as they are found in the directory: institutions, and their units and posts."""

from dataclasses import replace
from uuid import UUID

import correspondence.service as correspondence
import institutions.service as institutions
from oficina.web.forms import Filled, Wrong
from oficina.web.visits import Visit
from oficina.web.writing.sheet import Sheet, a_row, pressed
from oficina.web.writing.views import Search


def found(visit: Visit, form: Filled, sheet: Sheet, search: Search) -> Search:
    """Look into an institution, take a unit or post of it, or search; what was suggested and chosen is added."""
    verb, rest, _ = pressed(form)
    institution, _, place = rest.partition("+")
    with visit.desk.reading() as work:
        if verb == "buscar":
            plain = institutions.ids_of_written(work, [search.text]).get(search.text) if "·" in search.text else None
            if plain is None:
                return replace(search, asked=bool(search.text or search.region))
            sheet.add_recipient(plain, institutions.names_of(work, [plain])[plain], form["proposito"] or "action")
            return replace(search, text="")
        within = _id(institution)
        if within is None:
            return search
        if verb == "lugar" and (wanted := _id(place)):
            name = institutions.names_of(work, [within])[within]
            for each in institutions.places_of(work, [within]):
                if each.id == wanted:
                    sheet.add_place(each, name)
    return replace(search, asked=True, within=within)


def of_list(visit: Visit, form: Filled, sheet: Sheet) -> list[Wrong]:
    """The lines of a kept list, after those that the sheet has already."""
    chosen = form.ids("lista")
    if not chosen:
        return [Wrong("lista", "Elija una lista.")]
    with visit.desk.reading() as work:
        lines = correspondence.lines_of(correspondence.kept_list(work, chosen[0]))
    there = {(row["addressee"], row["institution_id"]) for row in sheet.rows["distribution"]}
    for line in lines:
        told = {name: str(getattr(line, name) or "") for name in ("institution_id", "unit_id", "post_id")}
        if (line.addressee, told["institution_id"]) not in there:
            new = {"addressee": line.addressee, "purpose": line.purpose}
            sheet.rows["distribution"].append(a_row("distribution") | told | new)
    return []


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
