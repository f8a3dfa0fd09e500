"""Shows the statements of a result: what is shared, what divides, all others; words beside each, and a line or dots."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from facilitator_console.notes.ids import Column
from facilitator_console.report.votes import AGREEING, DRAWN, WORDS, Answer, ResultRow, VoteResult
from facilitator_console.ui.control.keys import sign_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.theme_words import COLUMN_NAMES
from facilitator_console.ui.look.painting import RowState, paint_row, row_state
from facilitator_console.ui.look.theme import color, font, group_color, section_font, text_font
from facilitator_console.ui.look.wrapped import lines_px, wrapped
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import Message, say

ROW = Qt.ItemDataRole.UserRole
PAD_PX, SIDE_PX, NUMBER_PX, GAP_PX, HEAD_PX = 9, 10, 30, 14, 34
WORDS_PX, NARROW_WORDS_PX = 150, 118
DRAWN_PX, NARROW_DRAWN_PX = 250, 130
NARROW_PX = 860
WORDS_TYPE_PX = 13
BAR_PX, DOT_PX = 12, 6.5
Entry = Message | ResultRow


class VoteModel(QAbstractListModel):
    """Holds headings and statements of one result."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._controller = controller
        self._entries: tuple[Entry, ...] = ()
        self.sets = 0

    def show_result(self, result: VoteResult | None) -> None:
        """Show another result, or none."""
        parts: tuple[tuple[Message, tuple[ResultRow, ...]], ...] = ()
        if result is not None:
            parts = (
                (COLUMN_NAMES[Column.SHARED], result.shared),
                (say("Where answers differ"), result.differs),
                (say("All other statements"), result.others),
            )
        self.beginResetModel()
        self.sets = len(result.sets) if result else 0
        self._entries = tuple(entry for title, rows in parts if rows for entry in (title, *rows))
        self.endResetModel()

    def listed_rows(self) -> tuple[ResultRow, ...]:
        """Return the statements, without the headings."""
        return tuple(entry for entry in self._entries if isinstance(entry, ResultRow))

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a row; under `ROW` the row itself."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ROW:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text if isinstance(entry, ResultRow) else self._controller.text(entry)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and isinstance(entry, ResultRow):
            return ", ".join(self.words(entry))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let headings be passed over."""
        is_head = index.isValid() and isinstance(self._entries[index.row()], Message)
        return Qt.ItemFlag.ItemIsEnabled if is_head else super().flags(index)

    def set_name(self, place: int) -> str:
        """Name a set of similar answers above its column."""
        return self._controller.text(say("answers {number}", number=place + 1))

    def words(self, row: ResultRow) -> list[str]:
        """Return what is said of a statement: of each set of similar answers, or of all."""
        return [self._controller.text(WORDS[answer]) for answer in row.answers]


class VoteDelegate(QStyledItemDelegate):
    """Paints a row: number, text, words in columns, and a line for all or a dot for each set."""

    def __init__(self, view: QListView, model: VoteModel) -> None:
        """Paint in this view."""
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the text."""
        del option
        width, row = self._view.viewport().width(), index.data(ROW)
        if not isinstance(row, ResultRow):
            return QSize(width, HEAD_PX)
        text, words = self._lines(row, width)
        px = max(lines_px(text, text_font()), *(lines_px(lines, text_font(WORDS_TYPE_PX)) for lines in words))
        return QSize(width, px + 2 * PAD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one statement with its figures."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        row = index.data(ROW)
        if isinstance(row, ResultRow):
            paint_row(painter, rect, row_state(option, without_focus=RowState.LEFT))
            self._paint_row(painter, rect, row)
        else:
            painter.setFont(section_font())
            painter.setPen(color("muted"))
            at = rect.adjusted(0, 0, 0, -7)
            painter.drawText(at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, str(index.data()))
            self._paint_names(painter, rect)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("edge"))
        painter.restore()

    def _paint_names(self, painter: QPainter, rect: QRect) -> None:
        """Name the columns of the sets of similar answers, each with its sign."""
        painter.setFont(font(12, 600))
        words_px, drawn_px = _columns(rect.width())
        column = rect.right() - SIDE_PX - drawn_px - GAP_PX - self._model.sets * words_px
        for place in range(self._model.sets):
            left, middle = column + place * words_px, rect.bottom() - 7 - 7.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(group_color(place))
            _draw_sign(painter, QPointF(left + DOT_PX, middle), place)
            painter.setPen(color("muted"))
            at = QRectF(left + 3 * DOT_PX, rect.top(), words_px, rect.height() - 7)
            painter.drawText(at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self._model.set_name(place))

    def _paint_row(self, painter: QPainter, rect: QRect, row: ResultRow) -> None:
        text, words = self._lines(row, rect.width())
        line_px, left = QFontMetrics(text_font()).lineSpacing(), rect.left() + SIDE_PX
        painter.setFont(text_font())
        painter.setPen(color("muted"))
        painter.drawText(QRectF(left, rect.top() + PAD_PX, NUMBER_PX, line_px), 0, str(row.number))
        painter.setPen(color("ink"))
        for place, line in enumerate(text):
            at = QRectF(left + NUMBER_PX, rect.top() + PAD_PX + place * line_px, rect.width(), line_px)
            painter.drawText(at, 0, line)
        words_px, drawn_px = _columns(rect.width())
        words_line_px = QFontMetrics(text_font(WORDS_TYPE_PX)).lineSpacing()
        column = rect.right() - SIDE_PX - drawn_px - GAP_PX - len(words) * words_px
        painter.setFont(text_font(WORDS_TYPE_PX))
        for set_at, lines in enumerate(words):
            painter.setPen(color("ink"))
            for place, line in enumerate(lines):
                top = rect.top() + PAD_PX + 1 + place * words_line_px
                painter.drawText(QRectF(column + set_at * words_px, top, words_px - 8, words_line_px), 0, line)
        self._draw(painter, QRectF(rect.right() - SIDE_PX - drawn_px, rect.top(), drawn_px, rect.height()), row)

    @staticmethod
    def _draw(painter: QPainter, room: QRectF, row: ResultRow) -> None:
        """Draw a bar for all, or a dot for each set; each word has one place, so the drawing tells no more than it."""
        middle = room.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        if not row.is_by_set:
            (answer,) = row.answers
            if answer is Answer.UNTOLD:
                return
            painter.setBrush(color("track"))
            bar = QRectF(room.left(), middle - BAR_PX / 2, room.width(), BAR_PX)
            painter.drawRect(bar)
            if answer not in {Answer.DIFFER, Answer.ALMOST_ALL_UNSURE}:
                agrees = answer in AGREEING or answer is Answer.ABOUT_HALF_AGREE
                part = DRAWN[answer] if agrees else 1 - DRAWN[answer]
                painter.setBrush(color("accent" if agrees else "edge"))
                left = bar.left() if agrees else bar.right() - bar.width() * part
                painter.drawRect(QRectF(left, bar.top(), bar.width() * part, BAR_PX))
            return
        painter.fillRect(QRectF(room.left(), middle, room.width(), 1.5), color("hairline"))
        sets = len(row.answers)
        apart_px = min(2 * DOT_PX + 1, (room.height() - 2 * DOT_PX) / (sets - 1))
        for place, answer in enumerate(row.answers):
            if answer in DRAWN:
                at = QPointF(room.left() + DOT_PX + (room.width() - 2 * DOT_PX) * DRAWN[answer], middle)
                at += QPointF(0, (place - (sets - 1) / 2) * apart_px)
                painter.setBrush(group_color(place))
                _draw_sign(painter, at, place)

    def _lines(self, row: ResultRow, width: int) -> tuple[list[str], list[list[str]]]:
        words_px, drawn_px = _columns(width)
        columns = self._model.words(row)
        room = width - 2 * SIDE_PX - NUMBER_PX - len(columns) * words_px - drawn_px - 2 * GAP_PX
        return (
            wrapped(row.text, text_font(), max(room, 80)),
            [wrapped(phrase, text_font(WORDS_TYPE_PX), words_px - 8) for phrase in columns],
        )


def _columns(width: int) -> tuple[int, int]:
    return (NARROW_WORDS_PX, NARROW_DRAWN_PX) if width < NARROW_PX else (WORDS_PX, DRAWN_PX)


def _draw_sign(painter: QPainter, at: QPointF, place: int) -> None:
    """Draw the sign of a set: colour never tells alone."""
    if place % 2 == 0:
        painter.drawRect(QRectF(at.x() - DOT_PX, at.y() - DOT_PX, 2 * DOT_PX, 2 * DOT_PX))
    else:
        painter.drawEllipse(at, DOT_PX, DOT_PX)


class VoteList(QListView):
    """Shows the statements of a result.

    Signals:
        asked(str): T, A or Q was pressed on the chosen statement.
        chosen(): Another statement is chosen.
    """

    asked = Signal(str)
    chosen = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows = VoteModel(controller, self)
        self.setModel(self.rows)
        self.setItemDelegate(VoteDelegate(self, self.rows))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(controller.text(say("What came out of the vote")))

    @property
    def current(self) -> ResultRow | None:
        """Return the statement that is chosen; None where none is."""
        row = self.currentIndex().data(ROW)
        return row if isinstance(row, ResultRow) else None

    def show_result(self, result: VoteResult | None) -> None:
        """Show another result, and choose its first statement."""
        self.rows.show_result(result)
        if self.rows.rowCount() > 1:
            self.setCurrentIndex(self.rows.index(1))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which statement is chosen now."""
        super().currentChanged(current, previous)
        self.chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew: rows wrap to the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the chosen statement on."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sign = sign_of(event) if not modifiers else ""
        if sign in {"T", "A", "Q"} and self.current is not None:
            self.asked.emit(sign)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters don't find anything here."""
