"""Each benchmark runs and tells its figure. What the figure is, is for a quiet machine to say, and not for a test."""

from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import numbering, papers, pushing, recall, recipients, screens, searching, turns
from documents.inspection import inspect_pdf
from documents.texts import pdf_text

pytestmark = [pytest.mark.once, pytest.mark.database_free]

SMALL = [
    (pushing.main, ("--documents", "2"), "searchable a second"),
    (numbering.main, ("--folios", "4"), "of ten correlatives"),
    (recipients.main, ("--recipients", "2"), "receptions a second"),
    (turns.main, ("--recipients", "3", "--documents", "2"), "in its tray, embedded"),
    (recall.main, ("--documents", "18"), "54 of 54"),
    (screens.main, ("--documents", "40", "--times", "1"), "libro del mes (partes)"),
]


@pytest.mark.parametrize(("main", "arguments", "figure"), SMALL)
def test_a_figure_is_told_with_the_machine_it_was_seen_on(
    main: Callable[[Sequence[str]], None], arguments: Sequence[str], figure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(arguments)

    told = capsys.readouterr().out
    assert figure in told
    assert "cores" in told


def test_the_papers_are_honest_pdfs_with_spanish_words_and_always_the_same(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(papers.paper(7))

    assert inspect_pdf(str(file), 1 << 20)["pages"] == 2
    assert "Expediente ficha000007" in pdf_text(str(file))
    assert papers.paper(7) == papers.paper(7) != papers.paper(8)


def test_growth_is_drawn_on_one_picture(tmp_path: Path) -> None:
    picture = tmp_path / "growth.svg"
    searching.main(["--documents", "10", "30", "--searches", "20", "--picture", str(picture)])

    drawn = ET.parse(picture).getroot()  # noqa: S314 -- our own
    texts = [each.text or "" for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert any(text.startswith("p95: ") for text in texts)
    assert {"10", "30", "1,000,000"} <= set(texts)
