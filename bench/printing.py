"""Prints a summary of 200 pages, against bare reportlab drawing the same lines of text at the same places."""

from __future__ import annotations

import io
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from bench.dialogues import TEXT, Scribe
from bench.figures import Figure, Section
from facilitator_console.dialogue.history import History
from facilitator_console.log import THE_SESSION, Event, LaptopId, RunStarted
from facilitator_console.notes.codebook import CODEBOOK
from facilitator_console.notes.events import NoteAdded
from facilitator_console.report.export import export
from facilitator_console.report.sections import make_report
from facilitator_console.report.typography import REGULAR, load_fonts
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.events import SessionCreated

PAGES = 200
NOTES = 4_300
ROUNDS = 3
AIM = 1.3


class DrawnLine(NamedTuple):
    """Represents a line of text as it stands on a page: points from the lower left."""

    x_pt: float
    y_pt: float
    size_pt: float
    text: str


def measure(_folder: Path) -> Section:
    """Time both in turn, after one run of each."""
    history = History(_notes(NOTES))
    catalogue = load_catalogue("en")
    pages = _lines_of(export(make_report(history.state), catalogue, "pdf"))
    load_fonts()
    ours_s, bare_s = [], []
    for _ in range(1 + ROUNDS):
        start = perf_counter()
        export(make_report(history.state), catalogue, "pdf")
        ours = perf_counter()
        _draw(pages)
        ours_s.append(ours - start)
        bare_s.append(perf_counter() - ours)
    ours, bare = min(ours_s[1:]), min(bare_s[1:])
    what = f"{len(pages)} pages, {sum(map(len, pages)):,} lines"
    times = (f"{ours * 1000:.0f} ms", f"{bare * 1000:.0f} ms")
    figure = Figure(what, *times, ours / bare, "at most 1.3", met=ours <= AIM * bare)
    remark = "The twin knows where each line stands; ours breaks lines and pages. Best of three, fonts loaded before."
    return Section("A long summary", (figure,), (remark,))


def _notes(count: int) -> list[Event]:
    scribe = Scribe("printprintprint0")
    log = scribe.write(RunStarted(LaptopId("bench")), about=THE_SESSION)
    log += scribe.write(SessionCreated("Bench"), about=THE_SESSION)
    tags = list(CODEBOOK)
    for number in range(count):
        log += scribe.write(NoteAdded(f"{number}. {TEXT}", (tags[number % len(tags)],)))
    return log


def _lines_of(pdf: bytes) -> list[list[DrawnLine]]:
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        text_page = page.get_textpage()
        boxes = [text_page.get_rect(index) for index in range(text_page.count_rects())]
        lines = [
            DrawnLine(
                left, bottom, max(6.0, top - bottom), text_page.get_text_bounded(left, bottom, right, top).strip()
            )
            for left, bottom, right, top in boxes
        ]
        pages.append(lines)
    document.close()
    return pages


def _draw(pages: list[list[DrawnLine]]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for lines in pages:
        for x_pt, y_pt, size_pt, text in lines:
            canvas.setFont(REGULAR, size_pt)
            canvas.drawString(x_pt, y_pt, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
