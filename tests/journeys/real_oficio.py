"""The real text of GAB. PRES. N° 005, read from the file of seeds where it lies beside the checkout."""

import re
from dataclasses import dataclass
from pathlib import Path

SEEDS = Path(__file__).parents[3] / "shared" / "semillas"

TURN_OF_PAGE = re.compile(r"-\n{3,}(?=[a-zá])")
ITEM = re.compile(r"^\s*-?\s*(?P<label>[IVX]+\.|\d+\.|[a-z]\.)\s+(?P<text>.+)$")
LINE = re.compile(r"^- (?P<position>\d+)\.-\s+(?P<addressee>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as printed: its label, if it has one, and how deep that label stands."""

    label: str
    level: int
    text: str


@dataclass(frozen=True)
class RealOficio:
    number: str
    antecedents: str
    subject: str
    place: str
    date: str
    sender: str
    addressee: str
    paragraphs: tuple[Paragraph, ...]
    closing: str
    signer: str
    post: str
    distribution: tuple[str, ...]


def found() -> Path | None:
    return next(iter(sorted(SEEDS.glob("000_*.txt"))), None)


def read(file: Path) -> RealOficio:
    """Every line of it: nothing printed is left out, and a word cut by the turn of a page is whole again."""
    whole = TURN_OF_PAGE.sub("", file.read_text("utf-8"))
    place, date = _one(r"^([A-ZÁÉÍÓÚÑ ]+), (\d+ .+)$", whole).groups()
    body_from = _one(r"^A : .+$", whole).end()
    closing = _one(r"^Saluda atentamente.+$", whole)
    signature = [line for line in whole[closing.end() : whole.index("DISTRIBUCION:")].splitlines() if line.strip()]
    return RealOficio(
        number=_one(r"N° (\d+) /", whole).group(1),
        antecedents=_one(r"^ANT\.: (.+)$", whole).group(1),
        subject=_one(r"^MAT\.: (.+)$", whole).group(1),
        place=place,
        date=date,
        sender=_one(r"^DE : (.+)$", whole).group(1),
        addressee=_one(r"^A : (.+)$", whole).group(1),
        paragraphs=tuple(_paragraphs(whole[body_from : closing.start()])),
        closing=closing.group(0),
        signer=signature[-2].strip(),
        post=signature[-1].strip(),
        distribution=tuple(line["addressee"].strip() for line in LINE.finditer(whole)),
    )


def _paragraphs(body: str) -> list[Paragraph]:
    read = []
    for line in body.splitlines():
        text = line.replace("**", "").strip().removeprefix("- ")
        if not text:
            continue
        item = ITEM.match(line.replace("**", ""))
        label = item["label"] if item else ""
        read.append(Paragraph(label, _level(label), item["text"] if item else text))
    return read


def _level(label: str) -> int:
    """Roman numerals stand outside, then figures, then letters; what has no label goes on with the one before it."""
    if not label:
        return 0
    return 1 if re.fullmatch(r"[IVX]+\.", label) else 2 if label[0].isdigit() else 3


def _one(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text, re.MULTILINE)
    if match is None:
        raise ValueError(f"the seed has no line like {pattern!r}")
    return match
