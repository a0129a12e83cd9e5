"""Where an office may be brought to: an empty folder, an empty database, an empty bucket."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from minio import Minio
from sqlalchemy import create_engine, make_url, text

from kernel.row_security import APP_ROLE
from oficina.home import settings_of
from oficina.platform import Platform, open_platform
from tests.conftest import PASSWORD, POSTGRES

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("OFICINA_")}


@dataclass(frozen=True)
class Place:
    """An empty folder, and an empty database where it is not in the folder."""

    home: Path
    environ: Mapping[str, str]

    def platform(self, key_file: Path) -> Platform:
        return open_platform(settings_of(self.home, dict(self.environ) | {"OFICINA_KEY_FILE": str(key_file)}))

    def told(self, file: Path, **also: str) -> Path:
        """A file of settings that names the place."""
        settings = {"OFICINA_HOME": str(self.home), **self.environ, **also}
        file.write_text("".join(f'{name}="{value}"\n' for name, value in settings.items()))
        return file


@contextmanager
def an_empty_database(home: Path) -> Iterator[Place]:
    """Another one on the server of the tests, without even a schema."""
    server = make_url(POSTGRES or "")
    own = server.set(database=f"{server.database}_restored")
    app = own.set(username=APP_ROLE, password=PASSWORD)
    told = {"OFICINA_DATABASE_URL": app, "OFICINA_OWNER_DATABASE_URL": own}
    administrator = create_engine(server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own.database}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{own.database}"'))
        yield Place(home, {name: url.render_as_string(hide_password=False) for name, url in told.items()})
        connection.execute(text(f'DROP DATABASE "{own.database}" WITH (FORCE)'))
    administrator.dispose()


def an_empty_bucket() -> str:
    """The URL of a bucket of its own, in which objects can be locked."""
    url, name = urlsplit(os.environ["OFICINA_TEST_S3_URL"]), f"prueba-{uuid4()}"
    Minio(f"{url.hostname}:{url.port}", url.username, url.password, secure=False).make_bucket(name, object_lock=True)
    return urlunsplit(url._replace(path=f"/{name}"))
