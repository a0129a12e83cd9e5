"""What is signed is what was approved: by a key that answered about these bytes, and by nobody else's."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import documents.service as documents
import institutions.service as institutions
from documents.storage.base import path_of
from institutions.service import FactorPolicy
from kernel.actor import system
from kernel.errors import Damaged
from oficina.platform import Platform
from signature import service
from tests.institutions.keys import registered
from tests.offices import Office, a_colleague
from tests.signature.people import (
    House,
    a_house,
    a_pdf_document,
    asked,
    content,
    seen,
    sign,
    signed_by,
    standing,
    states,
)
from tests.software_key import SoftwareKey


@pytest.fixture
def house(platform: Platform, ministry: Office) -> House:
    return a_house(platform, ministry)


def in_a_post_that_asks(platform: Platform, who: Office, policy: FactorPolicy) -> Office:
    with platform.database.writing(system(who.id)) as work:
        post = institutions.add_post(work, who.unit_id, "Tesorera", second_factor=policy)
        work.session.flush()
        institutions.assign(work, who.person_id, post.id)
    return replace(who, post_id=post.id)


def waiting(platform: Platform, house: House, signer: Office) -> tuple[str, dict[str, str]]:
    """Where a document is signed over HTTP, and what of it the signer saw."""
    (firm,) = asked(house, a_pdf_document(platform, house.ana), signed_by(signer))
    return f"/signature-requests/{firm}", {"sha256": seen(signer, firm), "pin": "clave-de-prueba"}


def options_for(client: TestClient, signer: Office, url: str, form: dict[str, str]) -> dict[str, Any]:
    told = signer.post(client, f"{url}/factor-challenges", {"sha256": form["sha256"]})
    assert told.status_code == 201, told.text
    options: dict[str, Any] = told.json()["options"]
    return options


def test_a_client_of_the_api_signs_with_a_key_that_answers_about_these_bytes_and_once(
    client: TestClient, platform: Platform, house: House
) -> None:
    carla, key = in_a_post_that_asks(platform, house.carla, FactorPolicy.WEBAUTHN), SoftwareKey()
    registered(platform, carla, key)
    url, form = waiting(platform, house, carla)
    other, other_form = waiting(platform, house, carla)
    answer = json.loads(key.answer(options_for(client, carla, url, form)))

    without = carla.post(client, f"{url}/signature", form)
    code = carla.post(client, f"{url}/signature", form | {"code": "123456"})
    of_another = carla.post(client, f"{other}/signature", other_form | {"answer": answer})
    signed = carla.post(client, f"{url}/signature", form | {"answer": answer})
    again = carla.post(client, f"{other}/signature", other_form | {"answer": answer})

    assert (without.json()["code"], without.status_code) == ("signature-second-factor-needed", 403)
    assert (code.json()["code"], code.status_code) == ("second-factor-refused", 403)
    assert of_another.json()["code"] == "second-factor-of-another-act"
    assert (signed.status_code, signed.json()["state"]) == (201, "done"), signed.text
    assert again.json()["code"] == "second-factor-refused"
    (mine,) = carla.get(client, "/whoami/authenticators").json()
    assert (mine["name"], mine["last_used_at"] is not None) == ("Llavero azul", True)


def test_a_key_is_asked_only_by_whoever_may_sign_now_about_what_there_is(
    client: TestClient, platform: Platform, house: House
) -> None:
    carla = in_a_post_that_asks(platform, house.carla, FactorPolicy.ANY)
    registered(platform, carla, SoftwareKey())
    url, form = waiting(platform, house, carla)

    unseen = carla.post(client, f"{url}/factor-challenges", {"sha256": "0" * 64})
    by_another = house.berta.post(client, f"{url}/factor-challenges", {"sha256": form["sha256"]})

    assert unseen.json()["code"] == "signature-another-version-seen"
    assert by_another.status_code == 403


def test_who_guesses_codes_to_sign_is_stopped(client: TestClient, platform: Platform, house: House) -> None:
    carla = in_a_post_that_asks(platform, house.carla, FactorPolicy.ANY)
    with carla.desk.writing() as work:
        institutions.enrol_totp(work, platform.secrets, carla.person_id)
    url, form = waiting(platform, house, carla)

    told = [carla.post(client, f"{url}/signature", form | {"code": "nunca"}).json()["code"] for _ in range(7)]

    assert told == ["second-factor-refused"] * 6 + ["too-many-tries"]


def test_every_signature_row_holds_the_hash_that_its_signer_saw(platform: Platform, house: House) -> None:
    document = a_pdf_document(platform, house.ana)
    (firm,) = asked(house, document, signed_by(house.carla))
    saw, before = seen(house.carla, firm), content(platform, house.carla, document)

    done = sign(platform, house.carla, firm)

    assert done.seen_sha256 == saw
    assert content(platform, house.carla, document).startswith(before)


def test_bytes_that_are_not_those_that_were_seen_are_not_signed(platform: Platform, house: House) -> None:
    """Somebody puts another PDF in the store, in the place of the one that was approved."""
    document, other = (a_pdf_document(platform, house.ana) for _ in range(2))
    (firm,) = asked(house, document, signed_by(house.carla))
    saw = seen(house.carla, firm)
    place = Path(platform.settings.home, "blobs", path_of(saw))
    kept = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(content(platform, house.ana, other).replace(b"612", b"613"))

    with pytest.raises(Damaged):
        sign(platform, house.carla, firm)

    assert states(house.ana, document) == ["pending"]
    with house.ana.desk.reading() as work:
        assert documents.head_version(work, standing_of(work, document.id)).blob == saw
    place.write_bytes(kept)
    assert sign(platform, house.carla, firm).state == "done"


def standing_of(work: Any, document_id: UUID) -> documents.Document:
    return documents.get(work, document_id)


def test_a_colleague_in_the_same_post_does_not_show_the_key_of_another(
    client: TestClient, platform: Platform, house: House
) -> None:
    carla, key = in_a_post_that_asks(platform, house.carla, FactorPolicy.ANY), SoftwareKey()
    registered(platform, carla, key)
    eva = a_colleague(platform, house.ana, "Eva Paz")
    registered(platform, eva, SoftwareKey(), "De Eva")
    url, form = waiting(platform, house, carla)
    options = options_for(client, carla, url, form)
    with platform.database.writing(system(eva.id)) as work:
        institutions.assign(work, eva.person_id, carla.post_id)

    told = eva.post(client, f"{url}/signature", form | {"answer": json.loads(key.answer(options))})

    assert told.status_code in {403, 409}
    assert standing(house.ana, _document(house, url)).signing == "requested"


def _document(house: House, url: str) -> documents.Document:
    with house.ana.desk.reading() as work:
        asked_for = service.get(work, UUID(url.rpartition("/")[2]))
        return documents.get(work, asked_for.document_id)
