"""Erases words for good: lists all that was typed in this session, to search and choose in it, beside the clocks.

Nothing of it is on the screen before the panel is opened on purpose, and nothing stays once it is closed. "Erased" is
shown only once the words are out of the store's file.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.dialogue.typed_words import Standing, TypedText, typed_texts, with_copies
from facilitator_console.log import Subject
from facilitator_console.store.saver import SaveState
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import (
    paint_selectable,
)
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.wrapped import at_most, draw_lines, lines_px, wrapped
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.parts.danger_button import DangerButton
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.note_strip import also_carried
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.ui.parts.thin_scroll import ScrolledWords, ThinScrollBar
from facilitator_console.ui.shell.typed_texts_model import DETAIL, TypedTextsModel
from facilitator_console.words import Message, say, say_n

PAD_PX = 10
MOST_LINES = 3
"""Lines of a text in the list: enough to recognize it; the search finds the rest."""
REACH = say(
    "A note, line, tag or statement that is shown now goes as a whole; titles, questions and labels become empty. The "
    "words are erased here, and on other laptops once they meet this one. Copies, backups, prints and the drive itself "
    "may keep them. This can’t be undone."
)
HOW = say("The arrows select, with Shift several; Space adds or takes away one; Enter asks.")


class TypedTextsDelegate(QStyledItemDelegate):
    """Paints a row: the words, and below them where they belong and what has become of them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of its lines at the list's width."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        words, detail = self._lines(width, index)
        return QSize(0, 2 * PAD_PX + lines_px(words, text_font()) + lines_px(detail, text_font(12)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row; a selected one has a bar at its side, too."""
        painter.save()
        rect: QRect = option.rect
        paint_selectable(painter, option)
        inner = QRectF(rect.adjusted(PAD_PX, PAD_PX, -PAD_PX, -PAD_PX))
        words, detail = self._lines(rect.width(), index)
        for lines, size, ink in ((words, 14, "ink"), (detail, 12, "muted")):
            painter.setFont(text_font(size))
            painter.setPen(color(ink))
            draw_lines(painter, inner, lines)
            inner.setTop(inner.top() + lines_px(lines, text_font(size)))
        painter.restore()

    @staticmethod
    def _lines(width: int, index: Index) -> tuple[list[str], list[str]]:
        room = width - 2 * PAD_PX
        words = at_most(wrapped(str(index.data()), text_font(), room), MOST_LINES)
        return words, wrapped(str(index.data(DETAIL)), text_font(12), room)


class ErasePanel(SidePanel):
    """Shows the list, its search, and the question before anything is erased."""

    def __init__(self, controller: SessionController, parent: QWidget) -> None:
        """Build it, closed and empty."""
        super().__init__(parent)
        self._controller = controller
        self._chosen: list[TypedText] = []
        self._has_erased = False
        self.setAccessibleName(controller.text(say("Erase words for good")))
        self.model = TypedTextsModel(controller, self)
        self.field = QLineEdit()
        self.field.setPlaceholderText(controller.text(say("Find words")))
        self.field.setAccessibleName(controller.text(say("Find words")))
        self.only_gone = CheckRow(controller.text(say("Removed and undone")))
        self.only_gone.clicked.connect(self._refresh)
        self.list = self._build_list()
        self.outcome = label(rank=Rank.STRONG, wraps=True)
        self.copies: CheckRow | None = None
        self._of_copies = QVBoxLayout()
        self.reach = ScrolledWords(Rank.SMALL)
        self.erase = QPushButton(controller.text(say("Erase for good…")))
        self.keep = QPushButton(controller.text(say("Don’t erase")))
        self.confirm = DangerButton(controller.text(say("Erase for good")))
        self._lay_out()
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.erase.clicked.connect(self.ask)
        self.keep.clicked.connect(self._leave_question)
        self.confirm.clicked.connect(self._erase)
        self.field.textEdited.connect(self._refresh)
        self.list.selectionModel().selectionChanged.connect(self._show_outcome)
        controller.changed.connect(self._on_controller_changed)
        controller.saves_changed.connect(self._on_controller_saves_changed)

    def _build_list(self) -> QListView:
        shown = QListView()
        shown.setModel(self.model)
        shown.setItemDelegate(TypedTextsDelegate(shown))
        shown.setAccessibleName(self._controller.text(say("What was typed")))
        shown.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        shown.setResizeMode(QListView.ResizeMode.Adjust)
        shown.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        ThinScrollBar(shown)
        return shown

    def _lay_out(self) -> None:
        self.how = label(self._controller.text(HOW), Rank.SMALL, wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 10)
        column.setSpacing(8)
        column.addWidget(label(self._controller.text(say("Erase words for good")), Rank.HEAD, wraps=True))
        column.addWidget(self.field)
        column.addWidget(self.only_gone)
        column.addWidget(self.list, 1)
        column.addWidget(self.outcome)
        column.addWidget(self.how)
        column.addLayout(self._of_copies)
        column.addWidget(self.reach)
        answers = QWidget()
        row = FlowLayout(answers)  # Beside the clocks there may be no room for two.
        for button in (self.erase, self.keep, self.confirm):
            button.setAutoDefault(True)  # Enter presses it.
            row.addWidget(button)
        column.addWidget(answers)

    # -- opening and closing -----------------------------------------------------------------------------

    def open_panel(self) -> None:
        """Open it with all texts, and nothing selected."""
        self._has_erased = False
        self.field.clear()
        self._set_asking(on=False)
        super().open_panel()
        self._refresh()

    def take_focus(self) -> None:
        """Give the focus to the search field."""
        self.field.setFocus()

    def close_panel(self) -> None:
        """Close it; nothing of what it showed stays."""
        self._chosen = []
        self.model.show_texts((), "")
        self.field.clear()
        super().close_panel()

    # -- the list ----------------------------------------------------------------------------------------

    def chosen(self) -> list[TypedText]:
        """Return the selected texts, in the list's order."""
        return [self.model.text_at(index.row()) for index in sorted(self.list.selectedIndexes())]

    def _refresh(self) -> None:
        """Show the texts that exist now; those that were selected and still exist stay selected."""
        selected = {text.key for text in self.chosen()}
        current = self.list.currentIndex().row()
        texts, only_gone = typed_texts(self._controller.history), self.only_gone.isChecked()
        self.model.show_texts(texts, self.field.text(), only_gone=only_gone)
        rows = range(self.model.rowCount())
        for row in rows:
            if self.model.text_at(row).key in selected:
                self.list.selectionModel().select(self.model.index(row), QItemSelectionModel.SelectionFlag.Select)
        if rows:
            place = self.model.index(max(0, min(current, rows[-1])))
            self.list.selectionModel().setCurrentIndex(place, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._show_outcome()

    def _on_controller_changed(self) -> None:
        if self.isVisible() and not self.is_asking:
            self._refresh()

    # -- asking and erasing ------------------------------------------------------------------------------

    @property
    def is_asking(self) -> bool:
        """Tell whether it asks before it erases."""
        return not self.confirm.isHidden()

    def ask(self) -> None:
        """Ask whether to erase the selected texts."""
        self._chosen = self.chosen()
        if self._chosen:
            self._has_erased = False
            self._set_asking(on=True)
            self._offer_copies()
            self.keep.setFocus()

    def _offer_copies(self) -> None:
        """Offer to erase also what was carried into other sessions of the words that are to go."""
        if copied := self._controller.copies_elsewhere(self._gone()):
            self.copies = CheckRow(self._controller.text(also_carried(self._controller, copied)))
            self.copies.setChecked(True)
            self._of_copies.addWidget(self.copies)

    def _gone(self) -> set[Subject]:
        """Return the entities whose present words are to go; of an earlier wording nothing was carried on."""
        going = with_copies(self._controller.history, self._chosen)
        return {text.event.subject for text in going if text.standing in {Standing.SHOWN, Standing.REMOVED}}

    def _set_asking(self, *, on: bool) -> None:
        if self.copies is not None:
            self.copies.hide()
            self.copies.deleteLater()
            self.copies = None
        asked: tuple[QWidget, ...] = (self.keep, self.confirm, self.reach)
        listed: tuple[QWidget, ...] = (self.erase, self.how)
        for part in asked:
            part.setVisible(on)
        for part in listed:
            part.setVisible(not on)
        self.field.setEnabled(not on)
        self.only_gone.setEnabled(not on)
        self.list.setEnabled(not on)
        self.reach.show_text(self._controller.text(REACH) if on else "")
        self._show_outcome()

    def _leave_question(self) -> None:
        self._set_asking(on=False)
        self._refresh()
        self.list.setFocus()

    def _erase(self) -> None:
        copies = self._gone() if self.copies is not None and self.copies.isChecked() else ()
        self._has_erased = self._controller.erase_words(self._chosen, copies)
        self._chosen = []
        self.list.clearSelection()
        self._leave_question()

    def _show_outcome(self) -> None:
        self.erase.setEnabled(bool(self.list.selectedIndexes()))
        set_text(self.outcome, self._controller.text(self._outcome_words()) if self.isVisible() else "")

    def _outcome_words(self) -> Message:
        """Return the question, what became of the erased words, or how many are selected."""
        saves = self._controller.saves
        if self.is_asking:
            return self._question()
        if self._has_erased and not (saves.waiting or self._controller.words_remain):
            return say("Erased: it is out of the store’s file.")
        if self._has_erased and saves.why:
            return say("Not erased yet: {why} The program tries again by itself.", why=saves.why)
        if self._has_erased:
            return say("It is being erased…")
        if not self.model.rowCount():
            return self._nothing_words()
        return say_n("{n} text is selected.", "{n} texts are selected.", len(self.list.selectedIndexes()))

    def _nothing_words(self) -> Message:
        """Return why the list is empty."""
        if self.field.text():
            return say("No typed words match.")
        nothing_gone = say("Nothing was removed or undone.")
        return nothing_gone if self.only_gone.isChecked() else say("Nothing was typed yet.")

    def _question(self) -> Message:
        n = len(with_copies(self._controller.history, self._chosen))
        if n == len(self._chosen):
            return say_n("Erase this text for good?", "Erase these {n} texts for good?", n)
        return say_n(
            "Erase {n} text for good? What was made from what you chose, or said of it, goes with it.",
            "Erase {n} texts for good? What was made from what you chose, or said of it, goes with it.",
            n,
        )

    def _on_controller_saves_changed(self, _saves: SaveState) -> None:
        if self.isVisible():
            self._show_outcome()

    # -- keys --------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the field into the list with the arrow; Enter and Delete in the list ask, Space selects."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.field:
                return self._key_in_field(event)
            if watched is self.list:
                return self._key_in_list(event)
        return super().eventFilter(watched, event)

    def _key_in_field(self, event: QKeyEvent) -> bool:
        if event.key() not in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return False
        self.list.setFocus()
        if not self.list.selectedIndexes() and self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.currentIndex())
        return True

    def _key_in_list(self, event: QKeyEvent) -> bool:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete}:
            self.ask()
            return True
        if event.key() == Qt.Key.Key_Space:
            toggle = QItemSelectionModel.SelectionFlag.Toggle
            self.list.selectionModel().select(self.list.currentIndex(), toggle)
            return True
        if event.key() == Qt.Key.Key_Up and self.list.currentIndex().row() == 0 and not event.modifiers():
            self.field.setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the question on Esc first, then the panel."""
        if event.key() == Qt.Key.Key_Escape and self.is_asking:
            self._leave_question()
            return
        super().keyPressEvent(event)
