"""The clean process that children are forked from: `python -m kernel.sandbox.zygote FD`."""

import ctypes
import json
import os
import pkgutil
import resource
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

from kernel.errors import Refused

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
OPEN_FILES = 64


def main(descriptor: int) -> None:
    """Fork a child for each request, until whoever asks is gone."""
    os.chdir("/")
    _leave_the_network()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    while (request := _receive(control)) is not None:
        told, pipe = request
        with suppress(Exception):  # the child will meet the same fault, and tell it
            pkgutil.resolve_name(told["function"])
        if os.fork() == 0:
            control.close()
            _work(told, pipe)
        os.close(pipe)


def _receive(control: socket.socket) -> tuple[dict[str, Any], int] | None:
    size, descriptors, _, _ = socket.recv_fds(control, 4, 1)
    if len(size) < 4 or not descriptors:  # noqa: PLR2004 -- the four bytes of the length
        return None
    wanted, got = int.from_bytes(size), bytearray()
    while len(got) < wanted:
        part = control.recv(wanted - len(got))
        if not part:
            return None
        got += part
    return json.loads(got), descriptors[0]


def _work(told: dict[str, Any], pipe: int) -> None:
    """In the child: do it within the limits, tell what came of it, and end without looking back."""
    try:
        _confine(told["limits"])
        answer = json.dumps(_done(told)).encode()
        with os.fdopen(pipe, "wb") as writing:
            writing.write(answer)
    finally:
        os._exit(0)


def _done(told: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": pkgutil.resolve_name(told["function"])(*told["arguments"])}
    except Refused as refusal:
        facts = {name: str(fact) for name, fact in refusal.facts.items()}
        kind = type(refusal)
        return {"refused": f"{kind.__module__}:{kind.__qualname__}", "message": refusal.message, "facts": facts}
    except MemoryError:
        return {"limit": "memory"}
    except Exception as error:  # noqa: BLE001 -- whatever it is, it came from the file
        return {"error": type(error).__name__}


def _confine(limits: dict[str, int]) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limits["seconds"])
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _leave_the_network() -> None:
    """Where the system allows it, there is no network to be reached from here."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


if __name__ == "__main__":
    main(int(sys.argv[1]))
