"""A request has a name, and all that is done and said because of it carries that name."""

import json
import logging
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from kernel import tracing
from oficina.app import create_app
from oficina.logs import Lines
from oficina.platform import Platform
from tests.offices import DRAFT, Office, do_all_jobs, jobs


@pytest.fixture
def browser(platform: Platform) -> TestClient:
    return TestClient(create_app(platform))


def test_the_name_that_another_system_gave_is_kept_and_what_could_name_a_person_is_not(browser: TestClient) -> None:
    theirs = str(uuid4())

    assert browser.get("/health/live", headers={tracing.HEADER: theirs}).headers[tracing.HEADER] == theirs
    for given in ({}, {tracing.HEADER: "12.345.678-5"}, {tracing.HEADER: "Ana Rojas"}):
        assert tracing.KNOWN.fullmatch(browser.get("/health/live", headers=given).headers[tracing.HEADER])


def test_what_a_request_leaves_to_do_and_what_that_leaves_in_turn_are_told_with_its_name(
    platform: Platform, browser: TestClient, ministry: Office, caplog: pytest.LogCaptureFixture
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    with caplog.at_level(logging.INFO):
        answer = browser.post("/v1/documents", json=DRAFT, headers=ministry.headers | key)
        do_all_jobs(platform)

    name = answer.headers[tracing.HEADER]
    assert {job.request_id for job in jobs(platform, institution_id=ministry.id)} == {name}
    assert [told["facts"]["kind"] for told in map(vars, caplog.records) if told.get("facts", {}).get("ended") == "done"]


def test_each_line_of_a_request_is_told_with_its_name() -> None:
    record = logging.LogRecord("oficina", logging.INFO, __file__, 1, "algo", (), None)
    with tracing.done_for("abc"):
        assert json.loads(Lines().format(record))["request"] == "abc"
    assert "request" not in json.loads(Lines().format(record))
