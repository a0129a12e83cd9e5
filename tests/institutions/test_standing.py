"""What somebody may do at a moment, and in what capacity they sign: it changes when the acts say, to the second."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

import institutions.service as institutions
from institutions.doors import actor_behind
from institutions.errors import (
    DatesReversed,
    DelegationEnded,
    NotInTheHouse,
    NotYourPost,
    SubstitutionEnded,
    SubstitutionNotBegun,
    UnknownKey,
    UnknownRole,
)
from institutions.models import Substitution
from institutions.service import Capacity
from kernel.actor import Actor
from kernel.database import Database
from kernel.permissions import Permission
from oficina.platform import Platform
from tests.offices import Office, a_colleague, an_office

MONDAY = datetime(2026, 7, 6, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WEEK = timedelta(days=7)


@dataclass
class House:
    """Ana is the head, Luis may stand in for her, and the clock is ours."""

    platform: Platform
    head: Office
    luis: Office
    now: datetime = field(default=MONDAY)

    def at(self, when: datetime) -> "House":
        self.now = when
        return self

    def actor(self, who: Office) -> Actor:
        return actor_behind(self.platform.database, who.key)

    def capacity(self, who: Office, post: Office) -> Capacity:
        with self.platform.database.reading(self.actor(who)) as work:
            return institutions.capacity_to_sign(work, post.post_id)


@pytest.fixture
def house(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(platform.database, "clock", lambda: MONDAY - WEEK)
    head = an_office(platform, "Ministerio de Obras")
    luis = a_colleague(platform, head, "Luis Paredes", "firmante", title="Subdirector")
    house = House(platform, head, luis)
    monkeypatch.setattr(platform.database, "clock", lambda: house.now)
    return house


def substitute(house: House, *, begins: datetime = MONDAY, ends: datetime = MONDAY + WEEK) -> None:
    with house.head.desk.writing() as work:
        institutions.substitute(
            work, house.head.post_id, house.luis.person_id, act_cited="R. Ex. N° 8", begins_at=begins, ends_at=ends
        )


def test_the_holder_signs_as_such(house: House) -> None:
    capacity = house.capacity(house.head, house.head)

    assert (capacity.post_title, capacity.person_name) == ("Jefatura", "Ana Rojas")
    assert (capacity.substitute_for, capacity.by_order_of, capacity.act_cited) == (None, None, None)


def test_a_substitution_holds_from_its_first_instant_to_its_last(house: House) -> None:
    substitute(house)

    with pytest.raises(SubstitutionNotBegun):
        house.at(MONDAY - SECOND).capacity(house.luis, house.head)
    assert house.head.post_id not in house.actor(house.luis).posts
    for instant in (MONDAY, MONDAY + WEEK - SECOND):
        capacity = house.at(instant).capacity(house.luis, house.head)
        assert (capacity.substitute_for, capacity.act_cited) == ("Ana Rojas", "R. Ex. N° 8")
        assert house.head.post_id in house.actor(house.luis).posts
    with pytest.raises(SubstitutionEnded):
        house.at(MONDAY + WEEK).capacity(house.luis, house.head)
    assert house.head.post_id not in house.actor(house.luis).posts


def test_a_substitution_ended_now_is_over_now(house: House) -> None:
    substitute(house)
    house.at(MONDAY + SECOND)
    with house.head.desk.writing() as work:
        [named] = work.session.scalars(institutions.all_of(work, Substitution))
        institutions.end_substitution(work, named.id)

    with pytest.raises(SubstitutionEnded):
        house.capacity(house.luis, house.head)


def test_a_substitution_whose_dates_are_reversed_is_refused(house: House) -> None:
    with pytest.raises(DatesReversed):
        substitute(house, begins=MONDAY, ends=MONDAY)


def test_a_vacant_post_is_signed_for_by_its_substitute(house: House) -> None:
    with house.head.desk.writing() as work:
        post = institutions.add_post(work, house.head.unit_id, "Contralor interno")
        work.session.flush()
        institutions.substitute(
            work, post.id, house.luis.person_id, act_cited="R. N° 9", begins_at=MONDAY, ends_at=MONDAY + WEEK
        )
    vacant = replace(house.head, post_id=post.id)

    assert house.capacity(house.luis, vacant).substitute_for == "cargo vacante"


def test_somebody_signs_by_order_of_a_post_until_the_delegation_ends(house: House) -> None:
    with house.head.desk.writing() as work:
        institutions.delegate(
            work, house.head.post_id, house.luis.post_id, act_cited="Resolución N° 15", ends_at=MONDAY + WEEK
        )

    capacity = house.capacity(house.luis, house.head)
    assert (capacity.post_title, capacity.by_order_of) == ("Subdirector", "Jefatura")
    assert capacity.act_cited == "Resolución N° 15"
    with house.head.desk.reading() as work:
        assert institutions.delegates_of(work, [house.head.post_id]) == {house.luis.post_id}
        assert institutions.delegators_of(work, [house.luis.post_id]) == {house.head.post_id}
    with pytest.raises(DelegationEnded):
        house.at(MONDAY + WEEK).capacity(house.luis, house.head)


def test_nobody_signs_for_a_post_that_is_not_theirs(house: House, municipality: Office) -> None:
    with pytest.raises(NotYourPost):
        house.capacity(house.luis, house.head)
    with pytest.raises(NotInTheHouse):
        house.capacity(house.luis, municipality)


def test_a_system_never_signs(house: House) -> None:
    with house.head.desk.writing() as work:
        _, key = institutions.key_for_system(work, "Permisos", roles=["todo"])
    actor = actor_behind(house.platform.database, key)

    assert (actor.system, actor.person_id) == ("Permisos", None)
    with house.platform.database.reading(actor) as work, pytest.raises(NotYourPost):
        institutions.capacity_to_sign(work, house.head.post_id)


def test_a_post_is_handed_over(house: House) -> None:
    with house.head.desk.writing() as work:
        institutions.assign(work, house.luis.person_id, house.head.post_id, begins_at=MONDAY + WEEK)

    assert house.capacity(house.head, house.head).person_name == "Ana Rojas"
    assert house.at(MONDAY + WEEK).capacity(house.luis, house.head).person_name == "Luis Paredes"
    with pytest.raises(NotYourPost):
        house.capacity(house.head, house.head)
    assert house.actor(house.luis).posts == {house.luis.post_id, house.head.post_id}


def test_a_post_is_not_given_behind_the_back_of_who_gets_it_later(house: House) -> None:
    with house.head.desk.writing() as work:
        later = institutions.assign(work, house.luis.person_id, house.head.post_id, begins_at=MONDAY + WEEK)
    with pytest.raises(DatesReversed), house.head.desk.writing() as work:
        institutions.assign(work, house.head.person_id, house.head.post_id)

    with house.head.desk.writing() as work:
        institutions.end_assignment(work, later.id)
        institutions.assign(work, house.head.person_id, house.head.post_id)
    assert house.at(MONDAY + WEEK).capacity(house.head, house.head).person_name == "Ana Rojas"


def test_a_delegation_that_is_over_before_it_begins_is_refused(house: House) -> None:
    with pytest.raises(DatesReversed), house.head.desk.writing() as work:
        institutions.delegate(work, house.head.post_id, house.luis.post_id, act_cited="R. 1", ends_at=MONDAY)


def test_a_role_gives_what_the_table_says_and_nothing_when_it_ends(house: House) -> None:
    assert house.actor(house.luis).may(Permission.SIGN)
    assert not house.actor(house.luis).may(Permission.ADMINISTER)
    with house.head.desk.writing() as work:
        with pytest.raises(UnknownRole):
            institutions.grant(work, house.luis.person_id, "rey")
        granted = institutions.grant(work, house.luis.person_id, "auditor")
    assert house.actor(house.luis).may(Permission.AUDIT)

    with house.head.desk.writing() as work:
        institutions.end_grant(work, granted.id)
    assert not house.actor(house.luis).may(Permission.AUDIT)
    assert house.actor(house.luis).may(Permission.SIGN)


def test_whoever_is_dismissed_can_do_nothing_from_that_instant(house: House) -> None:
    substitute(house)
    with house.head.desk.writing() as work:
        institutions.dismiss(work, house.luis.person_id)
        _, again = institutions.key_for_person(work, house.luis.person_id)

    with pytest.raises(UnknownKey):
        house.actor(house.luis)
    returned = actor_behind(house.platform.database, again)
    assert (returned.permissions, returned.posts, returned.units) == (frozenset(), frozenset(), frozenset())


def test_the_key_of_one_institution_says_nothing_in_another(house: House, municipality: Office) -> None:
    with municipality.desk.writing() as work:
        institutions.belong(work, house.luis.person_id)
        institutions.grant(work, house.luis.person_id, "todo")

    actor = house.actor(house.luis)

    assert actor.institution_id == house.head.id
    assert not actor.may(Permission.ADMINISTER)


def statements(database: Database) -> list[str]:
    said: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    return said


def test_to_know_who_asks_takes_few_statements_however_much_they_hold(house: House) -> None:
    substitute(house)
    with house.head.desk.writing() as work:
        for each in range(20):
            post = institutions.add_post(work, house.head.unit_id, f"Cargo {each}")
            work.session.flush()
            institutions.assign(work, house.luis.person_id, post.id)
            institutions.grant(work, house.luis.person_id, "redactor")
    said = statements(house.platform.database)

    actor = house.actor(house.luis)

    assert len(actor.posts) == 22
    asked = [each for each in said if each.startswith("SELECT")]
    assert len(asked) <= 5, asked
    assert len([each for each in asked if "set_config" not in each]) == 3, asked
