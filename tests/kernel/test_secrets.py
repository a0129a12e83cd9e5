import os
import stat
from pathlib import Path

import pytest

from kernel.secrets import KeyFileRefused, Secrets, WrappedWithAnotherKey, make_key_file, read_key_file


def test_a_key_file_gives_the_same_keys_each_time_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "oficina.key"
    made = make_key_file(path)

    assert read_key_file(path).derive("x") == made.derive("x") != made.derive("y")
    assert read_key_file(path).name == made.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_key_file(path)


def test_what_was_wrapped_opens_only_with_the_same_key_and_for_the_same_purpose() -> None:
    secrets = Secrets(os.urandom(32))
    wrapped = secrets.wrap("p12", b"secreto")

    assert secrets.unwrap("p12", wrapped) == b"secreto"
    assert secrets.wrap("p12", b"secreto") != wrapped
    for other, purpose, text in (
        (Secrets(os.urandom(32)), "p12", wrapped),
        (secrets, "totp", wrapped),
        (secrets, "p12", wrapped[:-1] + bytes([wrapped[-1] ^ 1])),
        (secrets, "p12", b""),
    ):
        with pytest.raises(WrappedWithAnotherKey):
            other.unwrap(purpose, text)


def test_a_digest_needs_the_key_to_be_guessed() -> None:
    one, other = Secrets(bytes(32)), Secrets(bytes([1] * 32))

    assert one.digest("run", "12345678-5") == one.digest("run", "12345678-5")
    assert len({one.digest("run", "1"), one.digest("x", "1"), other.digest("run", "1"), one.digest("run", "2")}) == 4


def test_signing_keys_of_different_purposes_are_different() -> None:
    secrets = Secrets(bytes(32))
    key = secrets.signing_key("log")

    key.public_key().verify(key.sign(b"x"), b"x")
    assert key.private_bytes_raw() != secrets.signing_key("receipts").private_bytes_raw()


@pytest.mark.parametrize("content", [None, "", "oficina-key-v1 AAAA", "oficina-key-v1 no es base64", "ñ"])
def test_what_is_not_a_key_file_stops_the_start(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "oficina.key"
    if content is not None:
        path.write_text(content)
    with pytest.raises(KeyFileRefused, match=str(path)):
        read_key_file(path)


def test_a_master_key_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        Secrets(b"short")
