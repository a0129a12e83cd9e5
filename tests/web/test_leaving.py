"""«Egreso»: nothing is left in nobody's tray, and what no one can take over is told."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

import correspondence.leaving
import documents.leaving
import institutions.service as institutions
import signature.leaving
from correspondence.lines import Target
from correspondence.models import Referral
from correspondence.service import refer
from documents import holding
from institutions import overview, sessions
from kernel.actor import PLATFORM, system
from oficina.app import create_app
from oficina.platform import Platform
from signature import service as signatures
from signature.models import OPEN, Role, SignatureRequest
from signature.service import Step
from tests.correspondence.desks import acknowledged
from tests.offices import Office, a_colleague, a_document
from tests.web.desks import at_desk, key


class Leaving:
    """Dora leaves; Elsa may receive; Ana administers."""

    def __init__(self, platform: Platform, ministry: Office) -> None:
        self.platform, self.ministry = platform, ministry
        self.dora = a_colleague(platform, ministry, "Dora Lara", "firmante", title="Jefa de Jurídica")
        self.elsa = a_colleague(platform, ministry, "Elsa Mora", "firmante", title="Abogada")
        self.browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
        self.own = at_desk(platform, self.browser, ministry)
        self.page = f"/administracion/personas/{self.dora.person_id}/egreso"

    def asked(self, *, post: bool) -> UUID:
        """Ana asks Dora to sign: by her post, or by her name."""
        document = a_document(self.platform, self.ministry)
        whose = {"post_id": self.dora.post_id} if post else {"person_id": self.dora.person_id}
        with self.ministry.desk.writing() as work:
            step = Step(Role.SIGNATURE if post else Role.ENDORSEMENT, **whose)
            steps = [step] if post else [step, Step(Role.SIGNATURE, post_id=self.ministry.post_id)]
            signatures.request(work, document.id, steps)
        return document.id

    def goes(self, **told: object) -> tuple[int, str]:
        answer = self.browser.post(self.page, data={**told, **self.own, **key()})
        lands = answer.headers.get("location", "")
        return answer.status_code, self.browser.get(lands).text if lands else answer.text


@pytest.fixture
def leaving(platform: Platform, ministry: Office) -> Leaving:
    return Leaving(platform, ministry)


def test_all_that_waited_is_in_the_tray_of_who_was_named(
    platform: Platform, ministry: Office, municipality: Office, leaving: Leaving
) -> None:
    dora, elsa = leaving.dora, leaving.elsa
    reception = acknowledged(platform, municipality, ministry)
    with ministry.desk.writing() as work:
        refer(work, reception.id, [Target(person_id=dora.person_id)])
    draft, by_post, by_name = a_document(platform, dora), leaving.asked(post=True), leaving.asked(post=False)
    with platform.database.writing(PLATFORM) as work:
        token = sessions.open_for(work, dora.person_id).token
    with platform.database.writing(system(ministry.id)) as work:
        sessions.work_at(work, token, ministry.id, dora.post_id)

    status, page = leaving.goes(recibe=str(elsa.person_id))
    assert status == 303
    assert "3 pendientes y 1 cargos pasaron a Elsa Mora" in page

    with platform.database.reading(system(ministry.id)) as work:
        assert overview.open_sessions(work, dora.person_id) == []
        assert correspondence.leaving.held_by(work, dora.person_id) == 0
        assert signature.leaving.asked_of(work, dora.person_id) == 0
        assert documents.leaving.drafts_of(work, dora.person_id) == 0
        holder = institutions.holders(work, [dora.post_id])[dora.post_id]
        query = select(SignatureRequest).where(
            SignatureRequest.institution_id == work.institution_id, SignatureRequest.state.in_(OPEN)
        )
        waiting = {each.document_id: each for each in work.session.scalars(query) if each.document_id != draft.id}
        referred = work.session.scalars(
            select(Referral).where(Referral.institution_id == work.institution_id, Referral.person_id == elsa.person_id)
        ).all()
    assert holder.id == elsa.person_id
    assert len(referred) == 1
    assert waiting[by_post].post_id == dora.post_id
    assert {by_post, by_name} == set(waiting)
    with leaving.elsa.desk.reading() as work:
        assert draft.id in {each.id for each in work.session.scalars(holding.drafts(work))}


def test_a_post_for_which_somebody_waits_is_not_left_vacant(leaving: Leaving, ministry: Office) -> None:
    leaving.asked(post=True)
    vacant = {"recibe": str(leaving.elsa.person_id), "vacante": str(leaving.dora.post_id)}

    for told in (vacant, {}):
        status, page = leaving.goes(**told)
        assert status == 422
        assert "Hay 1 firmas o visaciones pedidas al cargo Jefa de Jurídica" in page
    with ministry.desk.writing() as work:
        institutions.substitute(
            work,
            leaving.dora.post_id,
            leaving.elsa.person_id,
            act_cited="Decreto 7",
            begins_at=work.now,
            ends_at=work.now + timedelta(days=30),
        )
    status, page = leaving.goes(**vacant)
    assert status == 303
    assert "el cargo Jefa de Jurídica queda vacante" in page


def test_whoever_receives_must_be_able_to_do_what_is_waited_for(
    platform: Platform, ministry: Office, leaving: Leaving
) -> None:
    leaving.asked(post=True)
    fidel = a_colleague(platform, ministry, "Fidel Ríos", "redactor", title="Profesional")

    status, page = leaving.goes(recibe=str(fidel.person_id))
    assert status == 422
    assert "Fidel Ríos no puede firmar: dele antes el rol" in page
    assert "no tiene cargo en su institución" in leaving.goes(recibe=str(leaving.dora.person_id))[1]
    assert leaving.goes(recibe=str(leaving.elsa.person_id))[0] == 303


def test_where_they_stood_in_goes_on_with_another_act_and_without_one_is_told(
    ministry: Office, leaving: Leaving
) -> None:
    with ministry.desk.writing() as work:
        until = work.now + timedelta(days=30)
        institutions.substitute(
            work,
            ministry.post_id,
            leaving.dora.person_id,
            act_cited="Decreto 7",
            begins_at=work.now,
            ends_at=until,
        )
        institutions.key_for_person(work, leaving.dora.person_id)
    shown = leaving.browser.get(leaving.page).text
    assert "Decreto 7" in shown
    assert "claves de la API: dejan de abrir" in shown

    status, page = leaving.goes(recibe=str(leaving.elsa.person_id), acto="Decreto 8")
    assert status == 303
    assert "No se traspasó:" in page
    with ministry.desk.reading() as work:
        (now,) = institutions.replacements(work, [ministry.post_id])
    assert (now.substitute, now.act_cited, now.ends_at) == ("Elsa Mora", "Decreto 8", until)

    leaving.page = f"/administracion/personas/{leaving.elsa.person_id}/egreso"
    status, page = leaving.goes()
    assert status == 303
    assert "su subrogancia de Jefatura (Decreto 8), que necesita otro acto" in page
    with ministry.desk.reading() as work:
        assert institutions.replacements(work, [ministry.post_id]) == []


def test_what_is_returned_later_does_not_come_back_to_who_left(platform: Platform, leaving: Leaving) -> None:
    """A document that is out to be signed is its author's again if it is returned."""
    document = a_document(platform, leaving.dora)
    with leaving.dora.desk.writing() as work:
        (asked,) = signatures.request(work, document.id, [Step(Role.SIGNATURE, post_id=leaving.ministry.post_id)])

    assert leaving.goes(recibe=str(leaving.elsa.person_id))[0] == 303
    with leaving.ministry.desk.writing() as work:
        signatures.return_(work, asked.id, "Falta la fecha")
    with leaving.elsa.desk.reading() as work:
        assert document.id in {each.id for each in work.session.scalars(holding.drafts(work))}
