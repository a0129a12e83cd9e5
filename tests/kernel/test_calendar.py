"""Legal time. Each date here was worked by hand from Ley 19.880 and the feriados of 2026."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import ZONES, Holidays, Term, TermInvalid, add_working_days, legal_instant, legal_year

pytestmark = pytest.mark.database_free

COUNTRY = Holidays()
SANTIAGO = "America/Santiago"


def local(text: str, zone: str = SANTIAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-09-15", 3, "2026-09-21"),  # the 18th is a feriado, then a weekend
        ("2026-09-14", 5, "2026-09-22"),
        ("2026-09-10", 20, "2026-10-09"),
        ("2026-09-21", 10, "2026-10-05"),
        ("2026-10-05", 10, "2026-10-20"),  # 12 October is a feriado
        ("2026-12-23", 5, "2026-12-31"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, days: int, last: str) -> None:
    assert add_working_days(date.fromisoformat(start), days, COUNTRY) == date.fromisoformat(last)


def test_a_term_of_working_days_ends_with_its_last_day() -> None:
    due = Term.of("working-days", amount=5).due(local("2026-09-17T10:00"), SANTIAGO, COUNTRY)

    assert due == local("2026-09-25T23:59:59")
    assert due.tzinfo == UTC


def test_a_presentation_made_on_a_feriado_counts_from_the_first_hour_of_the_next_dia_habil() -> None:
    made = local("2026-09-18T23:40")

    legal = legal_instant(made, SANTIAGO, COUNTRY)

    assert legal == local("2026-09-21T00:00")
    due = Term.of("working-days", amount=10).due(legal, SANTIAGO, COUNTRY)
    assert due == local("2026-10-05T23:59:59")


def test_a_presentation_made_on_a_dia_habil_counts_at_once() -> None:
    made = local("2026-09-17T23:59")

    assert legal_instant(made, SANTIAGO, COUNTRY) == made


def test_calendar_days_that_end_on_an_inhabil_go_on_to_the_next_habil() -> None:
    due = Term.of("calendar-days", amount=30).due(local("2026-09-10T09:00"), SANTIAGO, COUNTRY)

    assert due == local("2026-10-13T23:59:59")


def test_hours_are_hours_whatever_the_day() -> None:
    at = local("2026-09-17T18:00")

    assert Term.of("hours", amount=24).due(at, SANTIAGO, COUNTRY) == at + timedelta(hours=24)


def test_a_fixed_date_is_that_date() -> None:
    term = Term.of("date", date=date(2026, 9, 20))

    assert term.due(local("2026-09-17T18:00"), SANTIAGO, COUNTRY) == local("2026-09-20T23:59:59")
    with pytest.raises(TermInvalid):
        term.due(local("2026-09-21T00:00"), SANTIAGO, COUNTRY)


def test_the_same_instant_may_be_another_day_in_easter() -> None:
    thursday_night = local("2026-08-13T23:30", "Pacific/Easter")  # in Santiago it is Friday already
    term = Term.of("working-days", amount=1)

    assert term.due(thursday_night, "Pacific/Easter", COUNTRY) == local("2026-08-14T23:59:59", "Pacific/Easter")
    assert term.due(thursday_night, SANTIAGO, COUNTRY) == local("2026-08-17T23:59:59")
    assert legal_year(local("2026-12-31T23:30", "Pacific/Easter"), "Pacific/Easter") == 2026
    assert legal_year(local("2026-12-31T23:30", "Pacific/Easter"), SANTIAGO) == 2027


@pytest.mark.parametrize("zone", ["America/Coyhaique", "America/Punta_Arenas"])
def test_the_south_keeps_its_hour_in_winter(zone: str) -> None:
    """They have UTC-3 all year: Santiago's own midnight comes an hour later in winter, and not in summer."""
    winter, summer = date(2026, 7, 8), date(2026, 1, 8)
    due = {day: Term.of("date", date=day).due(local(f"{day}T08:00", zone), zone, COUNTRY) for day in (winter, summer)}

    assert due[winter] == datetime(2026, 7, 9, 2, 59, 59, tzinfo=UTC)
    assert due[summer] == datetime(2026, 1, 9, 2, 59, 59, tzinfo=UTC)
    there = Term.of("date", date=winter).due(local("2026-07-08T08:00"), SANTIAGO, COUNTRY)
    assert there - due[winter] == timedelta(hours=1)


def test_the_day_when_clocks_change_has_its_last_second_too() -> None:
    for day in (date(2026, 4, 4), date(2026, 9, 5)):
        due = Term.of("date", date=day).due(local(f"{day}T12:00"), SANTIAGO, COUNTRY)

        assert due.astimezone(ZoneInfo(SANTIAGO)).replace(tzinfo=None) == datetime.fromisoformat(f"{day}T23:59:59")


def test_a_region_has_feriados_of_its_own() -> None:
    morro, chillan = date(2027, 6, 7), date(2026, 8, 20)

    assert morro in Holidays(region="AP")
    assert chillan in Holidays(region="NB")
    assert morro not in COUNTRY
    assert chillan not in COUNTRY
    assert date(2027, 9, 17) in COUNTRY


def test_an_institution_adds_and_takes_away_days() -> None:
    census, christmas = date(2026, 10, 7), date(2026, 12, 25)
    own = Holidays(added={census}, removed={christmas})

    assert add_working_days(date(2026, 10, 6), 1, own) == date(2026, 10, 8)
    assert add_working_days(date(2026, 12, 24), 1, own) == christmas
    assert add_working_days(date(2026, 12, 24), 1, COUNTRY) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("weeks", {"amount": 1}),
        ("working-days", {}),
        ("working-days", {"amount": 0}),
        ("hours", {"amount": 1_001}),
        ("date", {}),
    ],
)
def test_a_term_that_makes_no_sense_is_refused(kind: str, more: dict[str, int]) -> None:
    with pytest.raises(TermInvalid):
        Term.of(kind, amount=more.get("amount"))


@given(
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- bounds
    zone=st.sampled_from(ZONES),
    days=st.integers(1, 60),
)
def test_a_term_ends_on_a_dia_habil_after_it_began(at: datetime, zone: str, days: int) -> None:
    for kind in ("working-days", "calendar-days"):
        due = Term.of(kind, amount=days).due(at, zone, COUNTRY)

        assert due > at
        assert COUNTRY.is_working_day(due.astimezone(ZoneInfo(zone)).date())
