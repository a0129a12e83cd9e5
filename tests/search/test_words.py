from datetime import date
from zoneinfo import ZoneInfo

import pytest

from search.analysis import stems, words
from search.errors import QueryNotUnderstood
from search.highlight import highlight
from search.query import Between, Named, Phrase, Prefix, Word, parse

ZONE = ZoneInfo("America/Santiago")


@pytest.mark.parametrize(
    "alike",
    [
        "oficio OFICIOS oficios",
        "resolución resoluciones RESOLUCION res",
        "decreto decretos dto",
        "luz luces",
        "vez veces",
        "Ñuñoa nunoa",
        "ministro ministra ministros ministras",
        "memorándum memorandums memo",
        "interés intereses",
        "1.847 1847 01847",
        "12.345.678-5 12345678-5 123456785",
        "12.345.678-k 12345678-K",
    ],
)
def test_these_are_one_word(alike: str) -> None:
    assert len(set(stems(alike))) == 1, stems(alike)


def test_short_words_and_numbers_keep_their_ending() -> None:
    assert stems("ley mes país 19880") == ["ley", "mes", "pais", "19880"]


def test_words_that_say_nothing_are_left_out_but_for_phrases() -> None:
    assert stems("el estado de la obra") == ["estad", "obra"]
    assert words("el estado de la obra") == ["el", "estado", "de", "la", "obra"]


def test_what_is_typed_is_read_as_it_was_meant() -> None:
    query = parse("obra -puente «plan regulador» ancud* de:«Obras Públicas» para:mun* tipo:oficio http://x -", ZONE)

    assert query.wanted == (
        Word("obra", "obra"),
        Phrase(("plan", "regulador")),
        Prefix("ancud"),
        Named("de", ("obras", "publicas")),
        Named("para", ("mun",), prefix=True),
        Named("tipo", ("oficio",)),
        Word("http", "http"),
        Word("x", "x"),
    )
    assert query.unwanted == (Word("puente", "puent"),)


def test_a_question_of_stop_words_alone_still_asks() -> None:
    assert parse("de la", ZONE).wanted == (Word("de", "de"), Word("la", "la"))
    assert parse("« » * !", ZONE).asks_nothing


@pytest.mark.parametrize(
    ("typed", "first", "after"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("02-2026", date(2026, 2, 1), date(2026, 3, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("11/05/2026", date(2026, 5, 11), date(2026, 5, 12)),
        ("2026-05-11..2026-06", date(2026, 5, 11), date(2026, 7, 1)),
    ],
)
def test_dates_are_days_where_the_institution_is(typed: str, first: date, after: date) -> None:
    (between,) = parse(f"fecha:{typed}", ZONE).wanted

    assert isinstance(between, Between)
    assert (between.start.date(), between.end.date()) == (first, after)
    assert between.start.tzinfo is ZONE


@pytest.mark.parametrize("typed", ["ayer", "2026-13", "31-02-2026", "1-2-3-4", "9999", "«»", "0"])
def test_a_date_that_is_none_says_how_to_write_it(typed: str) -> None:
    with pytest.raises(QueryNotUnderstood, match="fecha:2026"):
        parse(f"fecha:{typed}", ZONE)


def test_the_excerpt_is_where_the_most_words_are_in_the_words_of_the_text() -> None:
    text = f"{'Relleno sin interés. ' * 60}Las Resoluciones de Ñuñoa sobre aguas.{' Más relleno.' * 60}"
    pieces = highlight(text, parse("nunoa resolución agua*", ZONE))

    assert [piece.text for piece in pieces if piece.match] == ["Resoluciones", "Ñuñoa", "aguas"]
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")
    assert len("".join(piece.text for piece in pieces)) < 300


def test_without_any_of_the_words_the_beginning_is_shown() -> None:
    (piece,) = highlight("Solo esto.", parse("fecha:2026", ZONE))

    assert (piece.text, piece.match) == ("Solo esto.", False)


def test_a_phrase_marks_its_words() -> None:
    pieces = highlight("El plan de aguas de Ancud", parse("«plan de aguas»", ZONE))

    assert [piece.text for piece in pieces if piece.match] == ["plan", "aguas"]
