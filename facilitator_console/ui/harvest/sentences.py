"""Shows the words of a theme large, sentence by sentence, with what people said is not theirs; rewritten in place."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QListView, QStyleOptionViewItem, QWidget

from facilitator_console.console import sentence_field
from facilitator_console.notes.ids import NO_THEME, Version
from facilitator_console.notes.read_back import Heard
from facilitator_console.notes.state import Objection, Theme
from facilitator_console.ui.control.keys import sign_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.rewriting import drop, open_field
from facilitator_console.ui.look.painting import has_focus, is_selected
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.wrapped import draw_lines, lines_px, wrapped
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.ui.parts.text_field import RowDelegate, TextField
from facilitator_console.words import say

HEARD = Qt.ItemDataRole.UserRole
TITLE_PX, TEXT_PX, SMALL_PX = 26, 19, 14
PAD_PX, SIDE_PX = 9, 14
LETTERS = ("C", "A", "N", "S", "D")


class SentencesModel(QAbstractListModel):
    """Holds the sentences of a theme, the title first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows: tuple[Heard, ...] = ()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of sentences."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words; under `HEARD` the sentence with its objections; for screen readers both."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == HEARD:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([row.sentence.text, *(objection.text for objection in row.objections)])
        return row.sentence.text if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole} else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every sentence be rewritten."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def set_rows(self, rows: tuple[Heard, ...]) -> None:
        """Show these sentences."""
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()


class SentencesDelegate(RowDelegate):
    """Paints a sentence, and below it what was said of it.

    Attributes:
        theme_id: The theme whose words are shown.
        version: Of these words.
    """

    def __init__(self, controller: SessionController, view: QListView) -> None:
        """Paint in this view."""
        super().__init__(view)
        self._controller, self._view = controller, view
        self.theme_id, self.version = NO_THEME, Version("")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a sentence at the view's width."""
        del option
        row, width = index.data(HEARD), self._view.viewport().width()
        words, objections = self._lines(row, index.row(), width)
        small = lines_px(objections, text_font(SMALL_PX)) + (4 if objections else 0)
        return QSize(width, lines_px(words, _kind(index.row())) + small + 2 * PAD_PX)

    def _lines(self, row: Heard, place: int, width: int) -> tuple[list[str], list[str]]:
        room = max(width - 2 * SIDE_PX, 80)
        shown = row.sentence.text if place else self._controller.text(say("“{quote}”", quote=row.sentence.text))
        objections: list[str] = []
        for objection in row.objections:
            objections += wrapped(self.objection_text(objection), text_font(SMALL_PX), room)
        return wrapped(shown, _kind(place), room), objections

    def objection_text(self, objection: Objection) -> str:
        """Return what was said of a sentence, in words, and how that was settled."""
        message = (
            say("“This is not mine.” {text}", text=objection.text) if objection.text else say("“This is not mine.”")
        )
        if objection.is_settled:
            settled = say("{said} · Settled: {answer}", said=message, answer=objection.answer)
            message = settled if objection.answer else say("{said} · Settled", said=message)
        return self._controller.text(message)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one sentence with the objections beside it."""
        rect: QRect = option.rect
        words, objections = self._lines(index.data(HEARD), index.row(), rect.width())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_selected(option):
            painter.setPen(color("accent") if has_focus(option) else Qt.PenStyle.NoPen)
            painter.setBrush(color("soft" if self._view.hasFocus() else "hover"))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 8, 8)
        inner = QRectF(rect.adjusted(SIDE_PX, PAD_PX, -SIDE_PX, 0))
        painter.setFont(_kind(index.row()))
        painter.setPen(color("ink"))
        draw_lines(painter, inner, words)
        inner.setTop(inner.top() + lines_px(words, painter.font()) + 4)
        painter.setFont(text_font(SMALL_PX))
        is_open = any(not objection.is_settled for objection in index.data(HEARD).objections)
        painter.setPen(color("warn" if is_open else "muted"))
        draw_lines(painter, inner, objections)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field over the sentence."""
        del option
        field = TextField(str(index.data()), parent)
        field.setFont(text_font(TEXT_PX))
        field.setAccessibleName(self._controller.text(say("Sentence that is read back")))
        return open_field(self._controller, field, sentence_field(self.theme_id, index.row()), self.version)

    def drop_draft(self, editor: QWidget) -> None:
        """Forget what was typed in a field: somebody dropped it."""
        if isinstance(editor, TextField):
            drop(self._controller, editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Do nothing: the field has its text already."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Leave it to the view, which says whose words they are."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the sentence, as high as the text needs."""
        del index
        if isinstance(editor, TextField):
            editor.fit_into(option.rect)


class Sentences(QListView):
    """Shows the sentences of a theme.

    Signals:
        pressed(str): One of `LETTERS`.
        turned(int): To the theme before or after.
        rewritten(Heard, TextField): The field over a sentence, in which something else stands now.
        left(): Esc.
    """

    pressed_letter = Signal(str)
    turned = Signal(int)
    rewritten = Signal(object, object)
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.edited: Heard | None = None
        self.sentences = SentencesModel(self)
        self.rows = SentencesDelegate(controller, self)
        self.setModel(self.sentences)
        self.setItemDelegate(self.rows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(controller.text(say("What is read back, sentence by sentence")))
        self.doubleClicked.connect(lambda _index: self.rewrite())

    @property
    def current(self) -> Heard | None:
        """Return the sentence that is chosen."""
        row = self.currentIndex().data(HEARD)
        return row if isinstance(row, Heard) else None

    def show_theme(self, theme: Theme, rows: tuple[Heard, ...]) -> None:
        """Show the words of a theme; what is chosen stays so."""
        here = max(0, self.currentIndex().row())
        self.rows.theme_id, self.rows.version = theme.theme_id, theme.version
        self.sentences.set_rows(rows)
        self.setCurrentIndex(self.sentences.index(min(here, len(rows) - 1)))

    def choose(self, place: int) -> None:
        """Choose a sentence."""
        self.setCurrentIndex(self.sentences.index(max(0, min(place, self.sentences.rowCount() - 1))))

    def rewrite(self) -> None:
        """Open the chosen sentence, beginning with its draft where there is one."""
        if self.current:
            self.edited = self.current
            self.edit(self.currentIndex())

    def commitData(self, editor: QWidget) -> None:
        """Pass on what was rewritten, and which sentence it was."""
        row = self.edited or self.current
        if isinstance(editor, TextField) and row and editor.is_changed:
            self.rewritten.emit(row, editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close the field; what stood in it is kept, or dropped by hand."""
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self.rows.drop_draft(editor)
        super().closeEditor(editor, hint)
        self.edited = None
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the chosen sentence or its theme."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sign, key = "" if modifiers else sign_of(event), Qt.Key(event.key())
        turns = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if sign in LETTERS and not event.isAutoRepeat():
            self.pressed_letter.emit(sign)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.rewrite()
        elif not modifiers and key in turns:
            self.turned.emit(turns[key])
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters are keys here."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words to the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


def _kind(place: int) -> QFont:
    return text_font(TEXT_PX) if place else text_font(TITLE_PX, 650)
