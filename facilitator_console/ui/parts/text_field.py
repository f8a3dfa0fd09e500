"""Edits a text of some lines in a row, as high as the text needs. Plain text only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QStyledItemDelegate, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import FieldKind, set_style

MOST_LINES = 8
AROUND_PX = 22
"""Edge, padding and margin above and below the text together; edge and padding as in the style sheet."""
MARGIN_PX = 3
LINE_BREAKS = {0x2028: "\n", 0x2029: "\n"}
"""The signs that Qt keeps within a document for the end of a line (Shift+Enter) and of a paragraph."""


class TextField(QPlainTextEdit):
    """Edits a text; the cursor stands at its end."""

    def __init__(self, text: str, parent: QWidget, *, most_lines: int = MOST_LINES) -> None:
        """Begin with a text, and be as high as it up to so many lines."""
        super().__init__(parent)
        self._most_lines = most_lines
        self._row = QRect()
        self._lines = 0
        self.setPlainText(text)
        self._began_with = self.text
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_style(self, FieldKind.ROW)
        self.document().setDocumentMargin(MARGIN_PX)
        self.textChanged.connect(self._on_text_changed)

    @property
    def text(self) -> str:
        """Return the text. Qt's own `toPlainText` would turn no-break spaces into spaces."""
        return self.document().toRawText().translate(LINE_BREAKS)

    @property
    def began_with(self) -> str:
        """Return the text in the beginning."""
        return self._began_with

    @property
    def is_changed(self) -> bool:
        """Tell whether the text differs from that in the beginning."""
        return self.text != self._began_with

    def wanted_height(self) -> int:
        """Return the height for all of the text at the present width, up to the most lines; in px."""
        self.document().setTextWidth(self.viewport().width())
        return self._shown_lines() * self.fontMetrics().lineSpacing() + AROUND_PX

    def fit_into(self, rect: QRect) -> None:
        """Cover a row, as high as the text needs, now and later; upward where there is no room below."""
        self._row = QRect(rect)
        self.setFixedWidth(rect.width())
        height = max(rect.height(), self.wanted_height())
        parent = self.parentWidget()
        top = max(0, min(rect.top(), parent.height() - height)) if parent is not None else rect.top()
        self.setGeometry(rect.left(), top, rect.width(), height)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit again: before it is shown it does not know its own width."""
        super().showEvent(event)
        if self._row.isValid():
            self.fit_into(self._row)

    def _shown_lines(self) -> int:
        block, lines = self.document().begin(), 0
        while block.isValid() and lines < self._most_lines:
            self.document().documentLayout().blockBoundingRect(block)  # Qt breaks it into lines only when asked.
            lines += max(1, block.layout().lineCount())
            block = block.next()
        return min(lines, self._most_lines)

    def _on_text_changed(self) -> None:
        lines = self._shown_lines()
        if lines != self._lines and self._row.isValid():
            self._lines = lines
            self.fit_into(self._row)


class DraftField(TextField):
    """Edits a text whose changes are kept as a draft while they are typed: it is there again after the program died."""

    def __init__(self, text: str, controller: SessionController, field: str, parent: QWidget) -> None:
        """Begin with a text, or with what was typed instead of it and never kept.

        Args:
            text: The text as it is now.
            controller: Keeps the draft.
            field: Its name there, such as the id of what is rewritten.
            parent: Owner in Qt's sense.
        """
        super().__init__(text, parent)
        self._controller = controller
        self._field = field
        if draft := controller.drafts.text(field):
            self.setPlainText(draft)
            self.moveCursor(QTextCursor.MoveOperation.End)
        self.textChanged.connect(self._keep)

    def drop(self) -> None:
        """Give the draft up: it became a part of the record, or is not wanted."""
        self.textChanged.disconnect(self._keep)
        self._controller.drafts.keep("", self._field)

    def _keep(self) -> None:
        self._controller.drafts.keep(self.text if self.is_changed else "", self._field)


class RowDelegate(QStyledItemDelegate):
    """Rewrites a row's text in a `TextField`: Enter keeps it, Shift+Enter is a new line, Esc drops it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle Enter before the field does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, TextField):
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not shifted:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                return True
            if event.key() == Qt.Key.Key_Escape and isinstance(watched, DraftField):
                watched.drop()
        return super().eventFilter(watched, event)
