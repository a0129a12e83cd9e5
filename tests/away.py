"""A door in front of a server, by which it can be taken away from an office and given back."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Self

CHUNK = 64 * 1024


class Door:
    """Passes on what comes, until it is shut: then nobody is let in. Or silent: they come in, and nobody answers."""

    def __init__(self, host: str, port: int) -> None:
        self._to = host, port
        self._open: list[socket.socket] = []
        self._silent = False
        self._listener = self._listening(0)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()

    def shut(self) -> None:
        """As a server that was stopped."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()

    def be_silent(self) -> None:
        """As a server that hangs."""
        self._silent = True
        self._drop()

    def give_back(self) -> None:
        if self._silent:
            self._silent = False
            self._drop()
        else:
            self._listener = self._listening(self.port)

    def _listening(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port))
        Thread(target=self._attend, args=(listener,), daemon=True).start()
        return listener

    def _attend(self, listener: socket.socket) -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            self._open.append(caller)
            if self._silent:
                continue
            try:
                server = socket.create_connection(self._to)
            except OSError:
                caller.close()
                continue
            self._open.append(server)
            for each, other in ((caller, server), (server, caller)):
                Thread(target=_pass_on, args=(each, other), daemon=True).start()

    def _drop(self) -> None:
        while self._open:
            each = self._open.pop()
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def _pass_on(each: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while chunk := each.recv(CHUNK):
            other.sendall(chunk)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@contextmanager
def a_door(address: str) -> Iterator[Door]:
    """To `host:port`."""
    host, _, port = address.rpartition(":")
    with Door(host, int(port)) as door:
        yield door
