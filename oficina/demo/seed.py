"""The demonstration, made through the same use cases that people use: GAB. PRES. N° 005, re-enacted today."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
import institutions.service as institutions
from correspondence.lines import Expectation, Line, Target
from correspondence.models import Purpose, Reception
from documents.drafting import Beginning
from documents.fields import DraftFields
from documents.kinds import kind
from documents.models import Document, Source
from documents.operations import DraftDocument
from expedientes.service import Opening
from institutions import stewards
from kernel.actor import PLATFORM
from kernel.calendar import Term
from kernel.jobs import Queue
from kernel.operations import operate
from kernel.work import Work
from oficina.admin import Tell
from oficina.demo.cast import PIN, Cast, House, Player
from oficina.demo.facts import Oficio, oficio
from oficina.platform import Platform
from signature import service as signature
from signature.models import Role
from signature.operations import EndorseDocument, SignDocument
from signature.service import Step
from workers.perform import perform
from workers.relay import Relay

STEWARD = "Administración de la plataforma"
KEYS = "claves-demostracion.json"
LEGAL, SECRETARIAT = "División Jurídica", "Secretaría"
ACKNOWLEDGING = ("DEMO-INT", "DEMO-HAC", "DEMO-SEGPRES", "DEMO-EDUC", "DEMO-MOP", "DEMO-SALUD")
RETURNING, REFERRING, ANSWERING = "DEMO-CNE", "DEMO-MOP", "DEMO-HAC"
ACTS = 12


def seed(platform: Platform, tell: Tell) -> dict[str, str]:
    """Fill an empty office. What it returns is shown to whoever asked for it."""
    facts = oficio()
    with platform.database.writing(PLATFORM) as work:
        stewards.name(work, STEWARD, None)
    play = Play(platform, facts, _houses(platform, facts, tell))
    for done, _scene in enumerate(play.scenes(), start=1):
        tell("Jornada", done, ACTS)
    return _told(platform, play.houses)


def _houses(platform: Platform, facts: Oficio, tell: Tell) -> dict[str, House]:
    """The Presidency and the twenty institutions of its distribution, each with who receives and who signs."""
    cast, houses = Cast(platform), {}
    organs = (facts.sender, *facts.recipients)
    for done, organ in enumerate(organs, start=1):
        house = cast.furnish(organ, LEGAL, SECRETARIAT)
        cast.hire(house, "partes", "Jefatura de Oficina de Partes", "partes-jefatura", unit=SECRETARIAT)
        if organ.code in (facts.sender.code, ANSWERING, facts.answering):
            cast.hire(house, "head", organ.head, "firmante", signs=True)
            cast.hire(house, "drafter", "Profesional de Gabinete", "redactor", "asistente")
            cast.assist(house, "head", "drafter")
        if organ.code in (facts.sender.code, REFERRING):
            cast.hire(house, "lawyer", "Jefatura de División Jurídica", "visador", unit=LEGAL)
        if organ.code in (facts.sender.code, facts.answering):
            cast.hire(house, "records", "Gestión documental", "gestor-documental", "auditor", unit=SECRETARIAT)
        houses[organ.code] = house
        tell("Instituciones", done, len(organs))
    return houses


@dataclass(frozen=True, slots=True)
class Play:
    """What happens in the demonstration, scene by scene."""

    platform: Platform
    facts: Oficio
    houses: Mapping[str, House]

    def scenes(self) -> Iterable[str]:
        """Each is done when it is told."""
        sender = self.houses[self.facts.sender.code]
        with sender.desk("partes").writing() as work:
            year = institutions.current_year(work)
            documents.declare_next(work, "oficio", sender.office_id, year, self.facts.first_number)
        yield "declared"
        document = self._issued(sender, self._fields(), endorsed=True)
        yield "sealed"
        with sender.desk("partes").writing() as work:
            answer_to = self.houses[self.facts.answering].id
            expected = Expectation(answer=True, answer_to_id=answer_to, term=Term.of("working-days", amount=15))
            correspondence.send(work, document_id=document.id, distribution=self._lines(), expectation=expected)
        yield "sent"
        self._jobs()
        yield "arrived"
        for code in ACKNOWLEDGING:
            with self.houses[code].desk("partes").writing() as work:
                correspondence.acknowledge(work, _newest(work).id)
        yield "acknowledged"
        with self.houses[RETURNING].desk("partes").writing() as work:
            note = "La Comisión responde a través del Ministerio del que depende; se sugiere enviar allí."
            correspondence.return_(work, _newest(work).id, reason="wrong-recipient", note=note)
        yield "returned"
        self._referred(self.houses[REFERRING])
        yield "referred"
        self._answered(self.houses[ANSWERING])
        yield "answered"
        self._jobs()
        yield "answer arrived"
        with self.houses[self.facts.answering].desk("partes").writing() as work:
            correspondence.acknowledge(work, _newest(work).id)
        yield "answer acknowledged"
        self._filed(sender, "document", document.id)
        self._filed(self.houses[self.facts.answering], "reception", None)
        yield "filed"
        self._jobs()
        yield "done"

    def _fields(self) -> DraftFields:
        facts = self.facts
        lines = [{"addressee": line.addressee, **self._whose(line.code)} for line in facts.distribution]
        return DraftFields.model_validate(
            {
                "prefix": "GAB. PRES.",
                "place": facts.place,
                "antecedents": [{"text": facts.antecedents_as_printed}],
                "subject": facts.subject,
                "from": [{"post": facts.sender.head}],
                "to": [{"post": "Según distribución"}],
                "paragraphs": [{"text": text} for text in facts.paragraphs],
                "closing": facts.closing,
                "initials": "amr/bsn",
                "distribution": lines,
            }
        )

    def _whose(self, code: str) -> dict[str, str]:
        return {"institution_id": str(self.houses[code].id)} if code != self.facts.sender.code else {}

    def _lines(self) -> list[Line]:
        """As printed: 23 lines, 20 other institutions, the sender's own copy, and three addressees in one ministry."""
        made = []
        for line in self.facts.distribution:
            house = self.houses[line.code]
            made.append(Line(house.id, line.addressee, unit_id=house.units.get(line.unit)))
        return made

    def _issued(self, house: House, fields: DraftFields, *, endorsed: bool = False) -> Document:
        """Drafted, endorsed, signed, numbered and sealed."""
        drafter, head = house.players["drafter"], house.players["head"]
        begun = Beginning(
            kind("oficio-ordinario"), fields, Source.DRAFTED, unit_id=house.units["Gabinete"], office_id=house.office_id
        )
        document = operate(
            drafter.desk, DraftDocument(self.platform.blobs, begun, correspondence.readable_receptions), _alone
        )
        steps = [Step(Role.SIGNATURE, post_id=head.post_id)]
        if endorsed:
            steps.insert(0, Step(Role.ENDORSEMENT, post_id=house.players["lawyer"].post_id))
        with drafter.desk.writing() as work:
            asked = [each.id for each in signature.request(work, document.id, steps)]
        if endorsed:
            lawyer = house.players["lawyer"]
            said = EndorseDocument(self.platform.workshop, asked[0], self._seen(lawyer, document.id), None)
            operate(lawyer.desk, said, _alone)
        signing = SignDocument(self.platform.workshop, asked[-1], self._seen(head, document.id), None, PIN, None)
        operate(head.desk, signing, _alone)
        with house.desk("partes").writing() as work:
            documents.number(work, document.id)
        self._jobs()
        return document

    def _seen(self, player: Player, document_id: UUID) -> str:
        with player.desk.reading() as work:
            return documents.head_version(work, documents.get(work, document_id)).blob

    def _referred(self, house: House) -> None:
        """Inside the ministry: to its lawyers for action, with a deadline, and to the cabinet for information."""
        with house.desk("partes").writing() as work:
            term = Term.of("working-days", amount=5)
            lawyers = Target(house.units[LEGAL], instruction="Preparar el plan del Ministerio para firma.", term=term)
            cabinet = Target(house.units["Gabinete"], purpose=Purpose.INFORMATION)
            made = correspondence.refer(work, _newest(work).id, [lawyers, cabinet])
        with house.desk("lawyer").writing() as work:
            correspondence.take(work, made[0].id)

    def _answered(self, house: House) -> None:
        """An oficio of its own, to the ministry that the instruction names, which cites it and closes it."""
        ministry = self.houses[self.facts.answering]
        with house.desk("partes").writing() as work:
            reception = _newest(work).id
            gabinete = Target(house.units["Gabinete"], instruction="Responder a MINSEGPRES.")
            correspondence.refer(work, reception, [gabinete])
            cited = correspondence.antecedent(work, reception)
        fields = DraftFields.model_validate(
            {
                "place": "Santiago",
                "antecedents": [{"text": cited, "reception_id": str(reception)}],
                "subject": "Presenta el plan de gobierno electrónico del Ministerio.",
                "from": [{"post": f"{house.organ.head}, {house.organ.name}"}],
                "to": [{"post": f"{ministry.organ.head}, {ministry.organ.name}"}],
                "paragraphs": [
                    {"text": "En cumplimiento del antecedente, presento a usted el plan de este Ministerio."},
                    {"text": "El gasto anual en tecnologías se informará por separado, según dispone el mismo oficio."},
                ],
                "initials": "cda/dpo",
                "distribution": [{"addressee": ministry.organ.addressee, "institution_id": str(ministry.id)}],
            }
        )
        document = self._issued(house, fields)
        with house.desk("partes").writing() as work:
            correspondence.answer(work, reception, document_id=document.id)
            line = Line(ministry.id, ministry.organ.addressee)
            correspondence.send(work, document_id=document.id, distribution=[line])

    def _filed(self, house: House, what: str, subject_id: UUID | None) -> None:
        """Into an expediente of its own: what was sent, or all that came."""
        with house.desk("records").writing() as work:
            opening = Opening(
                "Gobierno electrónico", self.facts.subject, house.players["records"].name, ex_officio=True
            )
            case = expedientes.open_(work, opening, unit_id=house.units[SECRETARIAT])
            ids = [subject_id] if subject_id else [each.id for each in _all(work)]
            for each in ids:
                expedientes.file_by_id(work, self.platform.fileables, case.id, what, each)

    def _jobs(self) -> None:
        """What the next act waits for. The rest is left to the office's own workers, as after any act."""
        relay = Relay(self.platform, lambda job_id, _queue: perform(self.platform, job_id))
        while relay.tick(only=(Queue.SEALING, Queue.DELIVERY)):
            pass


def _all(work: Work) -> list[Reception]:
    return [each for each, *_ in work.session.execute(correspondence.tray(work).order_by(Reception.id))]


def _newest(work: Work) -> Reception:
    return _all(work)[-1]


def _alone(work: Work, do: object) -> Document:
    return do(work)  # type: ignore[operator,no-any-return]  # what `operate` hands over is an act


def _told(platform: Platform, houses: Mapping[str, House]) -> dict[str, str]:
    """The keys of everybody, in a file that only its owner may read; and what to try first."""
    players = [player for house in houses.values() for player in house.players.values()]
    kept = platform.settings.home / KEYS
    kept.touch(mode=0o600)
    kept.write_text(
        json.dumps(
            [
                {
                    "institución": each.institution,
                    "persona": each.name,
                    "cargo": each.post,
                    "roles": each.roles,
                    "clave": each.key,
                    "pin": PIN,
                }
                for each in players
            ],
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )
    return {
        "institutions": f"{len(houses)} instituciones y {len(players)} personas de demostración.",
        "keys": f"Sus claves de API y el PIN de firma están en {kept}.",
    }
