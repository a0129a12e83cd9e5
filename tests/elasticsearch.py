"""The real Elasticsearch of the tests: each has indices of its own in it, which go when it ends."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx


def address() -> str:
    """Where it answers, to whoever asks it directly."""
    where = os.environ["OFICINA_TEST_ELASTICSEARCH_URL"].removeprefix("elasticsearch://").partition("?")[0]
    return f"http://{where.rstrip('/')}"


@contextmanager
def an_index(*options: str) -> Iterator[str]:
    """The URL of an index that nobody else has."""
    name = f"test-{uuid4().hex}"
    where = os.environ["OFICINA_TEST_ELASTICSEARCH_URL"].partition("?")[0].rstrip("/")
    yield f"{where}/{name}?{'&'.join(['tls=no', *options])}"
    with httpx.Client(base_url=address(), timeout=60) as server:
        indices = ",".join(server.get(f"/{name}-*?expand_wildcards=all").raise_for_status().json())
        if indices:
            server.delete(f"/{indices}").raise_for_status()


@contextmanager
def taken_away(signal: str) -> Iterator[None]:
    """From everybody: the server itself is sent this signal, and put in motion again."""
    script = Path(__file__).parent / "servers" / "elasticsearch.sh"
    folder = f"{os.environ['OFICINA_TEST_SERVERS']}/elasticsearch"
    port = address().rpartition(":")[2]
    subprocess.run([script, "signal", folder, signal], check=True)  # noqa: S603 -- our own script
    try:
        yield
    finally:
        subprocess.run([script, "up", folder, port], check=True)  # noqa: S603 -- the same
