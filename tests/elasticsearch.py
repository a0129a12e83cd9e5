"""The real Elasticsearch of the tests: each has indices of its own in it, which go when it ends."""

import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit
from uuid import uuid4

import httpx

WHO = "ci"
"""May do everything; the office comes in as somebody who may do what it needs."""


def address() -> str:
    """Its machine and its port."""
    return told().netloc.rpartition("@")[2]


def told() -> SplitResult:
    return urlsplit(os.environ["OFICINA_TEST_ELASTICSEARCH_URL"])


def directly() -> httpx.Client:
    """For whoever asks it without the office."""
    options = {name: Path(values[0]) for name, values in parse_qs(told().query).items()}
    if "ca_file" not in options:
        return httpx.Client(base_url=f"http://{address()}", timeout=60)
    trusted = ssl.create_default_context(cafile=options["ca_file"])
    known = WHO, options["secret_file"].read_text().strip()
    return httpx.Client(base_url=f"https://{address()}", timeout=60, verify=trusted, auth=known)


@contextmanager
def an_index(*options: str) -> Iterator[str]:
    """The URL of an index that nobody else has."""
    name, url = f"test-{uuid4().hex}", told()
    yield url._replace(path=f"/{name}", query="&".join([url.query, *options])).geturl()
    with directly() as server:
        indices = ",".join(server.get(f"/{name}-*?expand_wildcards=all").raise_for_status().json())
        if indices:
            server.delete(f"/{indices}").raise_for_status()


@contextmanager
def taken_away(signal: str) -> Iterator[None]:
    """From everybody: the server itself is sent this signal, and put in motion again."""
    script = Path(__file__).parent / "servers" / "elasticsearch.sh"
    folder = f"{os.environ['OFICINA_TEST_SERVERS']}/elasticsearch"
    port = str(told().port)
    subprocess.run([script, "signal", folder, signal], check=True)  # noqa: S603 -- our own script
    try:
        yield
    finally:
        subprocess.run([script, "up", folder, port], check=True)  # noqa: S603 -- the same
