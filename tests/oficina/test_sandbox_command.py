"""`oficina sandbox firmagob`: an institution rehearses with it from the sentences that it prints."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from kernel.rut import Rut
from oficina.cli import main
from signature import complete
from signature.certificates import common_name
from signature.errors import NoKeyElsewhere
from signature.providers.firmagob import ATTENDED, Access, FirmaGob, Signing
from signature.rehearsing import StandIn

pytestmark = pytest.mark.database_free

ASKED = ("sandbox", "firmagob", "--listen", "127.0.0.1:0", "--entity", "MI MUNICIPIO", "--otp", "424242", "--ess")


def test_it_signs_for_whom_it_was_told_of_and_ends_when_asked() -> None:
    command = [sys.executable, "-m", "oficina.cli", *ASKED, "--person", "12.345.678-5=Ana Rojas"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603 -- our own program
        assert running.stdout is not None
        told = [running.stdout.readline() for _ in range(5)]
        url = told[0].split()[-1]
        access, at = Access("MI MUNICIPIO", "sandbox", StandIn.secret), datetime.now(UTC)
        digest = sha256(b"un oficio").digest()
        ana, other = Rut.parse("12.345.678-5"), Rut.parse("11.111.111-1")
        signed = FirmaGob(url).sign(access, Signing(ana, ATTENDED, "424242"), (digest,), at)
        with pytest.raises(NoKeyElsewhere, match="Ministro de Fe"):
            FirmaGob(url).sign(access, Signing(other, ATTENDED, "424242"), (digest,), at)
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0

    made = complete.read(signed.cms[0], digest)
    complete.refuse_of_another(made, ana)
    assert made.level == "B-B"
    assert common_name(made.certificate.subject) == "Ana Rojas (DEMOSTRACIÓN)"
    assert "OFICINA_FIRMAGOB_URL=" in told[1]


def test_an_address_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ("127.0.0.1:ochenta", "127.0.0.1:99999"):
        assert main(["sandbox", "firmagob", "--listen", wrong]) == 1
        assert "elija otro puerto" in capsys.readouterr().err
