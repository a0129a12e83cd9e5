"""The anchors of trust: who puts a bundle in force, and what is told of it and of what ends soon."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import audit.service as audit
from kernel.actor import PLATFORM
from oficina.platform import Platform
from oficina.upkeep.examine import examine
from signature.models import SealCredential
from signature.trust import BUNDLE, TrustFolder
from tests.offices import Office
from tests.signature.test_trust import Publisher, a_root
from tests.web.desks import at_desk
from tests.web.stewards import Steward

pytestmark = pytest.mark.once


def test_a_newer_bundle_of_anchors_is_put_in_force_and_an_older_or_another_s_is_not(
    platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    """The publisher is said at the machine; the page takes what they signed, and says which was in force when."""
    steward, publisher, folder = Steward(platform), Publisher(tmp_path, "una"), platform.settings.home / "trust"
    now = platform.database.clock()
    root = a_root(now)
    bundles = [publisher.publishes(root, number, now).read_bytes() for number in (1, 2)]
    unknown = publisher.publishes(root, 3, now, purposes=["todo"]).read_bytes()
    forged = Publisher(tmp_path, "otra").publishes(root, 4, now).read_bytes()
    first = steward.browser.get("/plataforma/anclas").text
    TrustFolder(folder).put_in_force(bundles[0], now, publisher.file.read_bytes())

    done = steward.upload(bundles[1])
    refused = [steward.upload(each) for each in (bundles[0], unknown, forged, b"")]

    assert "oficina trust update ANCLAS.json --publisher" in first
    assert (done.status_code, done.headers["location"]) == (303, "/plataforma/anclas")
    said = ("solo se acepta uno posterior", "está dañado", "no lo firmó su publicador", "Elija el archivo")
    assert [(each.status_code, words in each.text) for each, words in zip(refused, said, strict=True)] == [
        (422, True)
    ] * 4
    page = steward.browser.get("/plataforma/anclas").text
    for told in ("Conjunto 2</dd>", "Conjunto 1, publicado el", "Menos de 30 días", "Sellos de instituciones"):
        assert told in page
    with platform.database.reading(PLATFORM) as work:
        assert [each.facts["version"] for each in audit.acts(work, "trust.put-in-force")] == [2]
    at_desk(platform, steward.browser, ministry)
    home = steward.browser.get("/inicio").text
    assert "Vence en menos de 30 días: Raíz del Estado" in home
    with ministry.desk.writing() as work:
        for each in work.session.scalars(select(SealCredential).where(SealCredential.institution_id == ministry.id)):
            each.not_after = work.now - timedelta(days=1)
    own = steward.browser.get("/administracion/confianza").text
    assert "Sello de la oficina de partes</span>" in own
    assert "lo cambia quien administra la plataforma" in own.lower()
    assert "Y 1 más vence pronto" in steward.browser.get("/inicio").text
    found = examine(platform, {}, lambda *_: None)
    assert [each["within"] for each in found["ending"]] == [0, 30]
    assert "el sello" in found["unfit"]["endings"]["what"]
    (folder / BUNDLE).write_bytes(forged)
    assert "No se usa" in steward.browser.get("/administracion/confianza").text
    assert "anchors" in examine(platform, {}, lambda *_: None)["unfit"]
