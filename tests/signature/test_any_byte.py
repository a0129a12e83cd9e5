"""Whatever byte of a signed file is another, is gone or is one more: it is noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.signature.forging import Signed

pytestmark = pytest.mark.database_free
OFTEN = settings(max_examples=20, derandomize=True, deadline=None, database=None)
SOMEWHERE = some.floats(0, 1, exclude_max=True)


@pytest.fixture(scope="module", params=[False, True], ids=["signed here", "by the library"])
def signed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """With a document timestamp after its signature, so that every byte is vouched for."""
    made = Signed(tmp_path_factory.mktemp("bytes"), by_library=request.param)
    made.pdf = made.stamped(made.pdf)
    assert made.verdict(made.pdf) == "valid"
    return made


@OFTEN
@given(SOMEWHERE, some.integers(1, 255))
def test_a_byte_that_is_another_is_noticed(signed: Signed, where: float, by: int) -> None:
    at = int(where * len(signed.pdf.rstrip()))
    assert signed.verdict(signed.pdf[:at] + bytes([signed.pdf[at] ^ by]) + signed.pdf[at + 1 :]) != "valid"


@OFTEN
@given(SOMEWHERE, some.binary(min_size=1, max_size=9))
def test_bytes_that_are_more_are_noticed(signed: Signed, where: float, more: bytes) -> None:
    at = int(where * len(signed.pdf.rstrip()))
    assert signed.verdict(signed.pdf[:at] + more + signed.pdf[at:]) != "valid"


@OFTEN
@given(SOMEWHERE, some.integers(1, 9))
def test_bytes_that_are_gone_are_noticed(signed: Signed, where: float, many: int) -> None:
    at = int(where * (len(signed.pdf.rstrip()) - many))
    assert signed.verdict(signed.pdf[:at] + signed.pdf[at + many :]) != "valid"


@OFTEN
@given(some.binary(min_size=1, max_size=40).filter(lambda tail: tail.strip(b"\0\t\n\x0c\r ") != b""))
def test_bytes_after_the_end_are_noticed(signed: Signed, tail: bytes) -> None:
    assert signed.verdict(signed.pdf + tail) != "valid"
