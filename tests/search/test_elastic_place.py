"""How the URL of an Elasticsearch is read: where it is, how one comes in, and what is refused before it is asked."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from search.engines.elastic.place import Place, PlaceRefused

pytestmark = pytest.mark.database_free


def place(url: str) -> Place:
    return Place.of(urlsplit(url))


def test_one_comes_in_with_tls_unless_it_is_said_otherwise() -> None:
    assert place("elasticsearch://es").hosts == ("https://es:9200",)
    assert place("elasticsearch://es:9201/?tls=no").hosts == ("http://es:9201",)
    assert place("elasticsearch://one,two:9201/partes").hosts == ("https://one:9200", "https://two:9201")
    assert (place("elasticsearch://es").name, place("elasticsearch://es/partes?shards=3").name) == ("oficina", "partes")
    assert place("elasticsearch://es/?shards=3").shards == 3


def test_the_secret_and_the_authority_may_be_in_files(tmp_path: Path) -> None:
    secret, authority = tmp_path / "es.secret", tmp_path / "ca.pem"
    secret.write_text("abre, sésamo\n")
    authority.write_text("-----BEGIN CERTIFICATE-----")

    assert place("elasticsearch://oficina:cl%40ve@es").entry == {"basic_auth": ("oficina", "cl@ve")}
    assert place(f"elasticsearch://oficina@es/?secret_file={secret}").entry == {
        "basic_auth": ("oficina", "abre, sésamo")
    }
    assert place(f"elasticsearch://es/?api_key_file={secret}&ca_file={authority}").entry == {
        "api_key": "abre, sésamo",
        "ca_certs": str(authority),
    }
    assert "sésamo" not in repr(place(f"elasticsearch://oficina@es/?secret_file={secret}"))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("elasticsearch:///oficina", "falta la máquina"),
        ("elasticsearch://es/?tsl=no", "no se conoce «tsl»"),
        ("elasticsearch://es/?shards=0", "escriba un número desde 1"),
        ("elasticsearch://es/?shards=some", "escriba un número desde 1"),
        ("elasticsearch://yo@es/?secret_file=/nowhere/secret", "no se puede leer /nowhere/secret"),
        ("elasticsearch://es/?ca_file=/nowhere/ca.pem", "no se puede leer /nowhere/ca.pem"),
    ],
)
def test_what_says_no_place_is_refused_with_what_to_do(url: str, says: str) -> None:
    with pytest.raises(PlaceRefused, match=says):
        place(url)
