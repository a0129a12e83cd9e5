"""Memory that is not used goes back to the system. An office shares a small machine with others."""

import ctypes
import signal
from contextlib import suppress

M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3
ARENAS = 2
"""By default glibc keeps eight for each core, and what one thread let go of serves no other."""
PR_SET_PDEATHSIG = 1
LARGE = 128 * 1024
"""What is larger than this goes back as soon as it is let go of; by default the limit grows with use."""


def be_frugal() -> None:
    """To be said before there are threads. Where the C library is another, nothing changes."""
    with suppress(AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(M_ARENA_MAX, ARENAS)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """What was needed for the start, and is not any more."""
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def end_with_parent() -> None:
    """Said by a child: it does not outlive whoever began it."""
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
