"""What people bring to the counter."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from correspondence.entry import Entry

SANTIAGO = ZoneInfo("America/Santiago")
"""By night it is tomorrow already in UTC, and a paper is dated where it was written."""


def a_petition(at: datetime, **but: Any) -> Entry:
    petition = Entry(
        medium="counter",
        sender_kind="person",
        sender="María Eugenia Soto Riquelme",
        sender_rut="12.345.678-5",
        kind="Solicitud",
        subject="Pide copia autorizada del plano N° 13.114-1.207",
        received_at=at,
    )
    return replace(petition, **but)


def a_letter(at: datetime, **but: Any) -> Entry:
    return a_petition(
        at,
        **{
            "sender_kind": "institution",
            "sender": "Segundo Juzgado Civil",
            "sender_rut": None,
            "kind": "Oficio",
            "number": "512",
            "dated": at.astimezone(SANTIAGO).date(),
            "subject": "Solicita informe",
        }
        | but,
    )
