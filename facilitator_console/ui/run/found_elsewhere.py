"""Shows notes of all sessions that were found by their words: day, session, and the text with the hits marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from PySide6.QtCore import QAbstractListModel, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from facilitator_console.notes.filters import hits
from facilitator_console.store.finding import FoundNote
from facilitator_console.store.saver import SaveState
from facilitator_console.ui.control.keys import typed_letter
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.marked import around, draw_marked
from facilitator_console.ui.look.painting import RowState, paint_row, row_state
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import say, titled

FOUND = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `FoundNote`."""
ROW_PX, INSET_PX = 40, 8
DAY_PX, TITLE_PX, GAP_PX = 160, 170, 12
NARROW_PX, NARROW_TITLE_PX = 640, 100
"""The width of the list below which titles have less room."""


class FoundModel(QAbstractListModel):
    """Holds what was found, newest first.

    Attributes:
        words: What was looked for.
        can_be_read: False while withdrawn words are being taken out of the file, or where its drive has failed.
    """

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._controller = controller
        self._found: Sequence[FoundNote] = ()
        self.words = ""
        self.can_be_read = True

    def show_found(self, found: Sequence[FoundNote] | None, words: str) -> bool:
        """Show these, found by these words; tell whether that is a change."""
        self.can_be_read = found is not None
        if (found or (), words) == (self._found, self.words):
            return False
        self.beginResetModel()
        self._found, self.words = found or (), words
        self.endResetModel()
        return True

    def row_of(self, wanted: FoundNote | None) -> int:
        """Return the row of a note; -1 where it is not found any more."""
        rows = (row for row, found in enumerate(self._found) if wanted and found[:2] == wanted[:2])
        return next(rows, -1)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many were found."""
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text; under `FOUND` the note; for screen readers the whole row."""
        if not index.isValid():
            return None
        found = self._found[index.row()]
        if role == FOUND:
            return found
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((self.day_text(found), self.title_text(found), found.text))
        return found.text if role == Qt.ItemDataRole.DisplayRole else None

    def day_text(self, found: FoundNote) -> str:
        """Return the day on which a note was written; empty where no calendar has it."""
        try:
            day: date = datetime.fromtimestamp(found.at_ms / 1000, UTC).astimezone().date()
        except (OverflowError, OSError, ValueError):
            return ""
        return self._controller.text(say("{day}", day=day))

    def title_text(self, found: FoundNote) -> str:
        """Return the title of a note's session."""
        if found.session_id == self._controller.session:
            return self._controller.text(say("this session"))
        return self._controller.text(titled(found.title))


class FoundDelegate(QStyledItemDelegate):
    """Paints a note that was found in one line: day, session, text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; all have the same."""
        del index
        return QSize(option.rect.width(), ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one note of another session."""
        found, model = index.data(FOUND), index.model()
        if not isinstance(found, FoundNote) or not isinstance(model, FoundModel):
            return
        painter.save()
        rect: QRect = option.rect
        paint_row(painter, rect, row_state(option, without_focus=RowState.LEFT))
        line = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(font(13))
        painter.setPen(color("muted"))
        painter.drawText(rect.adjusted(INSET_PX, 0, 0, 0), line, model.day_text(found))
        title_px = TITLE_PX if rect.width() >= NARROW_PX else NARROW_TITLE_PX
        title = QRect(rect.left() + DAY_PX, rect.top(), title_px, rect.height())
        elided = QFontMetrics(painter.font()).elidedText(model.title_text(found), Qt.TextElideMode.ElideRight, title_px)
        painter.drawText(title, line, elided)
        painter.setFont(font())
        painter.setPen(color("ink"))
        place = QRect(title.right() + GAP_PX, rect.top(), rect.right() - title.right() - GAP_PX - INSET_PX, ROW_PX)
        _paint_text(painter, place, " ".join(found.text.split()), model.words)
        painter.restore()


def _paint_text(painter: QPainter, place: QRect, text: str, words: str) -> None:
    metrics = QFontMetrics(painter.font())
    text = around(text, [*hits(text, words)], metrics, place.width())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    draw_marked(painter, place, shown, [*hits(shown, words)])


class FoundElsewhere(QListView):
    """Lists what was found in all sessions; it is read here, and changed where it was written.

    It follows what is saved, here and on other laptops, so that nothing withdrawn stays in it.

    Signals:
        chosen(): Somebody came to another note, or the one that was chosen is not found any more.
        counted(): Others were found.
        typed(str): A letter that means nothing here.
        left(): Esc.
    """

    chosen = Signal()
    counted = Signal()
    typed = Signal(str)
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin empty and hidden."""
        super().__init__(parent)
        self._controller = controller
        self.found = FoundModel(controller, self)
        self.setModel(self.found)
        self.setItemDelegate(FoundDelegate(self))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(controller.text(say("Notes found in all sessions, newest first")))
        self.selectionModel().currentChanged.connect(self.chosen)
        controller.saves_changed.connect(self._on_controller_saves_changed)
        self.hide()

    @property
    def current(self) -> FoundNote | None:
        """Return the note that is chosen."""
        found = self.currentIndex().data(FOUND)
        return found if isinstance(found, FoundNote) else None

    def look_for(self, words: str) -> None:
        """Look for words in all sessions."""
        self.found.show_found(self._controller.find_everywhere(words), words)
        self.viewport().update()

    def _on_controller_saves_changed(self, _saves: SaveState) -> None:
        if self.isHidden() or not self.found.words:
            return
        chosen, found = self.current, self._controller.find_everywhere(self.found.words)
        if found is not None and self.found.show_found(found, self.found.words):
            self.setCurrentIndex(self.found.index(self.found.row_of(chosen)))
            self.chosen.emit()
            self.counted.emit()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the list on Esc; begin a note with a letter."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif letter := typed_letter(event):
            self.typed.emit(letter)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters find nothing here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the newest note when the list is entered."""
        super().focusInEvent(event)
        if self.current is None:
            self.setCurrentIndex(self.found.index(0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the notes, or that there are none."""
        super().paintEvent(event)
        if not self.found.rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(font())
            painter.setPen(color("muted"))
            words = self.found.words
            nothing = say("No note of any session holds “{text}”.", text=words)
            if not self.found.can_be_read:
                nothing = say("The file is being written anew. What is found follows in a moment.")
            asked = nothing if words else say("Type words to find them in the notes of all sessions.")
            room = self.viewport().rect().adjusted(INSET_PX, 20, -INSET_PX, 0)
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
            painter.drawText(room, flags, self._controller.text(asked))
