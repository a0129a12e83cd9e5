"""The clean process that children are forked from: `python -m kernel.sandbox.zygote FD`."""

import ctypes
import json
import os
import pkgutil
import resource
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from kernel.errors import Refused

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
OPEN_FILES = 64
LATER = 0.5
"""How long after its own limit a child that has not ended is killed. It may have done away with its own alarm."""
LOOK = 200
"""Milliseconds between two looks at the children, while there are any."""
LIBC = ctypes.CDLL(None, use_errno=True)


def main(descriptor: int) -> None:
    """Fork a child for each request, until whoever asks is gone."""
    os.chdir("/")
    _leave_the_network()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    control, children, ready = socket.socket(fileno=descriptor), dict[int, float](), set[str]()
    asking = select.poll()
    asking.register(control, select.POLLIN)
    while True:
        asked = asking.poll(LOOK if children else None)
        _look_after(children, time.monotonic())
        if not asked:
            continue
        request = _receive(control)
        if request is None:
            break
        told, pipe = request
        if told["function"] not in ready:
            ready.add(told["function"])
            _make_ready(told["function"])
        child = os.fork()
        if child == 0:
            control.close()
            _work(told, pipe)
        children[child] = time.monotonic() + told["limits"]["seconds"] + LATER
        os.close(pipe)
    _look_after(children, float("inf"))


def _make_ready(function: str) -> None:
    """What every child would do again is done once, with nothing of a file: its module, and its `before_forks`."""
    with suppress(Exception):  # the child will meet the same fault, and tell it
        module = sys.modules[pkgutil.resolve_name(function).__module__]
        getattr(module, "before_forks", lambda: None)()


def _look_after(children: dict[int, float], now: float) -> None:
    """Bury those that ended, and kill those whose time is over and whatever they left behind."""
    for child, deadline in list(children.items()):
        if now >= deadline:
            _kill(child)
        elif os.waitpid(child, os.WNOHANG)[0]:
            del children[child]
    while left := _living() - {child for child, deadline in children.items() if now < deadline}:
        for each in left:
            _kill(each)
            with suppress(ChildProcessError):
                os.waitpid(each, 0)
            children.pop(each, None)


def _living() -> set[int]:
    """Every process below this one; whoever lost its parent came to be one of ours."""
    return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()))


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)


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
        os.setpgid(0, 0)
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
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
    if LIBC.unshare(CLONE_NEWNET) != 0:
        LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNET)


if __name__ == "__main__":
    main(int(sys.argv[1]))
