"""Shows the codebook as a list that is edited in place: renamed, moved, merged, retired, by keys and by the mouse."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QMenu,
    QWidget,
)

from facilitator_console.notes.codebook import CODEBOOK, DIGITS, tag_of
from facilitator_console.notes.ids import NO_TAG, TagColor, TagId
from facilitator_console.notes.state import texts_in_languages
from facilitator_console.notes.tag_commands import (
    bring_tag_back,
    color_tag,
    merge_tag,
    move_tag,
    retire_tag,
    set_tag_digit,
)
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.ui.control.keys import sign_of, typed_letter
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.menus import new_menu, submenu
from facilitator_console.ui.run.codebook_model import TAG_ROW, CodebookModel, TagRow
from facilitator_console.ui.run.codebook_rows import CodebookDelegate
from facilitator_console.words import say

COLORS = {
    TagColor.GREY: say("Grey"),
    TagColor.BLUE: say("Blue"),
    TagColor.RED: say("Red"),
    TagColor.GREEN: say("Green"),
    TagColor.VIOLET: say("Violet"),
    TagColor.YELLOW: say("Yellow"),
    TagColor.TEAL: say("Teal"),
}


class CodebookView(QListView):
    """Lists the tags of the codebook as a tree.

    Signals:
        merging_changed(): A tag waits for the one that it is merged into, or none does any more.
        typed(str): A letter that means nothing here.
        erasing_asked(TagId): Its words are to go for good.
        left(): Esc.
    """

    merging_changed = Signal()
    erasing_asked = Signal(str)
    typed = Signal(str)
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the list over the codebook."""
        super().__init__(parent)
        self._controller = controller
        self.tags = CodebookModel(controller, self)
        self.merged: TagRow | None = None
        self._pressed: QPoint | None = None
        self._dragged: TagRow | None = None
        self._over = -1
        self.setModel(self.tags)
        self._rows = CodebookDelegate(controller, self)
        self.setItemDelegate(self._rows)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(controller.text(say("Tags of the team")))

    @property
    def current(self) -> TagRow | None:
        """Return the tag that is chosen."""
        row = self.currentIndex().data(TAG_ROW)
        return row if isinstance(row, TagRow) else None

    def choose(self, tag_id: TagId) -> None:
        """Make a tag the current one and bring it into sight."""
        index = self.tags.index(self.tags.place_of(tag_id))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    # -- doing -----------------------------------------------------------------------------------------

    def rename(self) -> None:
        """Open the chosen tag’s name: of a default tag, and of one named in it, in the language of the screen."""
        if row := self.current:
            language, names = (
                self._controller.catalogue.language,
                texts_in_languages(self._controller.state, row.tag_id),
            )
            self.name_in(language if row.tag_id in CODEBOOK or language in names else "")

    def name_in(self, language: str) -> None:
        """Open a field for the chosen tag’s name in a language; empty for its name in all others."""
        if self.current and not self.current.is_retired:
            self._rows.describes, self._rows.language = False, language
            self.edit(self.currentIndex())

    def describe(self) -> None:
        """Open a field for what the chosen tag is for."""
        self._rows.describes = True
        self.edit(self.currentIndex())

    def move_in(self) -> None:
        """Move the chosen tag below the one above it that stands as deep."""
        row, place = self.current, self.currentIndex().row()
        for above in map(self.tags.row_at, reversed(range(place))) if row else ():
            if row and above.depth == row.depth:
                self._move(row.tag_id, above.tag_id)
            if row and above.depth <= row.depth:
                return

    def move_out(self) -> None:
        """Move the chosen tag beside the one that it stands below."""
        row = self.current
        if row and row.depth and not row.is_retired:
            above = [self.tags.row_at(place) for place in range(self.currentIndex().row())]
            outer = [other.tag_id for other in above if other.depth == row.depth - 2]
            self._move(row.tag_id, outer[-1] if row.depth > 1 else NO_TAG)

    def _move(self, tag_id: TagId, parent: TagId) -> None:
        self._controller.do(move_tag, tag_id, parent)
        self.choose(tag_id)

    def begin_merging(self) -> None:
        """Wait for the tag that the chosen one is merged into."""
        row = self.current
        if row and not row.is_retired:
            self.merged = row
            self.merging_changed.emit()

    def stop_merging(self) -> None:
        """Merge nothing after all."""
        if self.merged:
            self.merged = None
            self.merging_changed.emit()

    def _merge(self, into: TagRow) -> None:
        if self.merged and self._controller.do(merge_tag, self.merged.tag_id, into.tag_id):
            self.stop_merging()
            self.choose(into.tag_id)

    def retire(self) -> None:
        """Take the chosen tag off the codebook, or bring a retired one back."""
        if row := self.current:
            self._controller.do(bring_tag_back if row.is_retired else retire_tag, row.tag_id)
            self.choose(row.tag_id)

    def _set_digit(self, digit: int) -> None:
        if row := self.current:
            self._controller.do(set_tag_digit, row.tag_id, digit)

    # -- keys --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the chosen tag; letters without a meaning begin a new tag’s name."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        row, key, sign = self.current, Qt.Key(event.key()), "" if modifiers else sign_of(event)
        moves = {Qt.Key.Key_Right: self.move_in, Qt.Key.Key_Left: self.move_out}
        if key == Qt.Key.Key_Escape:
            self._on_escape()
        elif modifiers == Qt.KeyboardModifier.AltModifier and key in moves:
            moves[key]()
        elif self.merged and row and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._merge(row)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.rename()
        elif key == Qt.Key.Key_Delete and not modifiers:
            self.retire()
        elif sign == "M" and not event.isAutoRepeat():
            self.begin_merging()
        elif sign.isdecimal() and not event.isAutoRepeat():
            self._set_digit(int(sign))
        elif letter := typed_letter(event):
            self.typed.emit(letter)
        else:
            super().keyPressEvent(event)

    def _on_escape(self) -> None:
        if self._dragged:
            self._stop_dragging()
        elif self.merged:
            self.stop_merging()
        else:
            self.left.emit()

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters are keys here, not a search for a beginning."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a tag when the list is entered."""
        super().focusInEvent(event)
        if self.current is None and self.tags.rowCount():
            self.setCurrentIndex(self.tags.index(0))

    # -- the mouse ---------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a tag, or the one that another is merged into; perhaps begin to drag it."""
        at = event.position().toPoint()
        super().mousePressEvent(event)
        row = self.indexAt(at).data(TAG_ROW)
        if event.button() != Qt.MouseButton.LeftButton or not isinstance(row, TagRow):
            return
        if self.merged:
            self._merge(row)
        elif not row.is_retired:
            self._pressed = at

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename the tag."""
        self._pressed = None
        if self.indexAt(event.position().toPoint()).isValid():
            self.rename()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the tag that was pressed, once the pointer has gone far enough."""
        at = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if not self._dragged and (at - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return
        self._dragged = self._dragged or self.indexAt(self._pressed).data(TAG_ROW)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (min(at.y(), 0) + max(at.y() - self.viewport().height(), 0)) // 2)
        self._over = self.indexAt(at).row()
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the dragged tag stand below the one under the pointer; on empty ground, at the top of the tree."""
        super().mouseReleaseEvent(event)
        row, over = self._dragged, self._over
        self._stop_dragging()
        if row and (over < 0 or self.tags.row_at(over).tag_id != row.tag_id):
            self._move(row.tag_id, self.tags.row_at(over).tag_id if over >= 0 else NO_TAG)

    def _stop_dragging(self) -> None:
        self._pressed, self._dragged, self._over = None, None, -1
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tags; while one is dragged, a frame around the one that it would stand below."""
        super().paintEvent(event)
        if self._dragged and self._over >= 0:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(color("accent"), 2))
            painter.drawRect(self.visualRect(self.tags.index(self._over)).adjusted(1, 1, -2, -2))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the tag."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = index.data(TAG_ROW)
        if not isinstance(row, TagRow):
            return
        self.setCurrentIndex(index)
        at = self.visualRect(index).bottomLeft() if by_key else event.pos()
        self._menu_of(row).popup(self.viewport().mapToGlobal(at))

    def _menu_of(self, row: TagRow) -> QMenu:
        text, menu = self._controller.text, new_menu(self)
        if row.is_retired:
            menu.addAction(text(say("Bring back")), self.retire)
            self._offer_erasing(menu, row)
            return menu
        menu.addAction(text(say("Rename")), self.rename)
        names = submenu(menu, text(say("Name in")))
        for language, name in LANGUAGE_NAMES.items():
            names.addAction(name, partial(self.name_in, language))
        menu.addAction(text(say("Say what it is for")), self.describe).setEnabled(row.tag_id not in CODEBOOK)
        menu.addAction(text(say("Merge into…")), self.begin_merging)
        menu.addSeparator()
        menu.addAction(text(say("Move below the tag above")), self.move_in)
        menu.addAction(text(say("Move out")), self.move_out).setEnabled(row.depth > 0)
        menu.addSeparator()
        digits = submenu(menu, text(say("Digit")))
        for digit in range(DIGITS + 1):
            entry = digits.addAction(str(digit) if digit else text(say("No digit")), partial(self._set_digit, digit))
            entry.setCheckable(True)
            entry.setChecked(digit == row.digit)
        colors, known = submenu(menu, text(say("Colour"))), tag_of(self._controller.state, row.tag_id)
        for tag_color, message in COLORS.items():
            entry = colors.addAction(text(message), partial(self._controller.do, color_tag, row.tag_id, tag_color))
            entry.setCheckable(True)
            entry.setChecked(known is not None and known.color is tag_color)
        menu.addSeparator()
        menu.addAction(text(say("Retire")), self.retire)
        self._offer_erasing(menu, row)
        return menu

    def _offer_erasing(self, menu: QMenu, row: TagRow) -> None:
        """Offer to erase a tag's words for good; a default tag has none but names, which the list of all words has."""
        if row.tag_id not in CODEBOOK:
            asked = partial(self.erasing_asked.emit, row.tag_id)
            menu.addAction(self._controller.text(say("Erase for good…")), asked)
