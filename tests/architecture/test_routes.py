"""Every route says who may take it, and the table of roles is what decides."""

from uuid import uuid4

import pytest
from starlette.testclient import TestClient

import institutions.service as institutions
from institutions.access import ROLES
from tests.architecture.routes import Route, routes
from tests.offices import Office

pytestmark = pytest.mark.once
"""Who may ask for what is told before any row is read."""

ANYBODY = {
    "GET /v1/demonstration-pki/{authority}.{shape}",
    "GET /v1/log/{code}/checkpoint",
    "GET /v1/log/{code}/consistency",
    "GET /v1/log/{code}/keys",
    "GET /v1/verification/{code}",
    "POST /v1/verification",
    "POST /v1/verification/report.xml",
    "POST /v1/verification/report.pdf",
    "GET /v1/verification/{code}/report.pdf",
}
"""What the public may ask without saying who they are."""

WHOEVER_HAS_A_KEY = {
    "GET /v1/whoami",
    "GET /v1/whoami/authenticators",
    "POST /v1/whoami/second-factor",
    "GET /v1/institutions",
    "GET /v1/institutions/{institution_id}",
    "GET /v1/institutions/{institution_id}/addressees",
    "GET /v1/institution",
    "GET /v1/offices",
    "GET /v1/units",
    "GET /v1/posts",
    "GET /v1/substitutions",
    "GET /v1/assistances",
    "GET /v1/delegations",
    "GET /v1/roles",
    "GET /v1/holidays",
}
"""What everybody needs to know to do their own work, whatever it is."""

EVERY = list(routes())


def test_every_route_names_its_permission_or_is_listed_as_open() -> None:
    without = {str(route) for route in EVERY if not route.permissions}

    assert without == ANYBODY | WHOEVER_HAS_A_KEY
    assert {str(route) for route in EVERY if not route.identified} == ANYBODY


def test_every_route_tells_how_it_may_refuse() -> None:
    silent = [str(route) for route in EVERY if not {401, 403, 404, 409, 422, 503} <= route.statuses]

    assert silent == []


def test_who_shows_no_key_is_let_in_nowhere_else(client: TestClient) -> None:
    let_in = [
        str(route)
        for route in EVERY
        if str(route) not in ANYBODY and client.request(route.method, route.address).status_code != 401
    ]

    assert let_in == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_refused_exactly_what_it_does_not_carry(role: str, client: TestClient, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        _, key = institutions.key_for_system(work, f"Sistema {role}", roles=[role])

    refused = {str(route) for route in EVERY if _refused(client, route, key)}

    allowed = ROLES[role].permissions
    assert refused == {str(route) for route in EVERY if not allowed.issuperset(route.permissions)}


def _refused(client: TestClient, route: Route, key: str) -> bool:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(uuid4())}
    answer = client.request(route.method, route.address, headers=headers)
    assert answer.status_code < 500, (str(route), answer.text)
    told = answer.json() if answer.status_code == 403 else {}
    return bool(told.get("code") == "not-allowed")
