"""A signature that was just made is looked for again as any reader would; one that was damaged is not found."""

from pathlib import Path

import pytest

from signature.reopening import holds
from tests.signature.forging import Signed

pytestmark = pytest.mark.database_free


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("mutants"))


def test_the_signed_file_itself_is_valid_and_is_found_again(signed: Signed) -> None:
    assert signed.verdict(signed.pdf) == "valid"
    signed.file.write_bytes(signed.pdf)
    assert holds(signed.file, signed.hole, "FEA-1", signed.key.certificate)
    assert not holds(signed.file, signed.hole, "FEA-2", signed.key.certificate)


def test_a_signature_that_is_not_as_it_was_made_is_not_found_again(signed: Signed, tmp_path: Path) -> None:
    damaged, hole = tmp_path / "damaged.pdf", signed.hole
    cms = range(hole.begins + 3000, hole.begins + 3040)
    for at in [*range(0, len(signed.pdf) - 40, len(signed.pdf) // 40), *range(hole.ends, len(signed.pdf) - 1, 7)]:
        if at in cms or hole.begins < at < hole.ends:
            continue
        damaged.write_bytes(signed.pdf[:at] + bytes([signed.pdf[at] ^ 1]) + signed.pdf[at + 1 :])
        assert not holds(damaged, hole, "FEA-1", signed.key.certificate), at
