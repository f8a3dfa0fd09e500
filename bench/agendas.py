"""A spreadsheet of 2,000 rows becomes an agenda, against openpyxl alone reading the same rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from time import perf_counter

import openpyxl

from bench.figures import Figure, Section
from facilitator_console.exchange.agendas.reading import read_agenda
from facilitator_console.log import Instant
from facilitator_console.session.drafts import add_items
from facilitator_console.session.state import SessionState

ROWS = 2_000
ROUNDS = 3
AIM_S = 2.0


def measure(folder: Path) -> Section:
    """Measure both in turn, after one run of each: the preview, and the events of all items."""
    plain, computed = folder / "agenda.xlsx", folder / "formulas.xlsx"
    _write(plain, formulas=False)
    _write(computed, formulas=True)
    figures = tuple(
        _figure(path, what) for path, what in ((plain, "texts and times"), (computed, "with a column of formulas"))
    )
    remark = (
        f"Best of {ROUNDS}. Unpacking is counted before it is read; where there are formulas, a sheet is read twice."
    )
    return Section("An agenda of 2,000 rows imported", figures, (remark,))


def _figure(path: Path, what: str) -> Figure:
    ours_s, bare_s = [], []
    for _ in range(1 + ROUNDS):
        start = perf_counter()
        preview = read_agenda(path)
        new = add_items(SessionState(), Instant(0), preview.drafts)
        ours = perf_counter()
        rows = sum(1 for _ in openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0].iter_rows())
        ours_s.append(ours - start)
        bare_s.append(perf_counter() - ours)
        assert len(new) == ROWS == rows - 1
    ours, bare = min(ours_s[1:]), min(bare_s[1:])
    shown = f"{ours:.2f} s", f"{bare:.2f} s"
    return Figure(f"{ROWS:,} rows, {what}", *shown, ours / bare, f"{AIM_S:.0f} s", met=ours <= AIM_S)


def _write(path: Path, *, formulas: bool) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Plan")
    sheet.append(["Тривалість", "Тема", "Запитання", "Формат", "Кожному", "Примітка", "Хто веде", "Разом"])
    for number in range(ROWS):
        row = [dt.time(0, number % 50 + 5), f"{number}. Обговорення", f"Що могло б спрацювати {number}?", "пари", 1.5]
        sheet.append([*row, "нотатка для команди, дві хвилини", "О.", f"=A{number + 2}*2" if formulas else number])
    workbook.save(path)
