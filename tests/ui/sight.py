"""What is in sight of a window: where one can click, and the words that are read there, also where they are painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from facilitator_console.dialogue.threads import Knot, Step
from facilitator_console.ui.harvest.across_page import AcrossPage
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.marathon.stages_page import StagesPage
from facilitator_console.ui.marathon.thread_page import ThreadPage
from facilitator_console.ui.marathon.thread_view import ThreadView
from facilitator_console.ui.parts.note_strip import NoteStrip
from facilitator_console.ui.run.balance_panel import BalancePanel
from facilitator_console.ui.run.figure import Figure
from facilitator_console.ui.run.find_bar import FindBar
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.note_line import NoteLine
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.run.seat_entry import SeatEntry
from facilitator_console.ui.run.seat_ring import SeatRing
from facilitator_console.ui.run.tag_panel import TagPanel
from facilitator_console.ui.run.timeline_painting import BAR_PX
from facilitator_console.ui.run.timeline_view import TimelineView
from facilitator_console.views.timeline import began_ms

CLICKED = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox)
PASSING = (BalancePanel, FindBar, SeatEntry, NoteStrip, TagPanel)
"""What is asked for, sought or shown at the moment: it is not kept, and goes with the window."""


class Target(NamedTuple):
    """Where one can click: a window, a point in it, and what is there."""

    window: QWidget
    at: QPoint
    what: str


def targets_in(window: QWidget, widget: QWidget) -> Iterator[Target]:
    """Where one can click in a widget that is in sight."""
    place = widget.viewport() if isinstance(widget, QAbstractItemView | ThreadView | TimelineView) else widget
    for point, text in _points(widget):
        at = place.mapTo(window, point)
        top = window.childAt(at)
        if top is not None and (top is widget or widget.isAncestorOf(top) or top.isAncestorOf(widget)):
            yield Target(window, at, f"{type(widget).__name__} {text!r}")


def _points(widget: QWidget) -> Iterator[tuple[QPoint, str]]:
    if isinstance(widget, CLICKED):
        text = widget.text() if isinstance(widget, (QAbstractButton, QLineEdit)) else ""
        yield widget.rect().center(), text
    elif isinstance(widget, SeatRing):
        for number in range(len(widget.seats)):
            yield widget.center(number).toPoint(), f"seat {number + 1}"
    elif isinstance(widget, QAbstractItemView):
        yield from _cells(widget)
    elif isinstance(widget, ThreadView):
        for knot in _knots(widget):
            yield widget.rect_of(knot.ref).center(), knot.text
    elif isinstance(widget, TimelineView):
        for place, row in enumerate(widget.rows):
            for span in row.spans:
                yield QPoint(round(widget.x_of(began_ms(span))) + 1, widget.bar_top(place) + BAR_PX // 2), "a span"


def _knots(view: ThreadView) -> Iterator[Knot]:
    return (knot for step in Step for knot in view.knots(step))


def _cells(view: QAbstractItemView) -> Iterator[tuple[QPoint, str]]:
    """The cells of a list or a table that are in sight."""
    model, area = view.model(), view.viewport().rect()
    for row in range(model.rowCount(view.rootIndex())):
        for column in range(_columns(view)):
            index = model.index(row, column, view.rootIndex())
            at = view.visualRect(index).center()
            if area.contains(at):
                yield at, f"{row}, {column}: {index.data()}"


def let_go(page: QWidget) -> None:
    """Leave what a page shows only as long as somebody looks at it: what is chosen, sought, filtered or open beside."""
    if isinstance(page, NotesPage):
        page.finder.close_find()
    if isinstance(page, LeadPage | NotesPage):
        page.lists.close_side()
    if isinstance(page, HarvestPage):
        page.show_themes()
        page.board.show_waiting_asked.emit()
    if isinstance(page, AcrossPage):
        page.show_board()
    if isinstance(page, StagesPage):
        page.rows.setCurrentIndex(page.rows.model().index(0, 0))
    if isinstance(page, ThreadPage):
        page.paper.closed.emit()
        page.view.choose(None)
        page.outcome.hide()


def texts(page: QWidget) -> Iterator[str]:
    """What a page says, in the order of its parts; what is being asked or typed at the moment is left out."""
    parts = [page, *page.findChildren(QWidget)]
    for part in parts:
        if not part.isVisible() or any(passing.isAncestorOf(part) for passing in parts if isinstance(passing, PASSING)):
            continue
        if isinstance(part, NoteLine):
            yield f"draft: {part.edit.text()}"
        elif not _is_in(part, NoteLine):
            yield from _said(part)


def _said(part: QWidget) -> Iterator[str]:
    if isinstance(part, (QLabel, QAbstractButton)):
        yield part.text()
    elif isinstance(part, Figure):
        yield part.text
    elif isinstance(part, SeatRing):
        yield part.described()
    elif isinstance(part, QComboBox):
        yield part.currentText()
    elif isinstance(part, QAbstractItemView):
        yield from _rows(part)
    elif isinstance(part, ThreadView):
        yield from (f"{knot.step}: {knot.text}" for knot in _knots(part))
    elif isinstance(part, TimelineView):
        for row in part.rows:
            yield " | ".join((row.name.msgid, *map(str, row.spans)))


def _is_in(part: QWidget, kind: type[QWidget]) -> bool:
    above = part.parentWidget()
    while above is not None and not isinstance(above, kind):
        above = above.parentWidget()
    return above is not None


def _rows(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount()):
        yield " | ".join(str(model.index(row, column).data()) for column in range(_columns(view)))


def _columns(view: QAbstractItemView) -> int:
    return view.horizontalHeader().count() if isinstance(view, QTableView) else 1
