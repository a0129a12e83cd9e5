"""How often one client may ask what costs something and needs no key."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from signature.errors import TooManyQueries

MINUTE = timedelta(minutes=1)
CLIENTS = 10_000


class Limiter:
    """So many questions of a client in a minute. It forgets whoever asked longest ago."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._asked: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._mutex = Lock()

    def count(self, client: str, now: datetime) -> None:
        """Note one question more, or refuse it."""
        with self._mutex:
            since, asked = self._asked.pop(client, (now, 0))
            if now - since >= MINUTE:
                since, asked = now, 0
            self._asked[client] = since, asked + 1
            while len(self._asked) > CLIENTS:
                self._asked.popitem(last=False)
        if asked >= self._a_minute:
            raise TooManyQueries("Ha hecho demasiadas consultas seguidas: espere un minuto e intente de nuevo.")
