"""An institution made, run and left over HTTP, by whoever administers it."""

from base64 import b32decode
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from institutions.access import ROLES
from institutions.identity import STEP, totp
from kernel.permissions import EVERYTHING
from oficina.platform import Platform
from tests.offices import Office, a_colleague


@pytest.fixture
def administrator(platform: Platform, ministry: Office) -> Office:
    return a_colleague(platform, ministry, "Pedro Soto", "administrador", title="Jefe de Informática")


def made(client: TestClient, who: Office, path: str, **form: Any) -> dict[str, Any]:
    answer = who.post(client, path, form)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def refused(client: TestClient, who: Office, path: str, **form: Any) -> tuple[int, str]:
    answer = who.post(client, path, form)
    return answer.status_code, answer.json()["code"]


def items(client: TestClient, who: Office, path: str) -> list[dict[str, Any]]:
    answer = who.get(client, path)
    assert answer.status_code == 200, answer.text
    listed: list[dict[str, Any]] = answer.json()["items"]
    return listed


def test_a_house_is_made_and_somebody_begins_to_work_in_it(client: TestClient, administrator: Office) -> None:
    office = made(client, administrator, "/offices", name="Oficina Sur", code="OPS")
    unit = made(client, administrator, "/units", name="Finanzas", office_id=office["id"])
    post = made(client, administrator, "/posts", unit_id=unit["id"], title="Jefa de Finanzas", rank=20)
    person = made(client, administrator, "/people", name="Marta Lagos", run="12345678-5")
    made(client, administrator, "/assignments", person_id=person["id"], post_id=post["id"])
    made(client, administrator, "/role-grants", person_id=person["id"], role="firmante", unit_id=unit["id"])
    key = made(client, administrator, "/keys", person_id=person["id"])

    who = client.get("/v1/whoami", headers={"Authorization": f"Bearer {key['key']}"}).json()

    assert person["run"] == "12.345.678-5"
    assert (who["name"], who["person_id"], who["posts"]) == ("Marta Lagos", person["id"], [post["id"]])
    assert who["permissions"] == sorted(ROLES["firmante"].permissions)
    assert items(client, administrator, f"/posts?unit_id={unit['id']}")[0]["holder"] == "Marta Lagos"
    assert person["id"] in {each["id"] for each in items(client, administrator, "/people")}


def test_a_unit_can_be_addressed_by_others_as_soon_as_it_is_made(
    client: TestClient, administrator: Office, municipality: Office
) -> None:
    made(client, administrator, "/units", name="Vialidad", office_id=str(administrator.office_id))

    shown = items(client, municipality, f"/institutions/{administrator.id}/addressees")

    assert {(each["kind"], each["name"]) for each in shown} == {
        ("office", "Oficina de Partes"),
        ("post", "Jefatura"),
        ("post", "Jefe de Informática"),
        ("unit", "Dirección"),
        ("unit", "Vialidad"),
    }


def test_the_directory_is_searched_by_part_of_a_name(
    client: TestClient, ministry: Office, municipality: Office
) -> None:
    assert [each["name"] for each in items(client, ministry, "/institutions?q=ancud")] == ["Municipalidad de Ancud"]
    assert items(client, ministry, "/institutions?q=%25") == []
    first = ministry.get(client, "/institutions?limit=1").json()
    rest = ministry.get(client, f"/institutions?after={first['next']}").json()
    assert {first["items"][0]["id"], rest["items"][0]["id"]} == {str(ministry.id), str(municipality.id)}


def test_another_institutions_things_do_not_exist(
    client: TestClient, administrator: Office, municipality: Office
) -> None:
    theirs = str(municipality.unit_id)

    assert refused(client, administrator, "/posts", unit_id=theirs, title="Intrusa") == (404, "not-in-the-institution")
    assert refused(client, administrator, "/units", name="X", office_id=str(municipality.office_id))[0] == 404
    assert all(each["id"] != theirs for each in items(client, administrator, "/units"))
    their_key = items(client, municipality, "/keys")[0]["id"]
    assert refused(client, administrator, f"/keys/{their_key}/revocation") == (404, "not-in-the-institution")


def test_dismissal_ends_everything_at_once(client: TestClient, administrator: Office, ministry: Office) -> None:
    assert ministry.get(client, "/whoami").status_code == 200

    gone = made(client, administrator, f"/people/{ministry.person_id}/dismissal")

    assert gone["ended"] == 3
    assert ministry.get(client, "/whoami").status_code == 401
    posts = items(client, administrator, "/posts")
    assert {each["holder"] for each in posts if each["id"] == str(ministry.post_id)} == {None}


def test_a_key_is_shown_again_to_the_same_call_and_is_nowhere_to_be_read(
    client: TestClient, administrator: Office
) -> None:
    call, form = uuid4(), {"system": "Permisos", "roles": ["sistema"]}

    first = administrator.post(client, "/keys", form, key=call).json()
    again = administrator.post(client, "/keys", form, key=call).json()

    assert first == again
    assert client.get("/v1/whoami", headers={"Authorization": f"Bearer {first['key']}"}).json()["system"] == "Permisos"
    with administrator.desk.reading() as work:
        kept = [text("SELECT * FROM kept_replies"), text("SELECT * FROM api_keys")]
        dumped = str([row for query in kept for row in work.session.execute(query)])
    assert len(dumped) > 500
    assert first["key"] not in dumped
    listed = items(client, administrator, "/keys")
    assert "key" not in listed[0]
    assert listed[0]["hint"] == first["key"][:4]


def test_a_revoked_key_opens_nothing(client: TestClient, administrator: Office) -> None:
    issued = made(client, administrator, "/keys", system="Permisos", roles=["sistema"])
    headers = {"Authorization": f"Bearer {issued['key']}"}
    assert client.get("/v1/whoami", headers=headers).status_code == 200

    made(client, administrator, f"/keys/{issued['id']}/revocation")

    assert client.get("/v1/whoami", headers=headers).json()["code"] == "unknown-key"


def test_a_key_is_of_a_person_or_of_a_system(client: TestClient, administrator: Office) -> None:
    of_nobody = administrator.post(client, "/keys", {})
    assert of_nobody.json()["errors"] == [
        {"field": "body", "detail": "Diga de quién es la clave: de una persona o de un sistema, y no de ambos."}
    ]
    assert refused(client, administrator, "/keys", system="X", roles=["rey"]) == (422, "unknown-role")
    assert refused(client, administrator, "/keys", person_id=str(uuid4())) == (404, "not-in-the-institution")


def test_a_second_factor_is_enrolled_by_its_owner_and_changed_only_with_a_code(
    client: TestClient, administrator: Office, ministry: Office, platform: Platform
) -> None:
    first = made(client, ministry, "/whoami/second-factor")
    assert f"secret={first['secret']}" in first["uri"]

    assert refused(client, ministry, "/whoami/second-factor") == (403, "second-factor-refused")
    assert refused(client, ministry, "/whoami/second-factor", code="ñandú") == (403, "second-factor-refused")
    code = _code(first["secret"], platform)
    assert made(client, ministry, "/whoami/second-factor", code=code)["secret"] != first["secret"]

    made(client, administrator, f"/people/{ministry.person_id}/second-factor-reset", reason="Perdió el teléfono")
    made(client, ministry, "/whoami/second-factor")


def _code(secret: str, platform: Platform) -> str:
    return totp(b32decode(secret), int(platform.database.clock().timestamp()) // STEP)


def test_the_table_of_roles_is_shown_as_it_decides(client: TestClient, ministry: Office) -> None:
    shown = {each["code"]: each for each in ministry.get(client, "/roles").json()}

    assert shown.keys() == ROLES.keys()
    assert set(shown["todo"]["permissions"]) == EVERYTHING
    assert "signature.sign" not in shown["asistente"]["permissions"]
    assert "documents.read" not in shown["administrador"]["permissions"]


def test_an_institution_says_when_it_numbers_what_arrives_and_may_leave(
    client: TestClient, administrator: Office
) -> None:
    changed = made(client, administrator, "/institution/amendments", numbers_entries="on-acknowledgement", region="AP")
    assert changed["numbers_entries"] == "on-acknowledgement"
    assert refused(client, administrator, "/institution/amendments", zone="America/Lima") == (422, "unknown-zone")
    assert refused(client, administrator, "/institution/amendments", region="ZZ") == (422, "unknown-region")
    assert administrator.get(client, "/holidays?year=2100").json() != []

    assert made(client, administrator, "/institution/departure")["left_at"]
    assert refused(client, administrator, "/institution/departure") == (409, "institution-already-left")


def test_a_house_has_feriados_of_its_own(client: TestClient, administrator: Office) -> None:
    made(client, administrator, "/holidays", day="2026-10-25", name="Elecciones")
    made(client, administrator, "/holidays", day="2026-12-25", name="Turno de Navidad", is_holiday=False)

    year = {each["day"]: each for each in administrator.get(client, "/holidays?year=2026").json()}

    assert (year["2026-10-25"]["name"], year["2026-10-25"]["own"]) == ("Elecciones", True)
    assert not year["2026-12-25"]["is_holiday"]
    assert (year["2026-09-18"]["is_holiday"], year["2026-09-18"]["own"]) == (True, False)


def test_roles_delegations_and_substitutions_end_when_somebody_says_so(
    client: TestClient, administrator: Office, ministry: Office
) -> None:
    person, post = str(ministry.person_id), str(ministry.post_id)
    mine = str(administrator.post_id)
    named = made(
        client,
        administrator,
        "/substitutions",
        post_id=mine,
        substitute_id=person,
        act_cited="Resolución Exenta N° 8/2026",
        begins_at="2026-01-01T00:00:00-03:00",
        ends_at="2199-01-01T00:00:00-03:00",
    )
    assert mine in ministry.get(client, "/whoami").json()["posts"]
    made(client, administrator, f"/substitutions/{named['id']}/end")
    assert ministry.get(client, "/whoami").json()["posts"] == [post]

    order = made(
        client, administrator, "/delegations", delegator_post_id=mine, delegate_post_id=post, act_cited="R. N° 9/2026"
    )
    assert made(client, administrator, f"/delegations/{order['id']}/end")["ends_at"]

    granted = items(client, administrator, f"/role-grants?person_id={person}")[0]
    made(client, administrator, f"/role-grants/{granted['id']}/end")
    assert ministry.get(client, "/whoami").json()["permissions"] == []

    held = items(client, administrator, f"/assignments?person_id={person}")[0]
    made(client, administrator, f"/assignments/{held['id']}/end")
    assert ministry.get(client, "/whoami").json()["posts"] == []


def test_dates_that_no_calendar_tells_are_refused_by_their_field(client: TestClient, administrator: Office) -> None:
    form = {"person_id": str(uuid4()), "post_id": str(uuid4()), "begins_at": "0001-01-01T00:00:00+14:00"}
    assert administrator.post(client, "/assignments", form).json()["errors"][0]["field"] == "body.begins_at"
    reversed_ = {
        "post_id": str(administrator.post_id),
        "substitute_id": str(administrator.person_id),
        "act_cited": "Decreto 1",
        "begins_at": "2026-07-02T00:00:00Z",
        "ends_at": "2026-07-01T00:00:00Z",
    }
    assert refused(client, administrator, "/substitutions", **reversed_) == (422, "dates-reversed")
