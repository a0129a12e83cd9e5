"""kill -9 while FirmaGob signs: whoever asks again, or the job that is left, makes the one signed version."""

import signal
import subprocess
import sys
from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from oficina.platform import Platform
from oficina.settings import Settings
from tests.offices import Office, do_all_jobs
from tests.signature.firmagobs import OTP, a_firmagob, a_small_house, chooses
from tests.signature.people import a_pdf_document, asked, content, seen, sign, signed_by, states

KEPT = 6
"""From here on what came back is kept, and nobody is needed."""


@pytest.mark.parametrize("nth", [KEPT - 2, KEPT])
def test_killed_at_any_step_there_is_one_signed_version(
    platform: Platform, settings: Settings, ministry: Office, nth: int
) -> None:
    house = a_small_house(platform, ministry)
    with a_firmagob(platform, ministry) as there:
        chooses(there, house.carla)
        document = a_pdf_document(platform, ministry)
        (firm,) = asked(house, document, signed_by(house.carla))
        before, url = content(platform, ministry, document), there.platform.workshop.providers.firmagob
        assert url is not None
        told = settings.model_dump_json(), url.url, house.carla.key, str(firm), seen(house.carla, firm), str(nth)
        victim = [sys.executable, "-m", "tests.crash.remote_victim", *told]
        killed = subprocess.run(victim, check=False, timeout=60).returncode  # noqa: S603 -- our own program
        assert killed == -signal.SIGKILL
        assert content(platform, ministry, document) == before

        if nth < KEPT:
            sign(there.platform, house.carla, firm, pin=OTP)
        clock = platform.database.clock
        platform.database.clock = lambda: clock() + timedelta(minutes=2)
        do_all_jobs(there.platform)

    signed = content(platform, ministry, document)
    assert [each.field_name for each in PdfFileReader(BytesIO(signed)).embedded_signatures] == ["FEA-1"]
    assert signed.startswith(before)
    assert states(ministry, document) == ["done"]
    hashes = {each for told_ in there.service.asked[1:] for each in told_["hashes"]}
    assert len(hashes) == 1
