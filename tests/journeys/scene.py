"""A ministry and its neighbours in the middle of a day, on which bad input is tried; and what must stay as it is."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import Table, select
from starlette.testclient import TestClient

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
from kernel.actor import PLATFORM, system
from kernel.rows import Base
from kernel.tenancy import SHARED
from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.desks import arrived
from tests.offices import (
    DRAFT,
    FIELDS,
    Office,
    a_document,
    a_numbered_document,
    a_sealed_document,
    an_office,
    do_all_jobs,
)
from tests.signature.people import PIN, House, a_house, asked, attested_by, content, endorsed_by, sign, signed_by

TODAY = datetime(2026, 5, 11, 15, tzinfo=UTC)


@dataclass
class Clock:
    """Stands still, and is moved by hand."""

    at: datetime = TODAY

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Scene:
    """`ids` are the things that the rows of the table speak of, by name."""

    client: TestClient
    platform: Platform
    clock: Clock
    house: House
    ancud: Office
    signed: bytes = b""
    answered: object = None
    """What the request of `ids["key"]` was told the first time."""
    ids: dict[str, UUID] = field(default_factory=dict)

    @property
    def ana(self) -> Office:
        return self.house.ana

    def post(self, who: Office, path: str, form: object = None, *, key: UUID | None = None) -> httpx.Response:
        return who.post(self.client, path.format(**self.ids), form, key=key)

    def get(self, who: Office, path: str) -> httpx.Response:
        return who.get(self.client, path.format(**self.ids))

    def upload(self, file: bytes, name: str = "oficio.pdf", *, path: str = "/documents/uploads") -> httpx.Response:
        told = {"kind": "oficio-ordinario", "fields": {"subject": "Oficio que llegó hecho"}}
        headers = self.ana.headers | {"Idempotency-Key": str(uuid4())}
        parts = {"file": (name, file, "application/pdf")}
        data = {"document": json.dumps(told)} if path == "/documents/uploads" else {}
        url = f"/v1{path.format(**self.ids)}"
        answer: httpx.Response = self.client.post(url, headers=headers, files=parts, data=data)
        return answer

    def a_draft(self, **but: Any) -> dict[str, Any]:
        return DRAFT | {"fields": FIELDS.model_copy(update=but).kept()}

    def sign(self, who: Office, request: str, *, pin: str = PIN, after: timedelta = timedelta()) -> httpx.Response:
        """As whoever has just read it, which may be some time from now."""
        with self.ana.desk.reading() as work:
            document = documents.get(work, self.ids[f"document of {request}"])
            seen = documents.head_version(work, document).blob
        self.clock.at = TODAY + after
        try:
            return self.post(who, f"/signature-requests/{self.ids[request]}/signature", {"sha256": seen, "pin": pin})
        finally:
            self.clock.at = TODAY

    def send(self, document: str, to: str) -> httpx.Response:
        line = {"recipient_id": str(self.ids[to]), "addressee": "Alcaldía"}
        return self.post(self.ana, "/communications", {"document_id": str(self.ids[document]), "distribution": [line]})


def a_scene(platform: Platform, clock: Clock) -> Scene:
    ana, ancud = an_office(platform, "Ministerio de Obras"), an_office(platform, "Municipalidad de Ancud")
    house = a_house(platform, ana)
    client = TestClient(create_app(platform), raise_server_exceptions=False)
    scene = Scene(client, platform, clock, house, ancud)
    _documents(scene)
    _correspondence(scene)
    with platform.database.writing(system(ana.id)) as work:
        institutions.substitute(
            work,
            house.carla.post_id,
            house.diego.person_id,
            act_cited="Decreto N° 12 de 2026",
            begins_at=TODAY - timedelta(days=9),
            ends_at=TODAY - timedelta(days=1),
        )
    do_all_jobs(platform)
    return scene


def _documents(scene: Scene) -> None:
    platform, house, ids = scene.platform, scene.house, scene.ids
    ids["key"] = uuid4()
    scene.answered = scene.post(house.ana, "/documents", scene.a_draft(), key=ids["key"]).json()
    ids["draft"] = a_document(platform, house.ana).id
    ids["numbered"] = a_numbered_document(platform, house.ana).id
    rounds = {
        "endorsed first": (endorsed_by(house.berta), signed_by(house.carla)),
        "attested last": (signed_by(house.carla), attested_by(house.diego)),
        "hers": (signed_by(house.carla),),
    }
    for name, steps in rounds.items():
        document = a_document(platform, house.ana)
        ids[name] = asked(house, document, *steps)[-1]
        ids[f"document of {name}"] = document.id
    document = a_document(platform, house.ana)
    sign(platform, house.carla, asked(house, document, signed_by(house.carla))[0])
    scene.signed = content(platform, house.ana, document)


def _correspondence(scene: Scene) -> None:
    platform, ana, ancud, ids = scene.platform, scene.ana, scene.ancud, scene.ids
    returned = arrived(platform, ana, ancud)
    with ancud.desk.writing() as work:
        correspondence.return_(work, returned.id, reason="wrong-recipient", note="Es de otra comuna.")
    do_all_jobs(platform)
    ids["returned"], ids["arrived"] = returned.id, arrived(platform, ana, ancud).id
    gone = an_office(platform, "Servicio disuelto")
    with gone.desk.writing() as work:
        institutions.leave(work)
    ids["gone"], ids["Ancud"] = gone.id, ancud.id
    ids["sealed"] = a_sealed_document(platform, ana).id
    ids["communication"] = UUID(scene.get(ana, "/communications").json()["items"][0]["id"])


def kept(platform: Platform) -> dict[str, Counter[str]]:
    """Every row of every table, and every file of the store."""
    with platform.database.reading(PLATFORM) as work:
        everybody = list(institutions.all_ids(work))
        rows = {table: Counter(map(repr, work.session.execute(select(of)))) for table, of in _tables(shared=True)}
    for table, of in _tables(shared=False):
        rows[table] = Counter()
        for institution_id in everybody:
            with platform.database.reading(system(institution_id)) as work:
                mine = select(of).where(of.c.institution_id == institution_id)
                rows[table].update(map(repr, work.session.execute(mine)))
    store = platform.settings.home / "blobs"
    return rows | {"blobs": Counter(str(file) for file in Path(store).rglob("*") if file.is_file())}


def _tables(*, shared: bool) -> list[tuple[str, Table]]:
    """The exchange is seen by its parties only; whatever enters it leaves a row with one of them too."""
    known: Mapping[str, Table] = Base.metadata.tables
    return [(name, of) for name, of in known.items() if (name in SHARED) == shared and name != "exchange"]


def changed(before: Mapping[str, Counter[str]], after: Mapping[str, Counter[str]]) -> set[str]:
    return {name for name in after if before[name] != after[name]}


def tomorrow() -> date:
    return (TODAY + timedelta(days=1)).date()


def an_entry(**but: Any) -> dict[str, Any]:
    """What the oficina de partes writes down of something that came over the counter."""
    return {
        "medium": "counter",
        "sender_kind": "person",
        "sender": "María Eugenia Soto",
        "kind": "Solicitud",
        "subject": "Pide copia autorizada de un plano",
        "received_at": TODAY.isoformat(),
    } | but
