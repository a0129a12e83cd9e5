"""The acceptance: the whole real text of GAB. PRES. N° 005, from draft to proof, over the API."""

import re
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from audit.merkle import included, leaf_hash
from documents.texts import pdf_text
from kernel.canonical import canonical
from oficina.demo.cast import PIN, Cast, House
from oficina.demo.facts import Oficio, oficio
from oficina.platform import Platform
from oficina.upkeep.verify import verify_all
from tests.journeys import real_oficio
from tests.offices import all_jobs_ended, eventually

SEED = real_oficio.found()
LEGAL, PARTES = "División Jurídica", "Secretaría"
MISSING = "Falta una página en la copia que se conserva; la fecha impresa y la del texto no coinciden."

pytestmark = pytest.mark.skipif(SEED is None, reason="the real text lies in ../shared/semillas, which is absent here")


@dataclass
class Journey:
    """Everything goes over HTTP, each with the key of whoever does it."""

    client: TestClient
    platform: Platform
    facts: Oficio
    houses: dict[str, House] = field(default_factory=dict)

    @property
    def sender(self) -> House:
        return self.houses[self.facts.sender.code]

    def post(self, house: House, part: str, path: str, form: object = None, status: int = 201) -> Any:
        headers = {"Authorization": f"Bearer {house.players[part].key}", "Idempotency-Key": str(uuid4())}
        answer = self.client.post(f"/v1{path}", json=form, headers=headers)
        assert answer.status_code == status, (path, answer.text)
        return answer.json()

    def get(self, house: House, part: str, path: str) -> Any:
        answer = self.client.get(f"/v1{path}", headers={"Authorization": f"Bearer {house.players[part].key}"})
        assert answer.status_code == 200, (path, answer.text)
        return answer.json() if "json" in answer.headers["content-type"] else answer.content

    def found(self, organs: Iterable[Any]) -> None:
        cast = Cast(self.platform)
        for organ in organs:
            house = cast.furnish(organ, LEGAL, PARTES)
            cast.hire(house, "partes", "Jefatura de Oficina de Partes", "partes-jefatura", unit=PARTES)
            cast.hire(house, "records", "Gestión documental", "gestor-documental", "auditor", unit=PARTES)
            if organ.code in (self.facts.sender.code, "DEMO-HAC"):
                cast.hire(house, "drafter", "Profesional", "redactor", "asistente")
                cast.hire(house, "lawyer", "Jefatura Jurídica", "visador", unit=LEGAL)
                cast.hire(house, "head", organ.head, "firmante", signs=True)
            self.houses[organ.code] = house

    def issued(self, house: House, fields: dict[str, Any]) -> dict[str, Any]:
        """Drafted, endorsed, signed, numbered, sealed."""
        form = {"kind": "oficio-ordinario", "fields": fields, "unit_id": str(house.units["Gabinete"])}
        document = self.post(house, "drafter", "/documents", form)["id"]
        steps = [
            {"role": "endorsement", "post_id": str(house.players["lawyer"].post_id)},
            {"role": "signature", "post_id": str(house.players["head"].post_id)},
        ]
        asked = self.post(house, "drafter", f"/documents/{document}/signature-requests", {"steps": steps})["requests"]
        for part, request, act in (("lawyer", asked[0], "endorsement"), ("head", asked[1], "signature")):
            seen = {"sha256": self.get(house, part, f"/documents/{document}")["versions"][-1]["sha256"]}
            pin = {"pin": PIN} if act == "signature" else {}
            self.post(house, part, f"/signature-requests/{request['id']}/{act}", seen | pin)
        folio = self.post(house, "partes", f"/documents/{document}/folio")
        eventually(lambda: all_jobs_ended(self.platform), 60)
        return {"id": document, "folio": folio}

    def received(self, house: House) -> Any:
        return self.get(house, "partes", "/receptions")["items"]


@pytest.fixture
def journey(client: TestClient, platform: Platform) -> Journey:
    facts = oficio()
    journey = Journey(client, platform, facts)
    journey.found((facts.sender, *facts.recipients))
    return journey


def fields(real: real_oficio.RealOficio, journey: Journey) -> dict[str, Any]:
    facts = journey.facts
    lines = zip(real.distribution, facts.distribution, strict=True)
    return {
        "prefix": "GAB. PRES.",
        "place": real.place,
        "antecedents": [{"text": real.antecedents}],
        "subject": real.subject,
        "from": [{"post": real.sender}],
        "to": [{"post": real.addressee}],
        "paragraphs": [
            {"text": each.text, "label": each.label, "level": each.level, "numbered": bool(each.label)}
            for each in real.paragraphs
        ],
        "closing": real.closing,
        "printed_date": real.date,
        "attributed_date": facts.attributed_date,
        "notes": [MISSING],
        "distribution": [
            {"addressee": printed}
            | ({"institution_id": str(journey.houses[line.code].id)} if line.code != facts.sender.code else {})
            for printed, line in lines
        ],
    }


FOOT = re.compile(r"Documentoelectrónico\(LeyN°19\.799\).*?verificarlo\.\d+/\d+")
"""What stands at the foot of each page, where a paragraph may go on."""


def squeezed(text: str) -> str:
    """Without what the turn of a line may change: spaces and hyphens."""
    return "".join(text.replace("-", "").split())


def test_the_real_oficio_goes_from_draft_to_proof(journey: Journey, tmp_path: Path) -> None:
    assert SEED is not None
    real, sender = real_oficio.read(SEED), journey.sender
    year = journey.platform.database.clock().year
    declared = {"series": "oficio", "year": year, "next": int(real.number)}
    journey.post(sender, "partes", "/documents/correlatives", declared)
    document = journey.issued(sender, fields(real, journey))
    assert (document["folio"]["number"], document["folio"]["year"]) == (5, year)

    communication = sent(journey, real, document["id"])
    says_what_the_original_says(journey, real, tmp_path)
    answer = worked_on(journey, real)
    assert answer["folio"]["number"] == 1

    eventually(lambda: all_jobs_ended(journey.platform), 60)
    followed = journey.get(sender, "partes", f"/communications/{communication}")["deliveries"]
    states = [each["state"] for each in followed if each["recipient_id"] != str(sender.id)]
    assert sorted(set(states)) == ["acknowledged", "delivered", "returned"]
    assert states.count("returned") == 1
    filed_on_both_sides(journey, document["id"])
    found_by_those_who_may(journey, real)
    proven(journey, document["id"])


def sent(journey: Journey, real: real_oficio.RealOficio, document: str) -> str:
    """Along 23 lines: a delivery each to 20 institutions, three addressees in one of them, and an own copy."""
    facts, lines = journey.facts, []
    for printed, line in zip(real.distribution, journey.facts.distribution, strict=True):
        house = journey.houses[line.code]
        unit = house.units.get(line.unit)
        told = {"addressee": printed, "recipient_id": str(house.id)}
        lines.append(told | ({"unit_id": str(unit)} if unit else {}))
    assert len(lines) == 23
    form = {
        "document_id": document,
        "distribution": lines,
        "answer_expected": True,
        "answer_to_id": str(journey.houses[facts.answering].id),
        "term": {"kind": "working-days", "amount": 15},
    }
    communication = journey.post(journey.sender, "partes", "/communications", form)
    own = str(journey.sender.id)
    assert len([each for each in communication["deliveries"] if each["recipient_id"] != own]) == 20
    assert len(communication["distribution"]) == 23
    eventually(lambda: all_jobs_ended(journey.platform), 60)
    for organ in facts.recipients:
        (reception,) = journey.received(journey.houses[organ.code])
        assert reception["entry"].startswith("1/")
    identity: str = communication["id"]
    return identity


def says_what_the_original_says(journey: Journey, real: real_oficio.RealOficio, tmp_path: Path) -> None:
    house = journey.houses[journey.facts.answering]
    (reception,) = journey.received(house)
    file = tmp_path / "oficio.pdf"
    file.write_bytes(journey.get(house, "partes", f"/receptions/{reception['id']}/content"))
    text = FOOT.sub("", squeezed(pdf_text(str(file))))
    printed = [*(each.text for each in real.paragraphs), *real.distribution, real.subject, real.antecedents]
    missing = [each for each in (*printed, real.date, real.closing, MISSING) if squeezed(each) not in text]
    assert missing == []


def worked_on(journey: Journey, real: real_oficio.RealOficio) -> dict[str, Any]:
    """Acknowledged by some, returned by one, referred inside Hacienda, and answered by it to MINSEGPRES."""
    for code in ("DEMO-HAC", "DEMO-SEGPRES", "DEMO-MOP"):
        house = journey.houses[code]
        (reception,) = journey.received(house)
        journey.post(house, "partes", f"/receptions/{reception['id']}/acknowledgement")
    cne = journey.houses["DEMO-CNE"]
    back = {"reason": "wrong-recipient", "note": "La Comisión responde a través de su Ministerio."}
    journey.post(cne, "partes", f"/receptions/{journey.received(cne)[0]['id']}/return", back)

    house, ministry = journey.houses["DEMO-HAC"], journey.houses[journey.facts.answering]
    reception = journey.received(house)[0]["id"]
    target = {
        "unit_id": str(house.units["Gabinete"]),
        "instruction": "Responder a MINSEGPRES.",
        "term": {"kind": "working-days", "amount": 5},
    }
    referred = journey.post(house, "partes", f"/receptions/{reception}/referrals", {"targets": [target]})
    (referral,) = referred["items"]
    assert referral["due_at"] is not None
    journey.post(house, "drafter", f"/referrals/{referral['id']}/taking")
    cited = journey.get(house, "drafter", f"/receptions/{reception}/antecedent")["antecedent"]
    told = {
        "place": "Santiago",
        "antecedents": [{"text": cited, "reception_id": reception}],
        "subject": f"Responde: {real.subject}"[:400],
        "from": [{"post": house.organ.head}],
        "to": [{"post": ministry.organ.head}],
        "paragraphs": [{"text": "Presento a usted el plan de este Ministerio."}],
        "distribution": [{"addressee": ministry.organ.addressee, "institution_id": str(ministry.id)}],
    }
    answer = journey.issued(house, told)
    journey.post(house, "drafter", f"/receptions/{reception}/answers", {"document_id": answer["id"]})
    assert journey.get(house, "partes", f"/receptions/{reception}")["reception"]["closed_at"] is None
    line = {"addressee": ministry.organ.addressee, "recipient_id": str(ministry.id)}
    journey.post(house, "partes", "/communications", {"document_id": answer["id"], "distribution": [line]})
    eventually(lambda: all_jobs_ended(journey.platform), 60)
    assert journey.get(house, "partes", f"/receptions/{reception}")["reception"]["closed_at"] is not None
    assert len(journey.received(ministry)) == 2
    return answer


def filed_on_both_sides(journey: Journey, document: str) -> None:
    ministry = journey.houses[journey.facts.answering]
    things = (
        (journey.sender, [("document", document)]),
        (ministry, [("reception", each["id"]) for each in journey.received(ministry)]),
    )
    for house, filed in things:
        opening = {"title": "Gobierno electrónico", "subject": "Gobierno electrónico", "ex_officio": True}
        opening["responsible"] = house.players["records"].name
        case = journey.post(house, "records", "/expedientes", opening | {"unit_id": str(house.units[PARTES])})["id"]
        for kind, identity in filed:
            journey.post(house, "records", f"/expedientes/{case}/entries", {"kind": kind, "id": identity})
        assert len(journey.get(house, "records", f"/expedientes/{case}/entries")["items"]) == len(filed)


def found_by_those_who_may(journey: Journey, real: real_oficio.RealOficio) -> None:
    eventually(lambda: all_jobs_ended(journey.platform), 60)
    words = " ".join(max(real.paragraphs, key=lambda each: len(each.text)).text.split()[:6])
    for house, asked in ((journey.sender, words), (journey.houses["DEMO-HAC"], real.subject)):
        assert journey.get(house, "partes", f"/search?q={asked}")["total"] > 0, asked
    stranger = Cast(journey.platform, hired=90)
    outside = stranger.furnish(journey.facts.sender.model_copy(update={"code": "DEMO-OTRA", "name": "Otra"}))
    stranger.hire(outside, "partes", "Jefatura de Oficina de Partes", "partes-jefatura")
    assert journey.get(outside, "partes", f"/search?q={words}")["total"] == 0


def proven(journey: Journey, document: str) -> None:
    """Anybody verifies it by its code; its entries in the log are proven; and the whole office is as it was left."""
    sender = journey.sender
    code = journey.get(sender, "partes", f"/documents/{document}")["verification_code"]
    told = journey.client.get(f"/v1/verification/{code}").json()
    assert (told["institution"], told["demonstration"]) == (sender.organ.name, True)
    assert "5/" in told["folio"]
    proof = journey.get(sender, "records", "/log/entries/3/proof")
    size, root = proof["checkpoint"].splitlines()[1:3]
    leaf = leaf_hash(canonical(proof["entry"]))
    path = [bytes.fromhex(each) for each in proof["path"]]
    assert leaf.hex() == proof["leaf_hash"]
    assert included(proof["index"], int(size), leaf, path, b64decode(root))
    found = verify_all(journey.platform, {}, lambda *_: None)
    assert found["faults"] == []
