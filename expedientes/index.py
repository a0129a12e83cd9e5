"""The índice electrónico (DS 10, art. 19): what the expediente holds, in successive order, told from its acts alone.

Being told from the acts, it can be computed again as it was when the expediente was closed, and compared with the
hash that the closing kept.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lxml import etree

from expedientes.acts import acts_of
from expedientes.models import Act, Deed, Expediente
from kernel.canonical import fingerprint
from kernel.work import Work

SCHEMA = "oficina/expediente-index/1"
NAMESPACE = "urn:oficina:expediente-index:1"
SECRET = "Pieza reservada"  # noqa: S105 -- what is shown of it


def index(work: Work, expediente: Expediente) -> dict[str, Any]:
    return index_of(expediente.iuie, acts_of(work, expediente))


def index_of(iuie: str, acts: Sequence[Act]) -> dict[str, Any]:
    """The index as those acts left it."""
    described: dict[str, Any] = {}
    lines: dict[int, dict[str, Any]] = {}
    for act in acts:
        match act.deed:
            case Deed.OPENED:
                described |= act.facts
            case Deed.AMENDED:
                described |= act.facts["after"]
            case Deed.FILED:
                lines[act.position] = {"position": act.position, "withdrawn": None, **act.facts}
            case Deed.WITHDRAWN:
                withdrawn = {"at": act.at.isoformat(), "reason": act.facts["reason"]}
                lines[act.facts["entry_position"]]["withdrawn"] = withdrawn
    ordered = sorted(lines.values(), key=lambda line: (line["occurred_at"], line["position"]))
    return {
        "schema": SCHEMA,
        "iuie": iuie,
        "title": described.get("title"),
        "subject": described.get("subject"),
        "opened_at": acts[0].at.isoformat() if acts else None,
        "acts": len(acts),
        "chain": acts[-1].hash if acts else "",
        "entries": [{"order": order, **line} for order, line in enumerate(ordered, start=1)],
    }


def digest(told: Mapping[str, Any]) -> str:
    """The SHA-256 of the index in its canonical form: what a closing keeps."""
    return fingerprint(told)


def without(told: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """For whoever may read the expediente but not these entries: that they are there, in which place, and nothing else.

    `hidden` has the ids of entries.
    """
    return {**told, "entries": [_secret(line) if line["id"] in hidden else line for line in told["entries"]]}


def _secret(line: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("order", "position", "id", "kind", "occurred_at", "filed_at", "late", "restricted", "sha256")
    withdrawn = {"at": line["withdrawn"]["at"], "reason": SECRET} if line["withdrawn"] else None
    nothing: dict[str, Any] = dict.fromkeys(line)
    return nothing | {name: line[name] for name in kept} | {"title": SECRET, "withdrawn": withdrawn}


def index_xml(told: Mapping[str, Any], sha256: str) -> bytes:
    """The same, as XML: an element a fact, with the names of the JSON, and the hash of the whole index."""
    root = etree.Element(f"{{{NAMESPACE}}}expedienteIndex", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default
    root.set("sha256", sha256)
    _tell(root, told)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _tell(parent: etree._Element, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name == "entries":
            for line in value:
                _tell(etree.SubElement(parent, f"{{{NAMESPACE}}}entry"), line)
        elif isinstance(value, Mapping):
            _tell(etree.SubElement(parent, f"{{{NAMESPACE}}}{name}"), value)
        elif value is not None:
            etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = _text(value)


def _text(value: object) -> str:
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(each for each in shown if each.isprintable() or each in "\n\t")
