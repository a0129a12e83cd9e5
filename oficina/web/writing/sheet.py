"""The sheet that somebody fills in: words as they were typed, with rows that come, go and move by buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from documents.service import DraftFields, Kind
from oficina.web.forms import Filled, FormIncomplete

Row = dict[str, str]

SECTIONS = {"vistos": "Vistos", "considerando": "Considerando", "resuelvo": "Resuelvo", "paragraphs": "Cuerpo"}
"""The parts of a body, by the names of the fields of a draft."""
PARTIES = {"from": "DE", "to": "A"}
BLOCK = ("text", "form", "label", "heading")
COLUMNS: dict[str, tuple[str, ...]] = {
    "antecedents": ("text", "link"),
    **dict.fromkeys(PARTIES, ("post", "name", "institution")),
    **dict.fromkeys(SECTIONS, BLOCK),
    "distribution": ("addressee", "institution_id", "unit_id", "post_id", "purpose"),
}
"""Each list of rows, with the fields of a row. A page sends them as `list.field`, in the order of the rows."""
SINGLE = (
    *("kind", "place", "prefix", "subject", "enclosures", "higher", "closing", "initials"),
    *(
        "level",
        "cause",
        "until",
        "sensitive",
        "attributed_date",
        "printed_date",
        "answers",
        "tells",
        "basis",
        "encargo",
    ),
)
FORMS = {
    "0n": "Numerado",
    "0s": "Sin número",
    "1n": "Letra o subnúmero",
    "1s": "Sangría sin número",
    "2n": "Segundo nivel",
    "2s": "Segundo nivel sin número",
    "3n": "Tercer nivel",
    "3s": "Tercer nivel sin número",
    "4n": "Cuarto nivel",
    "4s": "Cuarto nivel sin número",
    "table": "Tabla",
}
"""How a block stands: how deep, and with a number or without. A table is told by its rows."""
MOST_ROWS = 1_000


@dataclass(slots=True)
class Sheet:
    """What is on the page now, whether or not it makes a document yet."""

    one: Row = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    """What the page does not show, and a save must not lose."""

    def __post_init__(self) -> None:
        self.one = {name: self.one.get(name, "") for name in SINGLE}
        self.rows = {name: self.rows.get(name, []) for name in COLUMNS}

    @classmethod
    def of_form(cls, form: Filled) -> "Sheet":
        return cls({name: form[name] for name in SINGLE}, {name: _rows(form, name) for name in COLUMNS})

    @classmethod
    def of_fields(cls, fields: DraftFields, **more: str) -> "Sheet":
        """The sheet of a draft that was kept."""
        told = fields.model_dump(mode="json", by_alias=True)
        one = {name: str(told.get(name) or "") for name in SINGLE} | {"enclosures": "\n".join(fields.enclosures)}
        if fields.closing is not None:
            one["closing"] = fields.closing or " "
        rows = {name: [_row(name, each) for each in told[name]] for name in COLUMNS}
        return cls(one | more, rows)

    def press(self, verb: str, name: str, at: int = 0) -> None:
        """A button of a list: add, remove, or move one row."""
        rows = self.rows[name]
        if verb in ("agregar", "tabla") and len(rows) < MOST_ROWS:
            rows.append(a_row(name, form="table" if verb == "tabla" else "0n"))
        elif verb == "quitar" and 0 <= at < len(rows):
            del rows[at]
        elif verb == "subir" and 0 < at < len(rows):
            rows[at - 1], rows[at] = rows[at], rows[at - 1]
        elif verb == "bajar" and 0 <= at < len(rows) - 1:
            rows[at + 1], rows[at] = rows[at], rows[at + 1]

    def add_recipient(self, institution_id: UUID, name: str, purpose: str) -> None:
        if str(institution_id) not in {each["institution_id"] for each in self.rows["distribution"]}:
            known = {"addressee": name, "institution_id": str(institution_id), "purpose": purpose}
            self.rows["distribution"].append(a_row("distribution") | known)

    def add_place(self, place: Any, institution: str) -> None:
        """A unit or a post of an institution: a line of its own, beside others of the same institution."""
        told = {"institution_id": str(place.institution_id), "purpose": "action"}
        if place.kind in {"unit", "post"}:
            told[f"{place.kind}_id"] = str(place.id)
        addressee = f"{place.name}, {institution}"
        self.rows["distribution"].append(a_row("distribution") | told | {"addressee": addressee[:200]})

    def given(self, kind: Kind) -> dict[str, Any]:
        """What is filled in, for `DraftFields`: blanks say nothing, and what the kind does not have is left out."""
        named = {*kind.fields.required, *kind.fields.optional}
        told: dict[str, Any] = {
            name: self.one[name] or None
            for name in ("place", "prefix", "subject", "initials", "attributed_date", "printed_date")
        }
        told |= {name: [_told(name, row) for row in self.rows[name] if _says(row)] for name in COLUMNS}
        told["enclosures"] = [line.strip() for line in self.one["enclosures"].splitlines() if line.strip()]
        told["closing"] = self.one["closing"] or None
        told["notes"] = self.kept.get("notes", [])
        higher = self.one["higher"] if self.one["higher"] in PARTIES else "from"
        return {name: value for name, value in told.items() if name in named} | {"higher": higher}

    def access(self) -> dict[str, Any]:
        one = self.one
        public = one["level"] in ("", "1")
        return {
            "level": one["level"] or None,
            "cause": None if public else one["cause"] or None,
            "until": None if public else one["until"] or None,
            "sensitive": one["sensitive"] == "yes",
        }

    def has_room(self) -> None:
        """At least one row to write in, where a list must have one."""
        for name in (*PARTIES, *SECTIONS):
            if not self.rows[name]:
                self.press("agregar", name)


def a_row(name: str, **told: str) -> Row:
    return {each: told.get(each, "") for each in COLUMNS[name]}


def pressed(form: Filled) -> tuple[str, str, int]:
    """Which button was pressed: «subir:paragraphs:2» is the verb, the list and the row."""
    verb, _, rest = form["haz"].partition(":")
    name, _, at = rest.partition(":")
    return verb, name, int(at) if at.isdecimal() and len(at) <= len(str(MOST_ROWS)) else 0


def _rows(form: Filled, name: str) -> list[Row]:
    columns = {each: form.values.get(f"{name}.{each}", ()) for each in COLUMNS[name]}
    lengths = {len(values) for values in columns.values() if values}
    if len(lengths) > 1:
        raise FormIncomplete("El formulario llegó incompleto: vuelva a la página y envíelo de nuevo.")
    count = min(lengths.pop() if lengths else 0, MOST_ROWS)
    return [{each: values[at].strip() if values else "" for each, values in columns.items()} for at in range(count)]


def _says(row: Row) -> bool:
    """Whether anything that a person writes is in it."""
    return bool(row.get("text") or row.get("post") or row.get("addressee"))


def _told(name: str, row: Row) -> dict[str, Any]:
    if name in SECTIONS:
        return _table(row["text"]) if row["form"] == "table" else _paragraph(row)
    if name == "antecedents":
        kind, _, id_ = row["link"].partition(":")
        return {"text": row["text"]} | ({f"{kind}_id": id_} if kind in ("document", "reception") and id_ else {})
    if name == "distribution":
        return {each: value or None for each, value in row.items()} | {"purpose": row["purpose"] or "action"}
    return {each: value or None for each, value in row.items()}


def _paragraph(row: Row) -> dict[str, Any]:
    form = row["form"] if row["form"] in FORMS else "0n"
    told: dict[str, Any] = {"text": row["text"], "level": int(form[0]), "numbered": form[1] == "n"}
    return told | {name: row[name] for name in ("label", "heading") if row[name]}


def _table(text: str) -> dict[str, Any]:
    """Its title, its headings, and a line for each row; cells apart by «|», or by tabs as a spreadsheet copies them."""
    lines = [line for line in text.splitlines() if line.strip()]
    cut = [[cell.strip() for cell in line.strip().strip("|").split("\t" if "\t" in line else "|")] for line in lines]
    return {"caption": lines[0].strip() if lines else None, "header": cut[1] if len(cut) > 1 else [], "rows": cut[2:]}


def _row(name: str, told: Mapping[str, Any]) -> Row:
    row = {each: str(told.get(each) or "") for each in COLUMNS[name]}
    if name in SECTIONS:
        if told["type"] == "table":
            lines = [told["header"], *told["rows"]]
            return a_row(name, form="table", text="\n".join([told["caption"], *(" | ".join(line) for line in lines)]))
        row["form"] = f"{told['level']}{'n' if told['numbered'] else 's'}"
    if name == "antecedents":
        linked = ((kind, told.get(f"{kind}_id")) for kind in ("document", "reception"))
        row["link"] = next((f"{kind}:{id_}" for kind, id_ in linked if id_), "")
    return row
