"""Shows the side of the harvest: tags with their notes counted, what to show, and how far the read-back has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.dialogue.answering import conclusions
from facilitator_console.notes.codebook import digit_tags, tag_name, tag_readings, tag_tree
from facilitator_console.notes.ids import CheckStatus, Flag, GroupList, TagId
from facilitator_console.notes.read_back import has_two_texts, theme_status
from facilitator_console.notes.state import Note, NotesState, entries_on, marks_to_fill, notes_kept
from facilitator_console.notes.themes import notes_in_no_theme, themes_kept
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.theme_words import STATUS_WORDS
from facilitator_console.ui.look.painting import SMALL_RADIUS_PX, RowState, has_focus, is_under_pointer, paint_card
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.ui.parts.labels import Link, label, rule, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.tag_badges import BADGE_HEIGHT_PX, badge_width, paint_badge, tag_badge_colors
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import Message, say, say_n

ROW_PX, LEAST_ROW_PX = 31, 24
PAD_PX = 8
SIDE_ROW = Qt.ItemDataRole.UserRole


class Shown(StrEnum):
    """Names which notes stand beside the cards, where no tag is chosen."""

    NOT_IN_A_THEME = "not_in_a_theme"
    FOR_REPORT = "for_report"
    MARKS = "marks"
    TWO_TEXTS = "two_texts"
    PARKING_LOT = "parking_lot"


SHOWN_WORDS: dict[Shown, Message] = {
    Shown.FOR_REPORT: say("For the report"),
    Shown.NOT_IN_A_THEME: say("Not in a theme"),
    Shown.MARKS: say("Marks to fill"),
    Shown.TWO_TEXTS: say("Two texts"),
    Shown.PARKING_LOT: say("For later"),
}
"""The filters in words, in the order in which they are offered."""
ASKS = frozenset({Shown.MARKS, Shown.TWO_TEXTS})
"""The filters that show something that is left to do, where there is any."""


class SideRow(NamedTuple):
    """Holds a row: a tag, or one of `Shown`, and how many notes there are."""

    name: str
    notes: int
    tag: TagId = TagId("")
    shown: Shown = Shown.NOT_IN_A_THEME
    asks: bool = False


class SideModel(QAbstractListModel):
    """Holds rows of the side."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows: tuple[SideRow, ...] = ()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name; under `SIDE_ROW` the row; for screen readers the count as well."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == SIDE_ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {row.notes}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.name)
        return row.name if role == Qt.ItemDataRole.DisplayRole else None

    def set_rows(self, rows: Sequence[SideRow]) -> None:
        """Show these rows instead of the present ones."""
        if [(row.tag, row.shown) for row in rows] == [(row.tag, row.shown) for row in self.rows]:
            changed, self.rows = self.rows != tuple(rows), tuple(rows)
            if changed and rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()


class SideDelegate(QStyledItemDelegate):
    """Paints a row: a tag's badge or words, and a count at the right."""

    def __init__(self, controller: SessionController, view: SideList) -> None:
        """Paint in this view."""
        super().__init__(view)
        self._controller, self._view = controller, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; all have the same."""
        del index
        return QSize(option.rect.width(), self._view.row_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row of the list."""
        row: SideRow = index.data(SIDE_ROW)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = RowState.UNDER_POINTER if is_under_pointer(option) else RowState.PLAIN
        if self._view.lit == (row.tag, row.shown):
            state = RowState.CHOSEN
        paint_card(
            painter,
            QRectF(rect).adjusted(1, 2, -1, -2),
            state.value,
            has_ring=has_focus(option),
            radius_px=SMALL_RADIUS_PX,
        )
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setFont(font(13, 650 if row.asks else 400))
        painter.setPen(color("warn" if row.asks else "muted"))
        painter.drawText(rect.adjusted(0, 0, -PAD_PX, 0), right, str(row.notes))
        room = rect.width() - painter.fontMetrics().horizontalAdvance(str(row.notes)) - 3 * PAD_PX
        if row.tag:
            width = min(badge_width(row.name), room)
            top = rect.top() + (rect.height() - BADGE_HEIGHT_PX) / 2
            badge = QRectF(rect.left() + PAD_PX, top, width, BADGE_HEIGHT_PX)
            paint_badge(painter, badge, row.name, tag_badge_colors(self._controller.state, row.tag))
        else:
            painter.setFont(text_font())
            painter.setPen(color("ink"))
            text = QFontMetrics(text_font()).elidedText(row.name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(rect.adjusted(PAD_PX, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class SideList(QListView):
    """Lists rows; a click, Enter or Space chooses one.

    Signals:
        row_chosen(SideRow): This one is to be shown.
        left(): Esc, or the arrow to the board.
    """

    row_chosen = Signal(object)
    left = Signal()

    def __init__(self, controller: SessionController, name: Message, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.lit: tuple[TagId, Shown] | None = None
        self.row_px = ROW_PX
        self.side = SideModel(self)
        self.setModel(self.side)
        self.setItemDelegate(SideDelegate(controller, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(controller.text(name))
        self.clicked.connect(self._choose)

    def light(self, lit: tuple[TagId, Shown] | None) -> None:
        """Highlight the row that is shown."""
        self.lit = lit
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Return the height of all rows."""
        return QSize(160, self.side.rowCount() * self.row_px)

    def minimumSizeHint(self) -> QSize:
        """Return the height of two rows; the others are scrolled to."""
        return QSize(0, min(2, self.side.rowCount()) * self.row_px)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on Enter and Space; leave on Esc and to the right."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._choose(self.currentIndex())
        elif event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Right}:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters are keys on this page."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a row when the list is entered."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.side.index(0))

    def _choose(self, index: Index) -> None:
        row = index.data(SIDE_ROW)
        if isinstance(row, SideRow):
            self.row_chosen.emit(row)


class HarvestSide(QFrame):
    """Shows tags, what to show, and the read-back.

    Signals:
        row_chosen(SideRow): The notes of a tag, or one of `Shown`.
        codebook_asked(): The tags of the team are to be shown.
        read_back_asked(): The themes are to be read back.
        conclusions_asked(): What experts conclude is to be shown to the group.
        votes_asked(): Statements, and what came out of their vote, are to be shown.
        left(): The focus may go to the board.
    """

    row_chosen = Signal(object)
    codebook_asked = Signal()
    read_back_asked = Signal()
    votes_asked = Signal()
    conclusions_asked = Signal()
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it; `refresh` counts."""
        super().__init__(parent)
        set_part(self, Part.SIDE)
        self._controller = controller
        self.tags = SideList(controller, say("Tags, with their notes counted"))
        self.shown = SideList(controller, say("What to show"))
        self.no_tags = label(controller.text(say("No note has a tag yet.")), Rank.SMALL, wraps=True)
        self.codebook = Link(controller.text(say("Codebook")), small=True)
        self.votes = Link(controller.text(say("Statements and votes")), small=True)
        self.conclusions = Link(controller.text(say("Experts’ conclusions")), small=True)
        self.status = label("")
        self.show_button = PrimaryButton()
        self.show_button.setAutoDefault(True)
        self.show_button.show_text(controller.text(say("Show to the group")))
        self._lay_out()
        self.tags.row_chosen.connect(self.row_chosen)
        self.shown.row_chosen.connect(self.row_chosen)
        self.tags.left.connect(self.left)
        self.shown.left.connect(self.left)
        self.codebook.clicked.connect(self.codebook_asked)
        self.show_button.clicked.connect(self.read_back_asked)
        self.votes.clicked.connect(self.votes_asked)
        self.conclusions.clicked.connect(self.conclusions_asked)

    def _lay_out(self) -> None:
        text = self._controller.text
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(text(say("Tags")), Rank.SECTION), 1)
        head.addWidget(self.codebook)
        column.addLayout(head)
        column.addWidget(self.no_tags)
        column.addWidget(self.tags, 100)
        column.addSpacing(8)
        column.addWidget(label(text(say("Show")), Rank.SECTION))
        column.addWidget(self.shown)
        column.addWidget(self.votes, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.conclusions, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        column.addWidget(rule())
        row = QHBoxLayout()
        row.setSpacing(8)
        caption = label(text(say("Read-back")), Rank.MUTED)
        caption.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(caption)
        self.status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.status, 1)
        column.addLayout(row)
        column.addWidget(self.show_button)
        ThinScrollBar(self.tags)

    def refresh(self) -> None:
        """Count the notes of each row anew."""
        state = self._controller.state
        notes = notes_kept(state)
        rows = self._tag_rows(state, notes)
        self.tags.side.set_rows(rows)
        self.no_tags.setVisible(not rows)
        self.conclusions.setVisible(bool(conclusions(state)))
        self.tags.setVisible(bool(rows))
        self.shown.side.set_rows(self._shown_rows(state, notes))
        self.tags.setMaximumHeight(max(1, len(rows)) * self.tags.row_px)
        self.shown.setFixedHeight(len(SHOWN_WORDS) * self.shown.row_px)
        status = self._controller.text(self._status(state))
        set_text(self.status, status)
        self.status.setToolTip(status)
        has_themes = bool(themes_kept(state))
        self.show_button.setEnabled(has_themes)
        why = say("There is no theme yet. Put notes into one with T.")
        self.show_button.setToolTip("" if has_themes else self._controller.text(why))

    def set_low(self, *, on: bool) -> None:
        """Let rows take less height, or not."""
        for rows in (self.tags, self.shown):
            rows.row_px = LEAST_ROW_PX if on else ROW_PX
            rows.scheduleDelayedItemsLayout()
        self.refresh()

    def light(self, row: SideRow) -> None:
        """Highlight the row whose notes are shown."""
        lit = (row.tag, row.shown)
        self.tags.light(lit if row.tag else None)
        self.shown.light(None if row.tag else lit)

    def _tag_rows(self, state: NotesState, notes: Sequence[Note]) -> list[SideRow]:
        readings, counts = tag_readings(state), Counter[TagId]()
        for tags, number in Counter(note.tags for note in notes).items():  # Thousands of notes have few tags.
            counts.update(dict.fromkeys({readings.get(own, own) for own in tags}, number))
        with_digit = [tag for tag in digit_tags(state) if tag]
        order = dict.fromkeys((*with_digit, *(tag for tag, _ in tag_tree(state)), *counts))
        return [SideRow(self._controller.text(tag_name(state, tag)), counts[tag], tag) for tag in order if counts[tag]]

    def _shown_rows(self, state: NotesState, notes: Sequence[Note]) -> list[SideRow]:
        flagged = Counter[Flag]()
        for flags, number in Counter(note.flags for note in notes).items():
            flagged.update(dict.fromkeys(flags, number))
        counts = {
            Shown.FOR_REPORT: flagged[Flag.FOR_REPORT],
            Shown.NOT_IN_A_THEME: len(notes_in_no_theme(state)),
            Shown.MARKS: len(marks_to_fill(state)),
            Shown.TWO_TEXTS: sum(bool(note.other_texts) for note in notes)
            + sum(bool(has_two_texts(theme)) for theme in themes_kept(state)),
            Shown.PARKING_LOT: len(entries_on(state, GroupList.PARKING_LOT)) + flagged[Flag.PARKING_LOT],
        }
        return [
            SideRow(self._controller.text(words), counts[shown], shown=shown, asks=shown in ASKS and counts[shown] > 0)
            for shown, words in SHOWN_WORDS.items()
        ]

    def _status(self, state: NotesState) -> Message:
        statuses = [theme_status(state, theme) for theme in themes_kept(state)]
        if not statuses:
            return say("no theme yet")
        for status in (CheckStatus.APPROVED, CheckStatus.CHECKED):
            if all(found is status or found is CheckStatus.APPROVED for found in statuses):
                return STATUS_WORDS[status]
        done = sum(found is not CheckStatus.DRAFT for found in statuses)
        return (
            say_n("{done} of {n} checked", "{done} of {n} checked", len(statuses), done=done) if done else say("draft")
        )
