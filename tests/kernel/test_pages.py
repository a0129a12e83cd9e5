"""Long lists, a page at a time, over rows that somebody else adds meanwhile."""

from uuid import UUID

import pytest
from sqlalchemy import select

import institutions.service as institutions
from institutions.models import Unit
from kernel import pages
from kernel.pages import Paged, how_many, paged, paged_among
from tests.offices import Office


def a_page(office: Office, after: UUID | None = None, limit: int = 3, *, newest_first: bool = False) -> Paged[Unit]:
    with office.desk.reading() as work:
        asked = institutions.all_of(work, Unit)
        return paged(work, asked, Unit.id, after, limit, newest_first=newest_first)


def add_units(office: Office, *names: str) -> None:
    with office.desk.writing() as work:
        for name in names:
            institutions.add_unit(work, name, office.office_id)


def read(office: Office, limit: int, *, newest_first: bool) -> list[str]:
    names: list[str] = []
    page = a_page(office, None, limit, newest_first=newest_first)
    names += [unit.name for unit in page.items]
    while page.next:
        page = a_page(office, page.next, limit, newest_first=newest_first)
        names += [unit.name for unit in page.items]
    return names


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
def test_pages_together_are_the_whole_list(ministry: Office, municipality: Office, limit: int) -> None:
    add_units(ministry, *"ABCDEF")
    add_units(municipality, "De otros")

    assert read(ministry, limit, newest_first=False) == ["Dirección", *"ABCDEF"]
    assert read(ministry, limit, newest_first=True) == [*"FEDCBA", "Dirección"]


def test_what_arrives_meanwhile_moves_nothing(ministry: Office) -> None:
    add_units(ministry, *"ABCD")
    first = a_page(ministry, newest_first=True)

    add_units(ministry, "Z")

    second = a_page(ministry, first.next, newest_first=True)
    assert [unit.name for unit in (*first.items, *second.items)] == ["D", "C", "B", "A", "Dirección"]
    assert second.next is None


def test_a_page_that_is_full_by_chance_has_no_next(ministry: Office) -> None:
    add_units(ministry, "A", "B")

    assert a_page(ministry).next is None


@pytest.mark.parametrize("named", [1_000, 4])
def test_a_page_among_many_that_are_not_on_it_is_the_same(
    ministry: Office, monkeypatch: pytest.MonkeyPatch, named: int
) -> None:
    monkeypatch.setattr(pages, "NAMED", named)
    add_units(ministry, *("fila" if n in {3, 4, 17, 33} else f"otra {n}" for n in range(36)))
    with ministry.desk.reading() as work:
        asked = institutions.all_of(work, Unit).where(Unit.name == "fila")
        among = select(Unit.id).where(Unit.institution_id == work.institution_id)
        told: list[UUID] = []
        after: UUID | None = None
        while True:
            page = paged_among(work, asked, among, Unit.id, after, 1)
            told += [unit.id for unit in page.items]
            if (after := page.next) is None:
                break
        assert told == sorted(work.session.scalars(asked.with_only_columns(Unit.id)))
        assert len(told) == 4
        assert (how_many(work, asked, 2), how_many(work, asked, 4)) == (3, 4)
