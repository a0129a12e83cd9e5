"""Somebody signs with FirmaGob, and at the nth point that is reached the process is killed, as by kill -9."""

import os
import signal
import sys
from dataclasses import replace
from itertools import count
from uuid import UUID

from institutions.doors import actor_behind
from kernel import points
from kernel.operations import operate
from kernel.points import Point
from oficina.platform import open_platform
from oficina.settings import Settings
from signature.operations import SignDocument
from signature.providers import FirmaGob, Providers
from tests.offices import alone
from tests.signature.firmagobs import OTP


def main(settings: str, url: str, key: str, request_id: str, seen: str, nth: str) -> None:
    platform, steps = open_platform(Settings.model_validate_json(settings)), count(1)
    workshop = replace(platform.workshop, providers=Providers(firmagob=FirmaGob(url)))

    def watch(_reached: Point) -> None:
        if next(steps) == int(nth):
            os.kill(os.getpid(), signal.SIGKILL)

    points.watchers.append(watch)
    desk = platform.database.desk(actor_behind(platform.database, key))
    operate(desk, SignDocument(workshop, UUID(request_id), seen, None, OTP), alone)


if __name__ == "__main__":
    main(*sys.argv[1:])
