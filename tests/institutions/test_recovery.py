"""When the telephone is lost."""

import base64
from uuid import UUID

import pytest

import audit.service as audit
import institutions.service as institutions
from institutions import identity, recovery, sessions, showing
from institutions.errors import NotInTheHouse, ReasonMissing, SecondFactorRefused
from institutions.models import RecoveryCode
from kernel.actor import PLATFORM, system
from kernel.work import Work
from oficina.platform import Platform
from tests.offices import Office


def codes_of(platform: Platform, office: Office) -> list[str]:
    with office.desk.writing() as work:
        identity.enrol_totp(work, platform.secrets, office.person_id)
        return recovery.make_codes(work, platform.secrets, office.person_id)


def shown(platform: Platform, office: Office, code: str) -> bool:
    with office.desk.writing() as work:
        return recovery.show(work, platform.secrets, office.person_id, code)


def told(work: Work, subject: UUID) -> list[str]:
    return [each.action for each in audit.trail(work, subject)]


def test_each_of_ten_codes_opens_once_however_it_is_copied_and_it_is_logged(
    platform: Platform, ministry: Office
) -> None:
    codes = codes_of(platform, ministry)
    assert len(set(codes)) == recovery.MANY

    assert shown(platform, ministry, f" {codes[0].lower().replace('-', ' ').replace('1', 'l').replace('0', 'o')} ")
    assert shown(platform, ministry, codes[1].replace("-", ""))
    for spent in codes[:2]:
        with pytest.raises(SecondFactorRefused, match="ya se usó"):
            shown(platform, ministry, spent)
    with ministry.desk.reading() as work:
        assert recovery.left(work, ministry.person_id) == 8
        assert told(work, ministry.person_id).count("recovery-code.used") == 2


def test_new_codes_put_an_end_to_those_of_before_and_no_code_is_kept_as_it_is(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    old, new = codes_of(platform, ministry), codes_of(platform, ministry)
    others = codes_of(platform, municipality)

    for wrong in (old[0], others[0], "", "ABCD-EFGH-JKMN"):
        with pytest.raises(SecondFactorRefused):
            shown(platform, ministry, wrong)
    with platform.database.reading(PLATFORM) as work:
        kept = {row.digest for row in work.session.query(RecoveryCode)}
    assert len(kept) == 2 * recovery.MANY
    assert not {each.replace("-", "") for each in new} & kept
    assert shown(platform, ministry, new[0])


def test_a_recovery_code_lets_in_and_the_log_of_the_institution_says_so(platform: Platform, ministry: Office) -> None:
    code = codes_of(platform, ministry)[0]
    with platform.database.writing(PLATFORM) as work:
        opened = sessions.open_for(work, ministry.person_id)
        opened.session.awaits_code = True
    with platform.database.writing(PLATFORM) as work:
        assert not showing.confirm(work, platform.gate, opened.token, code).awaits_code
    with platform.database.writing(system(ministry.id)) as work:
        sessions.came_in(work, sessions.work_at(work, opened.token, ministry.id, None))

    with ministry.desk.reading() as work:
        entered = [each for each in audit.trail(work, ministry.person_id) if each.action == "session.opened"]
    assert [each.facts["provider"] for each in entered] == ["recovery-code"]


def test_whoever_has_only_a_recovery_code_enrols_another_telephone(platform: Platform, ministry: Office) -> None:
    code = codes_of(platform, ministry)[0]

    with pytest.raises(SecondFactorRefused), ministry.desk.writing() as work:
        recovery.replace(work, platform.secrets, ministry.person_id, None)
    with ministry.desk.writing() as work:
        secret, codes = recovery.replace(work, platform.secrets, ministry.person_id, code)
        step = int(work.now.timestamp()) // identity.STEP
    assert len(codes) == recovery.MANY
    assert not shown(platform, ministry, identity.totp(base64.b32decode(secret), step))


def test_the_administrator_removes_it_with_a_reason_and_every_session_ends(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    code = codes_of(platform, ministry)[0]
    with platform.database.writing(PLATFORM) as work:
        sessions.open_for(work, ministry.person_id)

    with pytest.raises(ReasonMissing), ministry.desk.writing() as work:
        recovery.remove(work, ministry.person_id, "  ")
    with pytest.raises(NotInTheHouse), municipality.desk.writing() as work:
        recovery.remove(work, ministry.person_id, "No es de aquí")
    with ministry.desk.writing() as work:
        recovery.remove(work, ministry.person_id, "Perdió el teléfono y los códigos")

    with ministry.desk.reading() as work:
        person = institutions.person(work, ministry.person_id)
        assert person.wrapped_totp is None
        assert person.owes_factor
        assert sessions.open_of(work, person.id) == []
        removed = audit.trail(work, person.id)[-1]
        people = audit.people_in(work, [removed])[removed.id]
    assert (removed.action, removed.facts) == ("second-factor.removed", {"sessions": 1, "keys": 0})
    assert people["reason"].value == "Perdió el teléfono y los códigos"
    with pytest.raises(SecondFactorRefused):
        shown(platform, ministry, code)
