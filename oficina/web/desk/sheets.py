"""The book as a spreadsheet. A cell is text and nothing else: no spreadsheet takes it for a formula."""

from collections.abc import Iterable
from dataclasses import astuple, fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from xlsxwriter import Workbook


def as_xlsx(lines: Iterable[Any], kind: type[Any], title: str) -> Path:
    """A file that whoever sends it away removes. Rows are written as they come: a year of them fits in no memory."""
    with NamedTemporaryFile(prefix="oficina-libro-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    with Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True})
        for column, field in enumerate(fields(kind)):
            sheet.write_string(0, column, field.name.replace("_", " ").capitalize(), bold)
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(lines, start=1):
            for column, cell in enumerate(astuple(line)):
                sheet.write_string(row, column, cell)
    return path
