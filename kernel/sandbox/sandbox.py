import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

from kernel.errors import Invalid, Refused, Unavailable

MEGABYTE = 1 << 20
GRACE = 2.0
"""How much longer than its own limit a child is waited for."""


class TooHard(Invalid):
    """The file asks for more time, memory or space than any honest one."""

    code = "file-too-hard"


class SandboxCrashed(Invalid):
    """Whatever reads such files died of this one."""

    code = "file-unreadable"


class SandboxUnavailable(Unavailable):
    code = "sandbox-unavailable"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use: seconds of wall clock and processor, bytes of memory, of answer and of each file."""

    seconds: int = 20
    memory: int = 1024 * MEGABYTE
    answer: int = 64 * MEGABYTE
    file: int = 128 * MEGABYTE


USUAL = Limits()


class Sandbox:
    """Calls functions in a child of the zygote. Safe to use from many threads."""

    def __init__(self) -> None:
        self._starting = Lock()
        self._control: socket.socket | None = None
        self._zygote: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[..., Any], *arguments: Any, limits: Limits = USUAL) -> Any:
        """What the function answers; its refusals come back as themselves.

        `function` is of a module and is called there by its name. Arguments and answer are JSON; files go by path.
        """
        reading, writing = os.pipe()
        try:
            told = {"function": _name(function), "arguments": arguments, "limits": asdict(limits)}
            self._send(json.dumps(told).encode(), writing)
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return _answer(_read(reading, limits))

    def close(self) -> None:
        with self._starting:
            self._stop()

    def _send(self, request: bytes, writing: int) -> None:
        for _ in range(2):
            with self._starting:
                control = self._started()
                try:
                    socket.send_fds(control, [len(request).to_bytes(4)], [writing])
                    control.sendall(request)
                except OSError:
                    self._stop()
                else:
                    return
        raise SandboxUnavailable("No se pueden leer archivos en este momento: intente de nuevo en unos minutos.")

    def _started(self) -> socket.socket:
        if self._control is None or self._zygote is None or self._zygote.poll() is not None:
            self._stop()
            ours, theirs = socket.socketpair()
            with theirs:
                self._zygote = subprocess.Popen(  # noqa: S603 -- our own program, and nothing of a file's
                    [sys.executable, "-m", "kernel.sandbox.zygote", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LANG": "C.UTF-8"},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            self._control = ours
        return self._control

    def _stop(self) -> None:
        if self._control:
            self._control.close()
        if self._zygote:
            with suppress(subprocess.TimeoutExpired):
                self._zygote.wait(GRACE)  # it ends when nobody asks any more, and takes its children with it
            self._zygote.kill()
            self._zygote.wait()
        self._control = self._zygote = None


def _name(function: Callable[..., Any]) -> str:
    name = f"{function.__module__}:{function.__qualname__}"
    if pkgutil.resolve_name(name) is not function:
        raise ValueError(f"{name} does not name the function that was given")
    return name


def _read(pipe: int, limits: Limits) -> bytes:
    """All that the child writes until it ends, or as much as it may write in the time that it has."""
    deadline, size = time.monotonic() + limits.seconds + GRACE, 0
    parts: list[bytes] = []
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    with os.fdopen(pipe, "rb", buffering=0) as reading:
        while True:
            if not waiting.poll(max(deadline - time.monotonic(), 0) * 1000):
                raise _too_hard()
            part = reading.read(MEGABYTE)
            if not part:
                return b"".join(parts)
            size += len(part)
            if size > limits.answer:
                raise _too_hard()
            parts.append(part)


def _answer(told: bytes) -> Any:
    try:
        answer = json.loads(told)
    except ValueError:
        raise SandboxCrashed("El archivo no se puede leer: está dañado o no es lo que dice ser.") from None
    match answer:
        case {"answer": value}:
            return value
        case {"limit": _}:
            raise _too_hard()
        case {"refused": str(name), "message": str(message), "facts": dict(facts)}:
            raise _refusal(name)(message, **facts)
    raise SandboxCrashed("El archivo no se puede leer: está dañado o no es lo que dice ser.", error=answer.get("error"))


def _refusal(name: str) -> type[Refused]:
    """The kind of refusal, if it is one that the program itself has loaded."""
    module, _, kind = name.partition(":")
    found = getattr(sys.modules.get(module), kind, None)
    return found if isinstance(found, type) and issubclass(found, Refused) else SandboxCrashed


def _too_hard() -> TooHard:
    return TooHard("El archivo exige demasiado tiempo o memoria para leerlo: no se aceptó. Revise su origen.")
