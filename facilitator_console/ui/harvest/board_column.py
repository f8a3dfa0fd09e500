"""Shows a column of the board: its heading, its cards, and a field that takes notes for a new theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.notes.ids import Column, NoteId, ThemeId
from facilitator_console.notes.state import Note, NotesState
from facilitator_console.notes.themes import notes_by_theme, themes_in
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board_list import BoardList
from facilitator_console.ui.harvest.board_model import BoardRow, RowKind, board_row
from facilitator_console.ui.harvest.theme_words import COLUMN_NAMES
from facilitator_console.ui.look.styles import FieldKind, Lit, Rank, set_style
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import say, say_n

SHOWN_NOTES = 2
"""The number of notes that a closed card shows."""
LONGEST_TITLE = 120
"""The most letters of a note that are proposed as a title."""
EMPTY_PX = 56
HEAD_PX = 20
EMPTY = {
    Column.SHARED: say("What many share: sentences in which the group finds itself."),
    Column.DIFFERENT: say("Where people see it differently: every view, fairly."),
    Column.OPEN: say("What stays open, for next time."),
}


class NewThemeField(QLineEdit):
    """Takes the title of a new theme, and the notes that are dropped on it; what is typed survives whatever happens.

    Attributes:
        notes: The notes that go into it.
        leaves: The theme that they are taken out of.

    Signals:
        entered(str): Make a theme of this title.
        left(): Esc, or an arrow back to the cards.
    """

    entered = Signal(str)
    left = Signal(int)

    def __init__(self, controller: SessionController, column: Column, parent: QWidget | None = None) -> None:
        """Begin with what was typed before."""
        super().__init__(parent)
        self._controller, self._draft = controller, f"new theme/{column}"
        self.notes: tuple[NoteId, ...] = ()
        self.leaves = ThemeId("")
        set_style(self, FieldKind.DROP)
        words = controller.text(say("Drop notes here, or type a new theme"))
        self.setPlaceholderText(controller.text(say("Drop notes here")))
        self.setToolTip(words)
        self.setAccessibleName(f"{controller.text(COLUMN_NAMES[column])}: {words}")
        self.setText(controller.drafts.text(self._draft))
        self.setCursorPosition(0)
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self._on_return_pressed)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the draft from its beginning."""
        super().showEvent(event)
        self.setCursorPosition(0)

    def take(self, notes: tuple[NoteId, ...], leaves: ThemeId, title: str) -> None:
        """Take notes; a title is proposed, to be typed over."""
        self.notes, self.leaves = notes, leaves
        self.setText(title)
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_all(self) -> None:
        """Take nothing any more."""
        self.notes, self.leaves = (), ThemeId("")
        self.clear()

    def light(self, *, on: bool) -> None:
        """Show that what is dragged would be dropped here."""
        set_style(self, Lit.ON if on else Lit.OFF)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc, and up and down."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear_all()
            self.left.emit(int(Qt.Key.Key_Up))
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.left.emit(int(event.key()))
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self, text: str) -> None:
        self._controller.drafts.keep(text, self._draft)

    def _on_return_pressed(self) -> None:
        if self.text().strip():
            self.entered.emit(self.text())


class BoardColumn(QWidget):
    """Shows one column of the board: shared, different or open."""

    def __init__(self, controller: SessionController, column: Column, parent: QWidget | None = None) -> None:
        """Build it; `refresh` fills it."""
        super().__init__(parent)
        self._controller = controller
        self.column = column
        self._open: set[ThemeId] = set()
        self.count = label(rank=Rank.SMALL, wraps=True)
        self.count.setWordWrap(False)
        self.cards = BoardList(controller, controller.text(COLUMN_NAMES[column]))
        self.cards.say_when_empty(controller.text(EMPTY[column]))
        self.field = NewThemeField(controller, column)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(controller.text(COLUMN_NAMES[column]), Rank.SECTION), 1)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        head.addWidget(self.count)
        head.addStrut(HEAD_PX)
        self.head = head
        rows.addLayout(head)
        rows.addWidget(self.cards, 100)
        rows.addWidget(self.field)
        rows.addStretch(1)
        ThinScrollBar(self.cards)
        self.cards.sized.connect(self.fit)
        self.fit()

    def refresh(self, notes: Mapping[ThemeId, Sequence[Note]] | None = None, *, anew: bool = True) -> None:
        """Read the themes anew.

        Args:
            notes: The notes of all themes, where they were gathered already.
            anew: Every row may show something else, though its note or theme is the same.
        """
        state = self._controller.state
        rows, themes = self._rows(state, notes_by_theme(state) if notes is None else notes)
        self.cards.show_rows(rows, anew=anew)
        # Beside the last head stands the way to carry it over; a narrow window has no room for both.
        is_counted = themes and self.column is not Column.OPEN
        set_text(self.count, self._controller.text(say_n("{n} theme", "{n} themes", themes)) if is_counted else "")

    def fit(self) -> None:
        """Let the cards take the height that they need, and no more."""
        self.cards.setMaximumHeight(max(self.cards.rows_px, EMPTY_PX))

    def toggle(self, theme_id: ThemeId) -> None:
        """Show all notes of a card, or only the first ones."""
        self._open ^= {theme_id}
        self.refresh()

    def show_theme(self, theme_id: ThemeId) -> None:
        """Choose the head of a card."""
        self.cards.choose_key((RowKind.THEME, theme_id, ""))

    def show_note(self, note_id: NoteId, theme_id: ThemeId) -> None:
        """Choose a note in a card, or the card where the note is not in sight."""
        if not self.cards.choose_key((RowKind.NOTE, theme_id, note_id)):
            self.show_theme(theme_id)

    def place_of(self, theme_id: ThemeId) -> int:
        """Return the place of a theme in the column."""
        return [theme.theme_id for theme in themes_in(self._controller.state, self.column)].index(theme_id)

    def _rows(self, state: NotesState, notes: Mapping[ThemeId, Sequence[Note]]) -> tuple[list[BoardRow], int]:
        rows = list[BoardRow]()
        themes = themes_in(state, self.column)
        for theme in themes:
            own, is_open = notes[theme.theme_id], theme.theme_id in self._open
            seen = own if is_open or len(own) <= SHOWN_NOTES + 1 else own[:SHOWN_NOTES]
            hidden = len(own) - len(seen)
            of, last = theme.theme_id, None if hidden or not seen else seen[-1]
            rows.append(board_row(RowKind.THEME, of, count=len(own), is_last=not own, is_open=is_open))
            rows += [board_row(RowKind.NOTE, of, note.note_id, is_last=note is last, is_open=is_open) for note in seen]
            if hidden:
                rows.append(board_row(RowKind.MORE, of, count=hidden, is_last=True))
        return rows, len(themes)


def proposed_title(text: str) -> str:
    """Return what of a note is proposed as a theme's title: its first line, and no more than can be read at once."""
    return first_words(text.strip().split("\n")[0], LONGEST_TITLE)
