"""Whatever is typed or pasted into whichever field: nothing fails, and what is kept is what was typed, in NFC.

Fields are not listed here but found: on each page, in each panel, and in each cell and row that is edited in place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

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

import facilitator_console.ui
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import WorkPhase
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP
from facilitator_console.opinions.commands import add_statement
from facilitator_console.session.agenda import add_item, edit_item, items_in_order, leave_item, next_item, start_item
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.ids import FreezeReason
from facilitator_console.session.people import add_group, at_seat
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.parts.statement_editor import Asking
from facilitator_console.ui.parts.statements_panel import StatementsPanel
from facilitator_console.ui.parts.table_model import CHOICES, TableModel
from facilitator_console.ui.prepare.agenda_table_model import AgendaTableModel
from facilitator_console.ui.prepare.item_panel import TextBox
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.ui.report.report_page import EVALUATION, ReportPage
from facilitator_console.ui.run.freeze_panel import FreezePanel
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.run.timeline_view import TimelineView
from facilitator_console.ui.run.turn_strip import TurnStrip
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.ui.start.start_page import StartPage
from facilitator_console.views.timeline import TurnSpan
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

NOT_HERE = {
    "harvest.answers_view": "answers to experts' conclusions: tests/ui/test_answers.py",
    "harvest.board_rows": "paints",
    "marathon.stages_page": "titles of stages and sessions: tests/ui/test_marathon_pages.py",
    "marathon.thread_page": "tests/ui/test_marathon.py",
    "phones.phones_corner": "a number of cards: tests/ui/test_phones.py",
    "report.checks": "another wording for a mention: tests/ui/test_report_page.py",
    "run.codebook_rows": "names of the team's tags: tests/ui/test_codebook_side.py",
    "run.note_pane": "a translation: tests/ui/test_notes_find.py",
    "run.note_rows": "opened over a row of the list, in which it is found",
    "run.one_seat": "a number",
    "run.seat_field": "seats",
    "run.tables_field": "seats",
    "run.tables_panel": "seats",
    "start.listed_sessions": "words to find, which lie on the start page and are written there",
    "shell.asked_line": "names of tables: tests/ui/test_tables.py",
    "shell.display_corner": "a message to the room: tests/ui/test_room_display.py",
}
"""Files of ui/ that make something called a field, in which the walks write nothing, and why."""

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


def report_page(program: Running) -> ReportPage:
    program.session.show_page("report")
    page = program.session.page("report")
    assert isinstance(page, ReportPage)
    return page


def command(program: Running, words: str, *, notes: bool = False) -> None:
    """Choose a command as people do: all commands, some letters, Enter."""
    program.session.show_page("run", notes=notes)
    program.press(K.Key_K, CTRL)
    program.type(words)
    program.press(K.Key_Return)


def read_note(program: Running) -> None:
    program.session.show_page("run", notes=True)
    page = program.session.page("notes")
    assert isinstance(page, NotesPage)
    page.notes.setFocus()
    page.notes.setCurrentIndex(page.notes.model().index(0, 0))
    QTest.keyClick(page.notes, K.Key_Space)


def show_lists(program: Running) -> None:
    program.session.show_page("run")
    program.press(K.Key_G, CTRL)


def show_statements(program: Running) -> None:
    program.session.show_page(WorkPhase.HARVEST)
    harvest_page(program).show_votes()


def show_sessions(program: Running) -> None:
    program.show_start()
    program.start.join_panel.open_panel()


def correct_turn(program: Running) -> None:
    command(program, "timeline")
    (strip,) = program.session.findChildren(TurnStrip)
    (view,) = program.session.findChildren(TimelineView)
    view.choose(next(span for span in view.stops if isinstance(span, TurnSpan)))
    strip.ended.click()


def show_settings_of_rounds(program: Running) -> None:
    page = prepare_page(program)
    program.session.show_page("prepare")
    page.agenda.table.setCurrentIndex(page.agenda.table.agenda.index(0, 2))
    page.agenda.details.click()
    assert program.controller is not None
    program.controller.do(edit_item, items_in_order(program.controller.state)[0].item_id, format="go_around")
    page.item.own.link.clicked.emit()


def split_statement(program: Running) -> None:
    assert program.controller is not None
    (panel,) = program.session.findChildren(StatementsPanel)
    panel.editor.ask(Asking.SPLIT, next(iter(program.controller.state.statements.values())))


def sum_up_tables(program: Running) -> None:
    """Tables have ended without a line of what they take with them."""
    assert program.controller is not None
    program.controller.do(add_item, "Tables", format="world_cafe", settings={"tables": 2})
    item = items_in_order(program.controller.state)[-1].item_id
    program.controller.do(start_item, item)
    program.controller.do(leave_item, item)
    command(program, "sum up the tables")


def freeze(program: Running) -> None:
    """The reason is asked for where it is none of those that have a button."""
    program.session.show_page("run")
    program.press(K.Key_0, CTRL)
    (panel,) = program.session.findChildren(FreezePanel)
    panel.reasons[FreezeReason.OTHER].click()


def rename_session(program: Running) -> None:
    program.show_start()
    program.start.sessions.setFocus()
    program.press(K.Key_F2)


def show_details(page: PreparePage) -> None:
    page.agenda.table.setCurrentIndex(page.agenda.table.agenda.index(0, 2))
    page.agenda.details.click()


def select_seat(page: PreparePage) -> None:
    page.item.closing_asked.emit()
    assert page.people.seats.isVisible()
    QTest.mouseClick(page.people.seats, Qt.MouseButton.LeftButton, pos=page.people.seats.seat_rect(0).center())


def words(program: Running) -> dict[tuple[str, str, str], str]:
    """All that people have typed, by table, id and field; nothing on the start page."""
    if program.controller is None:
        return {}
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


def makers(field: Field) -> Iterator[str]:
    """The modules of ui/ of a field's class, and of all that it lies in."""
    widget: QWidget | None = field
    while widget is not None:
        yield type(widget).__module__.removeprefix("facilitator_console.ui.")
        widget = widget.parentWidget()


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
    view = program.view
    if isinstance(view, StartPage):
        begins = field is view.title
    else:
        begins = isinstance(view, SessionView) and view.palette_panel.isAncestorOf(field)
    if not begins and not isinstance(field.window(), QDialog):
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


PANELS: dict[str, Callable[[Running], object]] = {
    "tags": lambda program: command(program, "tags of the team", notes=True),
    "reading": read_note,
    "lists": show_lists,
    "timeline": correct_turn,
    "rounds": show_settings_of_rounds,
    "statements": show_statements,
    "statement": split_statement,
    "paper": lambda program: program.session.findChildren(StatementsPanel)[0].show_paper(),
    "settings": lambda program: command(program, "settings of this session"),
    "team": lambda program: command(program, "laptops"),
    "phones": lambda program: command(program, "phones"),
    "erasing": lambda program: command(program, "erase words"),
    "evaluation": lambda program: report_page(program).write_in(EVALUATION),
    "summing up": sum_up_tables,
    "frozen": freeze,
    "going on": lambda program: program.press(K.Key_Return),
    "sessions": show_sessions,
    "title": rename_session,
}
"""Panels beside the pages, in which what is typed is sought, decides something or waits as a draft."""


class Writer:
    """Writes a text after the other into every field of the window.

    Attributes:
        kept: What came of it, as in `KEPT`.
        makers: Names of the modules of ui/ in whose widgets there were fields.
    """

    def __init__(self, program: Running, texts: list[str], *, pasted: bool) -> None:
        self._program, self._pasted = program, pasted
        self._texts = cycle(texts)
        self.kept: set[tuple[str, str, str]] = set()
        self.makers: set[str] = set()

    def write_everywhere(self, places: dict[str, Callable[[Running], object]] = PLACES) -> None:
        """All of these places, one field after the other."""
        for name, come in places.items():
            come(self._program)
            QCoreApplication.processEvents()
            for field in fields(self._program.window):
                if isValid(field):
                    self._write(field, is_checked=name in PLACES)
                    if isValid(field):
                        field.clear()
            for field in cells(self._program.window):
                self._write(field, is_checked=name in PLACES)
            for dialog in self._program.window.findChildren(QDialog):
                dialog.reject()

    def _write(self, field: Field, *, is_checked: bool) -> None:
        text, kind, before = next(self._texts), type(field).__name__, words(self._program)
        self.makers |= set(makers(field))
        put(field, text, pasted=self._pasted)
        if isinstance(field, QPlainTextEdit):
            text = re.sub("[\u2028\u2029]", "\n", text)
        enter(self._program, field)
        new = {place: said for place, said in words(self._program).items() if before.get(place) != said}
        if is_checked:
            check(new, text, kind)
        assert all(unicodedata.is_normalized("NFC", kept) for kept in new.values())
        self.kept |= {(kind, table, name) for table, _, name in new}
        assert self._program.view is not None
        assert self._program.view.banners.banner("bug") is None
        self._program.view.banners.dismiss("refusal")


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
    program.controller.do(add_statement, "A statement", language="en")
    program.controller.do(start_turn, at_seat(program.controller.state, 1).participant_id)
    program.clock.advance(20_000)
    program.controller.do(done)
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


@pytest.mark.parametrize("pasted", [False, True], ids=["typed", "pasted"])
def test_every_panel_takes_any_text(opened: Running, qtbot: QtBot, *, pasted: bool) -> None:
    @settings(max_examples=1, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(TEXTS, min_size=40, max_size=40))
    def write(texts: list[str]) -> None:
        with qtbot.captureExceptions() as failed:
            Writer(opened, texts, pasted=pasted).write_everywhere(PANELS)
        assert not failed

    write()


def test_no_file_with_fields_is_left_out(opened: Running) -> None:
    writer = Writer(opened, ["й 😀 ש"], pasted=True)
    writer.write_everywhere(PLACES | PANELS)
    here = Path(facilitator_console.ui.__file__).parent
    made = {
        ".".join(path.relative_to(here).with_suffix("").parts)
        for path in here.rglob("*.py")
        if re.search(r"(QLineEdit|QPlainTextEdit|[a-z]Field|TextBox|TokenEdit)\(", path.read_text(encoding="utf-8"))
    }
    assert made - writer.makers - NOT_HERE.keys() == set()
    assert NOT_HERE.keys() - (made - writer.makers) == set()
