"""A connection to PostgreSQL that does not wait for ever: a server that accepts and never answers is given up."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection, OperationalError, errors

CONNECTING = 2
"""Seconds to be let in."""


class PatientConnection(Connection[Any]):
    """Gives up a server that is silent for longer than whoever works here can wait."""

    patience: Callable[[], float]

    @classmethod
    def to(cls, patience: Callable[[], float], *where: Any, **how: Any) -> "PatientConnection":
        connection = cls.connect(*where, **{"connect_timeout": CONNECTING, **how})
        connection.patience = patience
        return connection

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        patience = self.patience() if hasattr(self, "patience") else None
        try:
            return super().wait(gen, interval, timeout or patience)
        except errors._WaitTimeout:  # noqa: SLF001 -- psycopg raises it from here, and has no other name for it
            if timeout is not None:
                raise
            self.pgconn.finish()
            raise OperationalError("the server is silent") from None
