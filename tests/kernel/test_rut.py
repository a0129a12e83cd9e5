from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.rut import LARGEST, Rut, RutInvalid, check_digit

pytestmark = pytest.mark.database_free

numbers = st.integers(1, LARGEST)


@pytest.mark.parametrize("known", ["12345678-5", "60803000-K", "44444444-4", "6-K", "1-9", "11111111-1"])
def test_known_ones_are_read(known: str) -> None:
    assert str(Rut.parse(known)) == known


@given(numbers)
def test_it_is_read_however_people_write_it(number: int) -> None:
    rut = Rut(number, check_digit(number))
    written = [str(rut), rut.dotted, str(rut).lower(), f" {rut.dotted} ", str(rut).replace("-", ""), f"0{rut}"]

    assert {Rut.parse(text) for text in written} == {rut}


@given(numbers, st.sampled_from("0123456789K"))
def test_any_other_digit_is_refused(number: int, digit: str) -> None:
    if digit == check_digit(number):
        return
    with pytest.raises(RutInvalid):
        Rut.parse(f"{number}-{digit}")


@given(numbers)
def test_two_digits_that_change_places_are_noticed(number: int) -> None:
    digits = list(str(number))
    swapped = int("".join([*digits[:-2], *digits[:-3:-1]]))
    if swapped != number and swapped:
        assert check_digit(swapped) != check_digit(number)


@given(st.text())
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    with suppress(RutInvalid):
        rut = Rut.parse(text)
        assert check_digit(rut.number) == rut.dv


@pytest.mark.parametrize(
    "wrong", ["", "-", "0-0", "123456789-2", "12345678", "12.345.678-", "١٢٣٤٥٦٧٨-5", "12345678-5\n1"]
)
def test_what_is_no_rut_is_refused(wrong: str) -> None:
    with pytest.raises(RutInvalid):
        Rut.parse(wrong)


def test_anybody_may_see_where_it_begins_only() -> None:
    assert Rut.parse("12345678-5").masked == "12.XXX.XXX-X"
    assert Rut.parse("6-K").masked == "6-X"
