"""What the program says of itself has nobody in it."""

import json
import logging
import sys

import pytest
from fastapi.testclient import TestClient

from oficina.logs import Lines, without_people
from tests.offices import Office


def line(message: str, *arguments: object, error: bool = False) -> dict[str, object]:
    info = sys.exc_info() if error else None
    record = logging.LogRecord("oficina", logging.INFO, __file__, 1, message, arguments, info)
    told: dict[str, object] = json.loads(Lines().format(record))
    return told


def test_a_run_or_a_mail_address_never_reaches_the_log() -> None:
    assert line("falló %s de %s", "12.345.678-5", "ana@ejemplo.cl")["says"] == "falló [RUN] de [correo]"
    assert without_people("12345678-k") == "[RUN]"


def test_an_error_is_told_by_its_kind_and_place_and_never_by_its_message() -> None:
    try:
        int("Ana Rojas")
    except ValueError:
        told = line("falló", error=True)

    assert told["error"] == "ValueError"
    assert "Ana" not in json.dumps(told)


def test_a_request_is_told_by_its_route_and_never_by_its_path(
    client: TestClient, ministry: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="oficina.requests"):
        ministry.get(client, "/log/subjects/0198a2f0-0000-7000-8000-000000000001")

    (told,) = [record for record in caplog.records if record.name == "oficina.requests"]
    facts = vars(told)["facts"]
    assert (facts["method"], facts["status"]) == ("GET", 200)
    assert "{subject_id}" in facts["route"]
    assert "0198a2f0" not in facts["route"]
