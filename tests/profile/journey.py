"""Documents on their way, each a step behind the one before: so that every step can be asked at once, and again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.crash.test_kills import Cast
from tests.offices import DRAFT, Office, eventually
from tests.signature.people import PIN

BACK = 10.0
"""Seconds until everything works again, by itself."""


@dataclass(frozen=True)
class Step:
    """What somebody asks, and with which key it is asked again."""

    who: Office
    method: str
    path: str
    form: object = None
    key: UUID = field(default_factory=uuid4)

    def ask(self, http: httpx.Client) -> httpx.Response:
        headers = self.who.headers | ({"Idempotency-Key": str(self.key)} if self.method == "POST" else {})
        return http.request(self.method, f"/v1{self.path}", json=self.form, headers=headers)


@dataclass
class Journey:
    """What is there for each step; it has none before the first documents came that far."""

    cast: Cast
    http: httpx.Client
    drafted: str = ""
    asked: str = ""
    request: dict[str, str] = field(default_factory=dict)
    signed: str = ""
    sealed: str = ""
    folio: str = ""
    reception: str = ""
    acknowledged: str = ""
    case: str = ""
    patience: float = 120.0
    """Seconds for what jobs do: long at the beginning, when nothing is away."""
    begun: list[str] = field(default_factory=list)
    """Every document that was drafted."""

    def steps(self) -> dict[str, Step]:
        cast, lines = self.cast, [{"recipient_id": str(self.recipient.id), "addressee": "Oficina de Partes"}]
        post = {"role": "signature", "post_id": str(cast.signer.post_id)}
        unit = {"unit_id": str(self.recipient.unit_id)}
        every = {
            "draft": (cast.sender, "/documents", DRAFT, True),
            "ask": (cast.sender, f"/documents/{self.drafted}/signature-requests", {"steps": [post]}, self.drafted),
            "sign": (cast.signer, f"/signature-requests/{self.request.get('id')}/signature", self._seen(), self.asked),
            "number": (cast.sender, f"/documents/{self.signed}/folio", None, self.signed),
            "send": (cast.sender, "/communications", {"document_id": self.sealed, "distribution": lines}, self.sealed),
            "file": (cast.sender, f"/expedientes/{self.case}/entries", self._entry(), self.sealed and self.case),
            "acknowledge": (self.recipient, f"/receptions/{self.reception}/acknowledgement", None, self.reception),
            "refer": (
                self.recipient,
                f"/receptions/{self.acknowledged}/referrals",
                {"targets": [unit]},
                self.acknowledged,
            ),
            "open a case": (cast.sender, "/expedientes", CASE, True),
        }
        looked_at = {
            "receive": (self.recipient, "/receptions", True),
            "search": (cast.sender, "/search?q=antecedentes", True),
            "download": (cast.sender, f"/documents/{self.sealed}/versions/1/content", self.sealed),
        }
        return {name: Step(who, "POST", path, form) for name, (who, path, form, there) in every.items() if there} | {
            name: Step(who, "GET", path) for name, (who, path, there) in looked_at.items() if there
        }

    @property
    def recipient(self) -> Office:
        return self.cast.recipients[0]

    def go_on(self, answers: dict[str, Any]) -> None:
        """Once every step was done, each document is a step further; what jobs do for it is waited for."""
        if self.reception:
            self.acknowledged, self.reception = self.reception, ""
        if self.sealed:
            self.reception = self._arrived(self.folio)
        if self.signed:
            self.sealed, self.folio = self.signed, answers["number"]["folio"]
            eventually(lambda: self._last(self.sealed)["cause"] == "sealed", self.patience)
        self.signed = self.asked
        if self.drafted:
            self.asked, self.request = self.drafted, answers["ask"]["requests"][0]
        self.drafted, self.case = answers["draft"]["id"], answers["open a case"]["id"]
        self.begun.append(self.drafted)

    def _seen(self) -> dict[str, str]:
        return {"sha256": self._last(self.asked)["sha256"], "pin": PIN} if self.asked else {}

    def _entry(self) -> dict[str, str]:
        return {"kind": "document", "id": self.sealed}

    def _last(self, document: str) -> dict[str, str]:
        last: dict[str, str] = self._get(self.cast.signer, f"/documents/{document}").json()["versions"][-1]
        return last

    def _arrived(self, folio: str) -> str:
        found: list[str] = []

        def came() -> bool:
            tray = self._get(self.recipient, "/receptions?limit=200").json()["items"]
            found.extend(each["id"] for each in tray if each["folio"] == folio)
            return bool(found)

        eventually(came, self.patience)
        return found[0]

    def _get(self, who: Office, path: str) -> httpx.Response:
        return Step(who, "GET", path).ask(self.http).raise_for_status()


def insisted(
    steps: dict[str, Step], http: httpx.Client, told: Callable[[str], None], patience: float = BACK
) -> dict[str, Any]:
    """Everything is asked until it is done, in time; what was answered."""
    begun, answers = time.monotonic(), dict[str, Any]()
    for name, step in steps.items():
        while not (answer := step.ask(http)).is_success:
            assert time.monotonic() < begun + patience, (name, answer.text)
            assert answer.status_code == 503, (name, answer.text)
            time.sleep(0.05)
        if step.method == "POST":
            answers[name] = answer.json()
    told(f"back in {time.monotonic() - begun:.1f} s")
    return answers


CASE = {"title": "Puente", "subject": "Puente", "responsible": "Ana Rojas", "ex_officio": True}
