"""Holds the note line's field: tokens at its beginning show as badges once they are typed to their end.

The text stays what was typed, so that undo, the cursor and the draft know of nothing else; only the painting differs.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from facilitator_console.dialogue.capture import queues_seats
from facilitator_console.notes.capture import Token, TokenKind, tokens
from facilitator_console.notes.codebook import meant_tag
from facilitator_console.notes.coming_in import paragraphs
from facilitator_console.notes.commands import LONGEST_TEXT
from facilitator_console.notes.ids import TagId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import FieldKind, set_style
from facilitator_console.ui.look.text_positions import place_of, position_of
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.tag_badges import (
    BADGE_HEIGHT_PX,
    BLUE,
    GREY,
    YELLOW,
    Colors,
    badge_colors,
    paint_badge,
    tag_badge_colors,
)

SIGNS = {"#": TokenKind.TAG, "№": TokenKind.TAG, "=": TokenKind.SEAT, "+": TokenKind.QUEUE}

QTS_PASTE = "edit-paste"
"""The name that Qt gives to the entry of its menu."""
MOST_UNITS = 2 * (LONGEST_TEXT + 1)
"""The most UTF-16 units of the field. Qt would cut a long paste off at a third of this without a word; what is too
long, the command refuses."""
SHOWN_AS_SPACE = dict.fromkeys((*range(0x09), *range(0x0A, 0x20), 0x2028, 0x2029), " ")
"""The signs that a field of one line shows as a space, as where several lines were pasted."""


class TokenEdit(QLineEdit):
    """Holds a line to type in.

    Signals:
        page_pasted(str): A text of several paragraphs was pasted into the empty line; it is not in the line.
        too_long(int): A text of so many signs was pasted that no note would hold it; nothing is in the line of it.

    Attributes:
        takes_pages: Whether somebody asks what is meant by a pasted page; else it is one text, as any other.
    """

    page_pasted = Signal(str)
    too_long = Signal(int)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build an empty line."""
        super().__init__(parent)
        self._controller = controller
        self.takes_pages = False
        self.setMaxLength(MOST_UNITS)
        set_style(self, FieldKind.PLAIN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at what is pasted before it is in the line."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what Qt offers; what its menu pastes goes the way of the key."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in menu.actions():
            if entry.objectName() == QTS_PASTE:
                entry.triggered.disconnect()
                entry.triggered.connect(self._paste)
        menu.popup(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Paste what is selected elsewhere on a click with the middle button, where the system does so."""
        clipboard = QApplication.clipboard()
        if event.button() is Qt.MouseButton.MiddleButton and clipboard.supportsSelection() and not self.isReadOnly():
            self.paste_text(clipboard.text(QClipboard.Mode.Selection))
        else:
            super().mouseReleaseEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a text that is dropped as if it were pasted; one that is moved within the line stays Qt's."""
        if event.source() is self or not event.mimeData().hasText():
            super().dropEvent(event)
            return
        self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))
        event.acceptProposedAction()
        self.paste_text(event.mimeData().text())

    def _paste(self) -> None:
        self.paste_text(QApplication.clipboard().text())

    def paste_text(self, text: str) -> None:
        """Insert a text as pasting does, whichever way it came; never a part of one that is too long."""
        if len(self.text()) - len(self.selectedText()) + len(text) > LONGEST_TEXT:
            self.too_long.emit(len(text))
        elif self.takes_pages and not self.text() and len(paragraphs(text)) > 1:
            self.page_pasted.emit(text)
        else:
            self.insert(text)

    def typed_token(self) -> Token | None:
        """Return the token at whose end the cursor stands while it is being typed; None elsewhere."""
        line, at = self.text(), self._cursor_place()
        start = line.rfind(" ", 0, at) + 1
        sign, word = line[start : start + 1], line[start + 1 : at]
        before = tokens(line[:start])
        leads = not line[:start].strip() or (before and not line[before[-1].end : start].strip())
        whole = at == len(line) or line[at] == " "
        if sign not in SIGNS or not leads or not whole:
            return None
        return Token(SIGNS[sign], start, at, word)

    def put_word(self, word: str) -> None:
        """Finish the token that is being typed with this word, and go on behind it."""
        token = self.typed_token()
        if token is None:
            return
        line = self.text()
        begin = position_of(line, token.start + 1)
        end = position_of(line, token.end + line[token.end :].startswith(" "))
        self.setSelection(begin, end - begin)
        self.insert(word + " ")

    def replace_word(self, token: Token, word: str) -> None:
        """Put another word into the place of a token's; the cursor goes to the end of the line."""
        line = self.text()
        begin = position_of(line, token.start + 1)
        self.setSelection(begin, position_of(line, token.end) - begin)
        self.insert(word)
        self.end(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, and badges over its tokens."""
        super().paintEvent(event)
        line = self.text()
        found = tokens(line, queues=queues_seats(self._controller.state, line, self._controller.tables.table_id))
        if not found or self.hasSelectedText():
            return
        painter = QPainter(self)
        painter.setClipRect(self.rect())
        layout, at = self.laid_out(line), self._cursor_place()
        # Where the text begins follows from where the cursor is: a long line is scrolled.
        begin_px = self.cursorRect().center().x() - cursor_px(layout, self.cursorPosition())
        for token in found:
            if not token.start < at <= token.end:
                bounds = token_bounds(layout, line, token)
                self._paint_token(painter, token, begin_px + bounds.left(), bounds.width())

    def _cursor_place(self) -> int:
        return place_of(self.text(), self.cursorPosition())

    def laid_out(self, line: str) -> QTextLayout:
        """Return the line as the field lays it out, in whichever direction it is read."""
        layout = QTextLayout(line.translate(SHOWN_AS_SPACE), self.font())
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setFlags(QTextOption.Flag.IncludeTrailingSpaces)
        layout.setTextOption(option)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        return layout

    def _paint_token(self, painter: QPainter, token: Token, left: float, width: float) -> None:
        painter.fillRect(QRectF(left - 1, 0, width + 2, self.height()), color("panel"))
        top = (self.height() - BADGE_HEIGHT_PX) / 2
        text = token.word.replace("-", " ").replace("_", " ")
        if token.kind in {TokenKind.SEAT, TokenKind.QUEUE}:
            text = self.text()[token.start : token.end]
        paint_badge(painter, QRectF(left - 1, top, width + 2, BADGE_HEIGHT_PX), text, self._colors(token))

    def _colors(self, token: Token) -> Colors:
        if token.kind is TokenKind.TAG:
            state = self._controller.state
            meant = meant_tag(state, token.word, self._controller.tag_names)
            return tag_badge_colors(state, meant or TagId(token.word))
        return badge_colors({TokenKind.REPORT: YELLOW, TokenKind.QUEUE: BLUE}.get(token.kind, GREY))


def cursor_px(layout: QTextLayout, position: int) -> float:
    """Return how far from the text's left end the cursor stands at a position of Qt's."""
    px, _ = cast("tuple[float, int]", layout.lineAt(0).cursorToX(position))  # PySide's stubs only say "object".
    return px


def token_bounds(layout: QTextLayout, line: str, token: Token) -> QRectF:
    """Return where a token stands in its line."""
    start, end = position_of(line, token.start), position_of(line, token.end)
    bounds = QRectF()
    for run in layout.glyphRuns(start, end - start):
        bounds = bounds.united(run.boundingRect())
    return bounds
