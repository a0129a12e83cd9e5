"""How long it takes to judge signatures, and whether any forgery passes: `python -m benchmarks.judging`.

Files of many pages, with a document timestamp after the signature and with a second signature, in processor time of
this one process; beside them pyHanko's own analysis of differences. Then a hostile file, which has to be stopped, and
as many forgeries of each class as are asked for (`--forgeries 300`), none of which may be taken for valid.
"""

import argparse
import logging
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY

from benchmarks import machine
from kernel.sandbox import Sandbox, TooHard
from signature.panel import JUDGING
from signature.report import examine
from tests.signature.forging import CLASSES, Signed
from tests.signature.forging.signing import AT

AIM, REPEATED = 0.2, 5


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=8_000)
    parser.add_argument("--forgeries", type=int, default=300, help="of each class")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(argv)
    logging.disable(logging.CRITICAL)
    machine.tell("judging signatures")
    with TemporaryDirectory() as folder:
        signed = Signed(Path(folder))
        judge_many_pages(signed, given.pages)
        stop_a_hostile_file(Path(folder))
        judge_forgeries(signed, given.forgeries, given.seed)


def judge_many_pages(signed: Signed, pages: int) -> None:
    for packed in (False, True):
        once, _ = signed.again(many_pages(pages, packed=packed), "FEA-1")
        stamped, twice = signed.stamped(once), signed.again(once, "FEA-2", (60, 100, 260, 160), signed.blank_stamp())[0]
        how = "packed objects" if packed else "plain objects"
        for what, pdf in (("signed", once), ("with a document timestamp", stamped), ("with a second, seen", twice)):
            seconds = processor(lambda pdf=pdf: signed.report(pdf))  # type: ignore[misc]
            verdict = signed.report(pdf)["indication"]
            print(
                f"{pages} pages, {how}, {what}: {seconds * 1000:.0f} ms of processor (aim {AIM * 1000:.0f}), {verdict}"
            )
        print(f"{pages} pages, {how}, pyHanko's difference analysis: {of_the_library(stamped) * 1000:.0f} ms")


def many_pages(count: int, *, packed: bool) -> bytes:
    pdf, made = pikepdf.new(), BytesIO()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
    )
    for at in range(count):
        page = pdf.add_blank_page(page_size=(612, 936)).obj
        page.Contents = pdf.make_stream(b"BT /F1 12 Tf 60 800 Td (Foja %d) Tj ET" % at)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    pdf.save(made, object_stream_mode=mode)
    return made.getvalue()


def processor(work: Callable[[], Any]) -> float:
    """The least of some runs."""
    seen = list[float]()
    for _ in range(REPEATED):
        begun = time.process_time()
        work()
        seen.append(time.process_time() - begun)
    return min(seen)


def of_the_library(pdf: bytes) -> float:
    begun = time.process_time()
    reader = PdfFileReader(BytesIO(pdf))
    first = reader.embedded_signatures[0]
    DEFAULT_DIFF_POLICY.review_file(reader, first.signed_revision)
    return time.process_time() - begun


def stop_a_hostile_file(folder: Path) -> None:
    """Arrays in arrays without end: whatever it does, it is over in ten seconds."""
    file = folder / "hostile.pdf"
    file.write_bytes(
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 3_000_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )
    sandbox, begun = Sandbox(), time.monotonic()
    try:
        told = sandbox.call(examine, str(file), [], AT.isoformat(), limits=JUDGING)["sub_indication"]
    except TooHard:
        told = "stopped"
    finally:
        sandbox.close()
    print(f"a hostile file: {told} after {time.monotonic() - begun:.1f} s (aim 10)")


def judge_forgeries(signed: Signed, count: int, seed: int) -> None:
    passed = 0
    for kind, forge in CLASSES.items():
        begun, many = time.process_time(), list(islice(forge(signed, Random(seed)), count))  # noqa: S311 -- to be repeated
        accepted = signed.accepted(many)
        passed += len(accepted)
        each = (time.process_time() - begun) / len(many) * 1000
        print(f"{len(accepted)} of {len(many)} accepted, {each:.0f} ms each: {kind}")
    print(f"forgeries accepted: {passed} (aim 0)")


if __name__ == "__main__":
    main()
