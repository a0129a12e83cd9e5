import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.codes import BITS, CodeMistyped, new_code, printed, read


@given(st.integers(0, 2**BITS - 1))
def test_a_code_is_read_however_it_is_typed(bits: int) -> None:
    code = printed(bits)

    assert read(code.lower().replace("-", " ")) == code
    assert read(code.replace("-", "")) == code
    assert read(code[:-1].replace("0", "O").replace("1", "l") + code[-1]) == code


@given(st.integers(0, 2**BITS - 1), st.integers(0, 15), st.integers(1, 31))
def test_one_wrong_character_is_noticed(bits: int, place: int, difference: int) -> None:
    """A difference of one symbol is never a multiple of 37."""
    wrong = printed(bits ^ (difference << 5 * place))[:-1] + printed(bits)[-1]

    with pytest.raises(CodeMistyped):
        read(wrong)


def test_a_code_of_another_length_is_not_a_code() -> None:
    for typed in ("", "ABCD", new_code() + "7", "ÑÑÑÑ-ÑÑÑÑ-ÑÑÑÑ-ÑÑÑÑ-0"):
        with pytest.raises(CodeMistyped):
            read(typed)


def test_codes_are_printed_in_four_groups_and_a_check() -> None:
    assert [len(group) for group in new_code().split("-")] == [4, 4, 4, 4, 1]
    assert new_code() != new_code()
