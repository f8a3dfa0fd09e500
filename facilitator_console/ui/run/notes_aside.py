"""Shows the side of the note-taker's page: tags of the digits, marks to fill, what has no tag yet."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.commands import dismiss_mark
from facilitator_console.notes.ids import NoteId
from facilitator_console.notes.state import is_kept
from facilitator_console.ui.control.keys import typed_letter
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import paint_row, row_state
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.look.tips import show_tip
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.labels import label, rule, set_text
from facilitator_console.ui.parts.note_strip import TIME_LEADS
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.ui.run.marks_model import TIME, MarksModel
from facilitator_console.ui.run.room_states_row import RoomStatesRow
from facilitator_console.ui.run.tag_panel import TagPanel
from facilitator_console.words import say

MARK_PX = 36
FEW_MARKS = 2
TIME_PX, END_PX = 66, 4
"""The room beside the words of a mark: for its time, and at its end."""


class MarksDelegate(QStyledItemDelegate):
    """Paints a mark: when, and by whom."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; all have the same."""
        del index
        return QSize(option.rect.width(), MARK_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one note beside the clocks."""
        painter.save()
        rect: QRect = option.rect
        paint_row(painter, rect, row_state(option))
        painter.setPen(color("muted"))
        line = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(font(13))
        painter.drawText(rect.adjusted(5, 0, 0, 0), line, index.data(TIME))
        painter.setFont(font())
        text = rect.adjusted(TIME_PX, 0, -END_PX, 0)
        shown = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, line, shown)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the whole words where the row has no room for them; else what can be done with a mark."""
        text = str(index.data() or "")
        fits = QFontMetrics(font()).horizontalAdvance(text) <= option.rect.width() - TIME_PX - END_PX
        return show_tip(event, view, view.toolTip() if fits else text)


class MarksView(QListView):
    """Lists the marks to fill.

    Signals:
        mark_chosen(MarkId): Enter or a click: a note for this one.
        typed(str): A letter that means nothing here.
        left(): Esc, or a click on empty ground.
    """

    mark_chosen = Signal(str)
    typed = Signal(str)
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's marks."""
        super().__init__(parent)
        self._controller = controller
        self.marks = MarksModel(controller, self)
        self.setModel(self.marks)
        self.setItemDelegate(MarksDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(controller.text(say("Marks to fill")))
        self.setToolTip(controller.text(say("Enter: write the note for this mark. Delete: it needs none.")))
        self.clicked.connect(self._on_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fill the mark on Enter, dismiss it on Delete, leave the list on Esc."""
        mark_id = self.marks.mark_at(self.currentIndex().row())
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and mark_id:
            self.mark_chosen.emit(mark_id)
        elif event.key() == Qt.Key.Key_Delete and mark_id:
            self._controller.do(dismiss_mark, mark_id)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif letter := typed_letter(event):
            self.typed.emit(letter)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a mark when the list is entered: the oldest, which is filled first."""
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.marks.index(max(0, self.currentIndex().row())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go back to the note line on a click beside the marks."""
        if self.indexAt(event.position().toPoint()).isValid():
            super().mousePressEvent(event)
        else:
            self.left.emit()

    def sizeHint(self) -> QSize:
        """Return the size of a few marks: where there is more room, more of them show."""
        return QSize(super().sizeHint().width(), FEW_MARKS * MARK_PX)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters find nothing here."""

    def _on_clicked(self, index: Index) -> None:
        self.mark_chosen.emit(self.marks.mark_at(index.row()))


class NotesAside(QFrame):
    """Shows tags, marks to fill, and how many notes have no tag yet.

    Signals:
        tag_chosen(TagId): For the chosen note.
        mark_chosen(MarkId): A note for this mark.
        untagged_asked(): Go to the next note without a tag.
        typed(str): A letter that means nothing here.
        left(): Back to the note line.
    """

    tag_chosen = Signal(str)
    mark_chosen = Signal(str)
    untagged_asked = Signal()
    typed = Signal(str)
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the list of the last notes."""
        super().__init__(parent)
        set_part(self, Part.ASIDE)
        self._controller = controller
        self.tags = TagPanel(controller)
        self.marks = MarksView(controller)
        self.states = RoomStatesRow(controller)
        self._marks_head = label("", Rank.SECTION)
        self.leads_to_seats = label(controller.text(TIME_LEADS), Rank.SMALL, wraps=True)
        self._no_marks = label(controller.text(say("No marks wait for a note.")), Rank.MUTED, wraps=True)
        self._untagged = QPushButton(controller.text(say("Not tagged yet")))
        set_style(self._untagged, ButtonKind.LINK)
        self._count = label("")
        self._kept, self._untagged_ids = set[NoteId](), set[NoteId]()
        self._count_notes(controller.state.notes)
        self._lay_out()
        self._connect()
        self._refresh_marks()
        self._refresh_count()
        self._refresh_warning()

    def _lay_out(self) -> None:
        # Where the window is low and banners cover its foot, all of it is still reached.
        holder = QWidget()
        area = ThinScrollArea(holder)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 14, 16, 10)
        around.setSpacing(0)
        around.addWidget(area, 1)
        around.addSpacing(8)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tags)
        column.addSpacing(14)
        column.addWidget(self._marks_head)
        column.addSpacing(8)
        column.addWidget(self._no_marks)
        column.addWidget(self.marks, 1)
        column.addStretch(0)
        column.addSpacing(14)
        column.addWidget(self.states)
        column.addSpacing(10)
        column.addWidget(self.leads_to_seats)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 10, 0, 0)
        foot.addWidget(self._untagged)
        foot.addWidget(self._count, 1)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        around.addWidget(rule())
        around.addLayout(foot)

    def _connect(self) -> None:
        self.tags.tag_chosen.connect(self.tag_chosen)
        self.tags.left.connect(self.left)
        self.marks.mark_chosen.connect(self.mark_chosen)
        self.states.note_asked.connect(self.mark_chosen)
        self.marks.left.connect(self.left)
        self.marks.typed.connect(self.typed)
        self._untagged.clicked.connect(self.untagged_asked)
        for signal in (self.marks.marks.rowsInserted, self.marks.marks.rowsRemoved, self.marks.marks.modelReset):
            signal.connect(self._refresh_marks)
        self._controller.changed.connect(self._on_controller_changed)

    def _on_controller_changed(self, changes: Changes) -> None:
        if touched := changes.get("notes"):
            self._count_notes(touched)
            self._refresh_count()
        if changes.keys() & {"turns", "info"}:
            self._refresh_warning()

    def _refresh_marks(self) -> None:
        waiting = self.marks.marks.rowCount()
        head = say("Marks to fill · {n}", n=waiting) if waiting else say("Marks to fill")
        set_text(self._marks_head, self._controller.text(head))
        self._no_marks.setVisible(not waiting)
        self.marks.setVisible(bool(waiting))

    def _refresh_warning(self) -> None:
        """Say that time leads from notes to seats, for as long as it is known who spoke when."""
        state = self._controller.state
        self.leads_to_seats.setVisible(bool(state.turns) and not state.info.speaking_forgotten)

    def _count_notes(self, touched: Collection[str]) -> None:
        """Count these notes anew, and no others: there may be 20,000."""
        notes = self._controller.state.notes
        kept = [note for note_id in touched if (note := notes.get(NoteId(note_id))) is not None and is_kept(note)]
        self._kept.difference_update(map(NoteId, touched))
        self._kept.update(note.note_id for note in kept)
        self._untagged_ids.difference_update(map(NoteId, touched))
        self._untagged_ids.update(note.note_id for note in kept if not note.tags)

    def _refresh_count(self) -> None:
        untagged = len(self._untagged_ids)
        set_text(self._count, self._controller.text(say("{n} of {all}", n=untagged, all=len(self._kept))))
        self._untagged.setEnabled(bool(untagged))
