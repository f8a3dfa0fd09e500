"""Whatever is typed or pasted into whichever field: nothing fails, and what is kept is what was typed, in NFC.

Fields are not listed here but found: on each page, in each panel, and in each cell and row that is edited in place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from facilitator_console.dialogue.capture import capture
from facilitator_console.log import WorkPhase
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP
from facilitator_console.session.agenda import add_item, next_item
from facilitator_console.session.people import add_group
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.parts.table_model import CHOICES, TableModel
from facilitator_console.ui.prepare.agenda_table_model import AgendaTableModel
from facilitator_console.ui.prepare.item_panel import TextBox
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.words import kept_label, kept_text
from tests.ui.running import CTRL, Running

K = Qt.Key
Field = QLineEdit | QPlainTextEdit

SIGNS = (
    *("a", "№", "#", "=", "+", "!", "«", "»", '"', "12", " ", "\n", "\t", "\xa0", "\x00"),
    *("&", "<b>", "&lt;", "\\", "{0}", "%s"),
    *("й", "и\u0306", "і\u0308", "e\u0301\u0323", "\u0306", "№спокіи\u0306 ", "#need ", "№потреба, "),
    *("😀", "👩\u200d🌾", "🇺🇦", "𝕏", "𠀀", "\U0010fffd", "\ufe0f"),
    *("ש", "בּ", "سلام", "\u202e", "\u2067", "\u200f", "\u200b", "\ufeff", "\u2028"),
)
TEXTS = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=9).map("".join) | st.text(
    st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\r"), min_size=1, max_size=9
)

PLACES: dict[str, Callable[[Running], object]] = {
    "prepare": lambda program: program.session.show_page("prepare"),
    "details": lambda program: show_details(prepare_page(program)),
    "seat": lambda program: select_seat(prepare_page(program)),
    "lists": lambda program: prepare_page(program).lists_button.click(),
    "ring": lambda program: program.session.show_page("run"),
    "seats": lambda program: program.press(K.Key_J, CTRL),
    "notes": lambda program: program.session.show_page("run", notes=True),
    "finding": lambda program: program.press(K.Key_F, CTRL),
    "commands": lambda program: program.press(K.Key_K, CTRL),
    "harvest": lambda program: program.session.show_page(WorkPhase.HARVEST),
    "read_back": lambda program: harvest_page(program).read_back(),
    "objection": lambda program: harvest_page(program).reading.not_mine.click(),
    "settling": lambda program: harvest_page(program).reading.settled.click(),
    "report": lambda program: program.session.show_page("report"),
    "file": lambda program: program.session.elsewhere_asked.emit(),
}
"""What the window can show, and how to come there from the one before."""

KEPT = {
    ("QLineEdit", "info", "title"),
    ("QLineEdit", "info", "referral"),
    ("CellField", "items", "title"),
    ("CellField", "items", "question"),
    ("QLineEdit", "items", "led_by"),
    ("TextBox", "items", "goal"),
    ("TextBox", "items", "materials"),
    ("TextBox", "items", "team_note"),
    ("QLineEdit", "groups", "name"),
    ("QLineEdit", "participants", "label"),
    ("EntryField", "list_entries", "text"),
    ("DraftField", "list_entries", "text"),
    ("TokenEdit", "notes", "text"),
    ("TextField", "notes", "text"),
    ("QLineEdit", "tags", "name"),
    ("NewThemeField", "themes", "title"),
    ("TextField", "themes", "title"),
    ("ObjectionLine", "objections", "text"),
    ("ObjectionLine", "objections", "answer"),
}
"""What is kept of all that can be typed: by kind of field, and table and field of the state."""

WORDS = ("title", "question", "name", "label", "text", "led_by", "goal", "materials", "team_note", "referral", "answer")
"""Fields of the state that hold what people typed."""


def prepare_page(program: Running) -> PreparePage:
    page = program.session.page("prepare")
    assert isinstance(page, PreparePage)
    return page


def harvest_page(program: Running) -> HarvestPage:
    page = program.session.page(WorkPhase.HARVEST)
    assert isinstance(page, HarvestPage)
    return page


def show_details(page: PreparePage) -> None:
    page.agenda.table.setCurrentIndex(page.agenda.table.agenda.index(0, 2))
    page.agenda.details.click()


def select_seat(page: PreparePage) -> None:
    page.item.closing_asked.emit()
    assert page.people.seats.isVisible()
    QTest.mouseClick(page.people.seats, Qt.MouseButton.LeftButton, pos=page.people.seats.seat_rect(0).center())


def words(program: Running) -> dict[tuple[str, str, str], str]:
    """All that people have typed, by table, id and field."""
    assert program.controller is not None
    state = program.controller.state
    entities = {(name, str(one)): entity for name, table in state.tables().items() for one, entity in table.items()}
    told = {
        place: msgspec.to_builtins(entity) for place, entity in entities.items() if isinstance(entity, msgspec.Struct)
    }
    told["info", ""] = msgspec.to_builtins(state.info)
    return {(*place, field): said[field] for place, said in told.items() for field in WORDS if said.get(field)}


def fields(within: QWidget) -> list[Field]:
    """The fields in sight that take text."""
    found: list[Field] = [*within.findChildren(QLineEdit), *within.findChildren(QPlainTextEdit)]
    return [field for field in found if field.isVisible() and field.isEnabled() and not field.isReadOnly()]


def cells(within: QWidget) -> Iterator[Field]:
    """A field over each kind of cell or row that is edited in place, opened one after the other."""
    for view in within.findChildren(QAbstractItemView):
        model: QAbstractItemModel | None = view.model()
        if isinstance(view.window(), QDialog):  # Files are named there, and no test renames any.
            continue
        if not view.isVisible() or view.focusPolicy() == Qt.FocusPolicy.NoFocus or model is None:
            continue
        columns = view.horizontalHeader().count() if isinstance(view, QTableView) else 1
        for index in [model.index(0, column) for column in range(columns)]:
            chosen = isinstance(model, TableModel | AgendaTableModel) and index.data(CHOICES) is not None
            if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable and not chosen:
                view.setFocus()
                view.setCurrentIndex(index)
                view.edit(index)
                (opened,) = fields(view)
                yield opened
                if isValid(opened) and opened.isVisible():
                    QTest.keyClick(opened, K.Key_Escape)


def put(field: Field, text: str, *, pasted: bool) -> None:
    """Put a text in the place of what stands there, as from the clipboard or from an input method."""
    field.setFocus()
    field.selectAll()
    if pasted:
        QApplication.clipboard().setText(text)
        QTest.keyClick(field, K.Key_V, CTRL)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)
    QCoreApplication.processEvents()


def enter(program: Running, field: Field) -> None:
    """Press Enter where that keeps what was typed, and not where it would do a command or write a file."""
    if not program.session.palette_panel.isAncestorOf(field) and not isinstance(field.window(), QDialog):
        QTest.keyClick(field, K.Key_Return)
    if isinstance(field, TextBox):
        field.clearFocus()  # Enter begins a line there; whoever goes on has finished.
    QCoreApplication.processEvents()


def check(new: dict[tuple[str, str, str], str], typed: str, field: str) -> None:
    """What was kept is what was typed, in NFC; a label without what is not seen, a note without its tokens."""
    for (table, _, _), kept in new.items():
        assert unicodedata.is_normalized("NFC", kept)
        if field == "TokenEdit":
            assert kept in kept_text(typed)
        elif field == "TextField" and table == "themes":  # The first line is the title, the others are the text.
            title, _, text = typed.strip().partition("\n")
            assert kept in {kept_label(typed), kept_label(title), kept_text(text)}
        elif field == "CellField" and {"\n", "\t"} & set(typed.strip("\n")):
            assert kept in kept_label(typed)  # Rows of a sheet, of which each becomes an item.
        elif field == "TextBox":
            assert kept == kept_text(typed)
        elif table == "tags":
            assert kept == kept_label(typed.lstrip("#№ ").replace("_", " "))
        else:
            assert kept == (kept_text if table in {"notes", "list_entries"} else kept_label)(typed)


class Writer:
    """Writes a text after the other into every field of the window.

    Attributes:
        kept: What came of it, as in `KEPT`.
    """

    def __init__(self, program: Running, texts: list[str], *, pasted: bool) -> None:
        self._program, self._pasted = program, pasted
        self._texts = iter(texts * 99)
        self.kept: set[tuple[str, str, str]] = set()

    def write_everywhere(self) -> None:
        """All pages of a session, one field after the other."""
        for come in PLACES.values():
            come(self._program)
            QCoreApplication.processEvents()
            for field in fields(self._program.window):
                if isValid(field):
                    self._write(field)
                    field.clear()
            for field in cells(self._program.session):
                self._write(field)
            for dialog in self._program.window.findChildren(QDialog):
                dialog.reject()

    def _write(self, field: Field) -> None:
        text, kind, before = next(self._texts), type(field).__name__, words(self._program)
        put(field, text, pasted=self._pasted)
        if isinstance(field, QPlainTextEdit):
            text = re.sub("[\u2028\u2029]", "\n", text)
        enter(self._program, field)
        new = {place: said for place, said in words(self._program).items() if before.get(place) != said}
        check(new, text, kind)
        self.kept |= {(kind, table, name) for table, _, name in new}
        assert self._program.session.banners.banner("bug") is None
        self._program.session.banners.dismiss("refusal")


@settings(max_examples=5, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(TEXTS)
def test_a_session_takes_any_title(program: Running, text: str) -> None:
    program.show_start()
    put(program.start.title, text, pasted=True)
    QTest.keyClick(program.start.title, K.Key_Return)
    QCoreApplication.processEvents()
    if label := kept_label(text):
        assert program.session.controller.state.info.title == label
    assert program.view is not None
    assert program.view.banners.banner("bug") is None


@pytest.fixture
def opened(program: Running) -> Running:
    """A session with something of everything."""
    program.create_session("", "Autumn circle", 3)
    QCoreApplication.processEvents()
    assert program.controller is not None
    program.controller.do(add_item, "Welcome")
    program.controller.do(add_group)
    program.controller.do(next_item)
    for group_list in LISTS_OF_THE_GROUP:
        program.controller.do(add_list_entry, group_list, "a line")
    program.controller.do(capture, "a note")
    return program


@pytest.mark.parametrize("pasted", [False, True], ids=["typed", "pasted"])
def test_every_field_takes_any_text(opened: Running, qtbot: QtBot, *, pasted: bool) -> None:
    # An example is a walk of a second or two: what failed is seen without making it smaller.
    @settings(max_examples=4, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(TEXTS, min_size=31, max_size=31))
    def write(texts: list[str]) -> None:
        with qtbot.captureExceptions() as failed:
            Writer(opened, texts, pasted=pasted).write_everywhere()
        assert not failed

    write()


def test_no_field_that_keeps_words_is_left_out(opened: Running) -> None:
    writer = Writer(opened, [f"й 😀 ש {number}" for number in range(50)], pasted=True)
    writer.write_everywhere()
    assert writer.kept == KEPT
