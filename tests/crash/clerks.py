"""People at work over HTTP, who ask again, with the same key, for whatever was not answered."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from threading import Event
from typing import Any
from uuid import UUID

import httpx

from tests.offices import FIELDS, Office
from tests.signature.people import PIN, a_pdf

PATIENCE = 300.0
"""Seconds that one request is insisted upon, across deaths and restarts."""
AGAIN = 0.05
IN_HAND = 2


class NeverAnsweredError(AssertionError):
    """Nobody was there, for too long."""


@dataclass(frozen=True)
class Answered:
    """A promise: what was asked, with which key, and the 2xx that it got."""

    who: Office
    path: str
    key: UUID
    sent: dict[str, Any]
    status: int
    body: Any


@dataclass
class Clerk:
    """Takes documents, one after another, from a draft to the file; keeps every promise that was made."""

    url: str
    sender: Office
    signer: Office
    recipients: tuple[Office, ...]
    chance: Random
    hopeless: Event
    """The office does not come back: nobody insists any more."""
    promises: list[Answered] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    """The documents that went the whole way."""
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=f"{self.url}/v1", timeout=120)

    def work(self, enough: Event) -> None:
        """Until it is enough; what was begun is finished. Nobody waits for one while another can be worked on."""
        with self._http:
            case = self.post(self.sender, "/expedientes", json=CASE)["id"]
            in_hand: list[Iterator[bool]] = []
            while in_hand or not enough.is_set():
                if len(in_hand) < IN_HAND and not enough.is_set():
                    in_hand.append(self.a_document_goes(case))
                went_on = [next(each, None) for each in in_hand]
                in_hand = [each for each, went in zip(in_hand, went_on, strict=True) if went is not None]
                if True not in went_on:
                    time.sleep(AGAIN)

    def a_document_goes(self, case: str) -> Iterator[bool]:
        """Step by step, and whether it took one. With False it waits for what others do."""
        document = self._uploaded() if self.chance.random() < 1 / 3 else self._drafted()
        yield True
        self._sign(document)
        yield True
        folio = self.post(self.sender, f"/documents/{document}/folio")["folio"]
        while self.get(self.sender, f"/documents/{document}")["versions"][-1]["cause"] != "sealed":
            yield False
        lines = [{"recipient_id": str(each.id), "addressee": "Oficina de Partes"} for each in self.recipients]
        self.post(self.sender, "/communications", json={"document_id": document, "distribution": lines})
        yield True
        self.post(self.sender, f"/expedientes/{case}/entries", json={"kind": "document", "id": document})
        yield True
        for each in self.recipients:
            while (reception := self._arrived(each, folio)) is None:
                yield False
            self.post(each, f"/receptions/{reception}/acknowledgement")
            yield True
        self.sent.append(document)

    def _drafted(self) -> str:
        fields = FIELDS.model_copy(update={"subject": f"Oficio {self.chance.random()}"}).kept()
        identity: str = self.post(self.sender, "/documents", json={"kind": "oficio-ordinario", "fields": fields})["id"]
        return identity

    def _uploaded(self) -> str:
        told = {"kind": "oficio-ordinario", "fields": {"subject": f"Oficio que llegó hecho {self.chance.random()}"}}
        parts = {"file": ("oficio.pdf", a_pdf(), "application/pdf")}
        data = {"document": json.dumps(told)}
        identity: str = self.post(self.sender, "/documents/uploads", data=data, files=parts)["id"]
        return identity

    def _sign(self, document: str) -> None:
        steps = [{"role": "signature", "post_id": str(self.signer.post_id)}]
        asked = self.post(self.sender, f"/documents/{document}/signature-requests", json={"steps": steps})
        seen = self.get(self.signer, f"/documents/{document}")["versions"][-1]["sha256"]
        request = asked["requests"][0]["id"]
        self.post(self.signer, f"/signature-requests/{request}/signature", json={"sha256": seen, "pin": PIN})

    def _arrived(self, recipient: Office, folio: str) -> str | None:
        tray = self.get(recipient, "/receptions?limit=200")["items"]
        return next((each["id"] for each in tray if each["folio"] == folio), None)

    def post(self, who: Office, path: str, **sent: Any) -> Any:
        key = UUID(int=self.chance.getrandbits(128), version=4)
        answer = self._insist("POST", who, path, key, sent)
        self.promises.append(Answered(who, path, key, sent, answer.status_code, answer.json()))
        return answer.json()

    def get(self, who: Office, path: str) -> Any:
        return self._insist("GET", who, path, None, {}).json()

    def _insist(self, method: str, who: Office, path: str, key: UUID | None, sent: dict[str, Any]) -> httpx.Response:
        headers = who.headers | ({"Idempotency-Key": str(key)} if key else {})
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not self.hopeless.is_set():
            try:
                answer = self._http.request(method, path, headers=headers, **sent)
            except httpx.TransportError:
                time.sleep(AGAIN)
                continue
            if answer.is_success:
                return answer
            assert answer.status_code == 503, (path, answer.text)
            time.sleep(AGAIN)
        raise NeverAnsweredError(path)


CASE = {"title": "Puente", "subject": "Puente", "responsible": "Ana Rojas", "ex_officio": True}
