"""The program, answering on a port of this machine, as other programs meet it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import uvicorn

from oficina.app import create_app
from oficina.attending import Server
from oficina.platform import Platform
from tests.offices import eventually


@contextmanager
def served(platform: Platform, *, reached_there: bool = False) -> Iterator[str]:
    """The address of the running program, until the context ends; and whether people reach the office by it."""
    listener = _listener()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(reached_at(platform, address) if reached_there else platform)
    server = Server(app, uvicorn.Config(app, log_level="warning"))
    thread = Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        eventually(lambda: server.started)
        yield address
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def reached_at(platform: Platform, address: str) -> Platform:
    """The same office, whose people come to it by this address."""
    settings = platform.settings.model_copy(update={"public_url": address})
    return replace(platform, settings=settings, workshop=replace(platform.workshop, public_url=address))


def _listener() -> socket.socket:
    """One that says that it is TCP: only then asyncio sends at once what it is given, and no answer is 40 ms late."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    return listener
