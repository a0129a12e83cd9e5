"""Where the server is and how one comes in, as its URL says it.

`elasticsearch://oficina@es1:9200,es2:9200/oficina?ca_file=/etc/oficina/ca.pem&secret_file=/etc/oficina/es.secret`
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

from kernel.errors import Halted

PORT = 9200
OPTIONS = ("tls", "ca_file", "secret_file", "api_key_file", "shards")
NAME = "oficina"


class PlaceRefused(Halted):
    """The URL of the index does not say where to go, or names a file that cannot be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """`name` is what every index and alias of the office begins with. `entry` is what the client is opened with."""

    hosts: tuple[str, ...]
    name: str = NAME
    shards: int = 1
    entry: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, url: SplitResult) -> "Place":
        told = {name: values[0] for name, values in parse_qs(url.query).items()}
        if unknown := sorted(told.keys() - set(OPTIONS)):
            raise PlaceRefused(
                f"OFICINA_INDEX_URL: no se conoce «{unknown[0]}»; escriba una de estas opciones: {', '.join(OPTIONS)}."
            )
        who, _, where = url.netloc.rpartition("@")
        scheme = "http" if told.get("tls") == "no" else "https"
        hosts = tuple(f"{scheme}://{each if ':' in each else f'{each}:{PORT}'}" for each in where.split(",") if each)
        if not hosts:
            raise PlaceRefused("OFICINA_INDEX_URL: falta la máquina; escriba elasticsearch://máquina:9200/oficina.")
        return cls(hosts, url.path.strip("/") or NAME, _shards(told.get("shards", "1")), _entry(who, told))


def _entry(who: str, told: dict[str, str]) -> dict[str, Any]:
    """A user with its secret, or a key of the API; and the authority that vouches for the server."""
    user, _, secret = (unquote(each) for each in who.partition(":"))
    given: dict[str, Any] = {}
    if "api_key_file" in told:
        given["api_key"] = _read(told["api_key_file"])
    elif user:
        given["basic_auth"] = (user, _read(told["secret_file"]) if "secret_file" in told else secret)
    if "ca_file" in told and told.get("tls") != "no":
        _read(told["ca_file"])
        given["ca_certs"] = told["ca_file"]
    return given


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise PlaceRefused(
            f"OFICINA_INDEX_URL: no se puede leer {path} ({error.strerror}): corrija la ruta o sus permisos."
        ) from None


def _shards(told: str) -> int:
    if not told.isdecimal() or not int(told):
        raise PlaceRefused("OFICINA_INDEX_URL: «shards» es cuántas partes tiene el índice: escriba un número desde 1.")
    return int(told)
