"""Shows the statements as a list with keys: those that wait on top, then those that are voted on.

The list says what a key asks for; the panel decides what is done.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.likeness import Texts
from facilitator_console.ui.control.keys import sign_of, typed_letter
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import RowState, paint_row, row_state
from facilitator_console.ui.look.theme import color, section_font, text_font
from facilitator_console.ui.look.wrapped import lines_px, wrapped
from facilitator_console.ui.parts.hints import PARTS
from facilitator_console.ui.parts.item_models import NO_PARENT, Index, step_to
from facilitator_console.views.statements_view import RowKind, StatementRow, statement_rows
from facilitator_console.words import say

ROW = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `StatementRow`."""
PAD_PX, SIDE_PX, NUMBER_PX, GAP_PX = 9, 10, 34, 14
HEAD_PX = 32
HINT_PART = 0.42
"""The most that what is said beside a statement takes of the width."""
HINT_TYPE_PX = 12
DECIDING = "12345"
"""The keys that decide about the chosen statement, as printed on the buttons."""


class StatementsModel(QAbstractListModel):
    """Holds the rows. A thin adapter: what they say is in views.statements_view.

    Signals:
        counted(): How many voted has changed.
        listed(): All rows are as they are to be.
    """

    counted = Signal()
    listed = Signal()

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Show the session's statements and follow them."""
        super().__init__(parent)
        self._controller = controller
        self._texts = Texts()
        self._with_closed = False
        self._rows: dict[str, StatementRow] = {}
        self._keys: list[str] = []
        # Votes come from other threads, many at once: they are counted together, a moment later.
        self._soon = QTimer(self, singleShot=True, interval=100)
        self._soon.timeout.connect(self._on_counted)
        self._read()
        controller.changed.connect(self._on_controller_changed)
        controller.voted.connect(self._on_controller_voted)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a row; under `ROW` the row itself."""
        if not index.isValid():
            return None
        row = self._rows[self._keys[index.row()]]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._controller.text(row.title) if row.title else row.text
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.hint(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let headings be passed over."""
        is_head = index.isValid() and self._rows[self._keys[index.row()]].kind is RowKind.HEAD
        return Qt.ItemFlag.ItemIsEnabled if is_head else super().flags(index)

    def hint(self, row: StatementRow) -> str:
        """Return what is said beside a statement."""
        return PARTS.join(map(self._controller.text, row.hints))

    def row_of(self, key: str) -> int:
        """Return the place of a statement; -1 where it is not listed."""
        return self._keys.index(key) if key in self._rows else -1

    @property
    def texts(self) -> Texts:
        """Return the statements' texts, for finding those that are alike."""
        return self._texts

    @property
    def with_closed(self) -> bool:
        """Tell whether those that are not voted on are listed too."""
        return self._with_closed

    def show_closed(self, *, on: bool) -> None:
        """List those that are not voted on too, or not."""
        self._with_closed = on
        self._read()

    def _on_controller_voted(self) -> None:
        # Begun anew by each vote, it would never end while people vote quickly.
        if not self._soon.isActive():
            self._soon.start()

    def _on_counted(self) -> None:
        self._read()
        self.counted.emit()

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"statements", "moderation", "votes"}:
            self._read()

    def _read(self) -> None:
        state = self._controller.state
        self._texts.keep(state.statements)
        voted = self._controller.voting.turnout.by_statement
        rows = {row.key: row for row in statement_rows(state, self._texts, voted, with_closed=self._with_closed)}
        before, self._rows = self._rows, {**self._rows, **rows}
        step_to(self, self._keys, list(rows))
        self._rows = rows
        for place, key in enumerate(self._keys):
            if (was := before.get(key)) is not None and was != rows[key]:
                self.dataChanged.emit(self.index(place), self.index(place))
        self.listed.emit()


class StatementsDelegate(QStyledItemDelegate):
    """Paints a row: number, text on as many lines as it needs, and on the right what is said beside it."""

    def __init__(self, view: QListView, model: StatementsModel) -> None:
        """Paint in this view, whose width the rows wrap to."""
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the text."""
        del option
        width, row = self._view.viewport().width(), index.data(ROW)
        if row.kind is RowKind.HEAD:
            return QSize(width, HEAD_PX)
        text, hint = self._lines(row, width)
        px = max(lines_px(text, text_font()), lines_px(hint, text_font(HINT_TYPE_PX)) if hint else 0)
        return QSize(width, px + 2 * PAD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one statement of the list."""
        painter.save()
        rect: QRect = option.rect
        row: StatementRow = index.data(ROW)
        if row.kind is RowKind.HEAD:
            painter.setFont(section_font())
            painter.setPen(color("muted"))
            at = rect.adjusted(0, 0, 0, -7)
            painter.drawText(at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, str(index.data()))
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("hairline"))
        else:
            paint_row(painter, rect, row_state(option, without_focus=RowState.LEFT))
            self._paint_row(painter, rect, row)
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRect, row: StatementRow) -> None:
        text, hint = self._lines(row, rect.width())
        line_px, hint_px = (QFontMetrics(kind).lineSpacing() for kind in (text_font(), text_font(HINT_TYPE_PX)))
        left = rect.left() + SIDE_PX
        painter.setFont(text_font())
        if row.number is not None:
            painter.setPen(color("muted"))
            painter.drawText(QRectF(left, rect.top() + PAD_PX, NUMBER_PX, line_px), 0, str(row.number))
        painter.setPen(color("muted" if row.kind is RowKind.CLOSED else "ink"))
        text_left = left + (NUMBER_PX if row.kind is not RowKind.WAITING else 0)
        for place, line in enumerate(text):
            painter.drawText(QRectF(text_left, rect.top() + PAD_PX + place * line_px, rect.width(), line_px), 0, line)
        painter.setFont(text_font(HINT_TYPE_PX))
        painter.setPen(color("warn" if row.points else "muted"))
        for place, line in enumerate(hint):
            at = QRectF(rect.left(), rect.top() + PAD_PX + 1 + place * hint_px, rect.width() - SIDE_PX, hint_px)
            painter.drawText(at, Qt.AlignmentFlag.AlignRight, line)

    def _lines(self, row: StatementRow, width: int) -> tuple[list[str], list[str]]:
        """Return the lines of the text and of what is said beside it."""
        hint = self._model.hint(row)
        hint_lines = wrapped(hint, text_font(HINT_TYPE_PX), round(width * HINT_PART)) if hint else []
        metrics = QFontMetrics(text_font(HINT_TYPE_PX))
        hint_px = max(map(metrics.horizontalAdvance, hint_lines), default=0)
        left = SIDE_PX + (NUMBER_PX if row.kind is not RowKind.WAITING else 0)
        room = width - left - hint_px - SIDE_PX - GAP_PX
        return wrapped(row.text, text_font(), max(room, 60)), hint_lines


class StatementsList(QListView):
    """Shows the statements. 1 to 5 decide, T translates, letters begin a new one.

    Signals:
        decided(str): One of the keys 1 to 5 was pressed on the chosen statement.
        translating(): T.
        left(): Esc.
        typed(str): A letter that means nothing here.
        chosen(): Another statement is chosen.
    """

    decided = Signal(str)
    translating = Signal()
    left = Signal()
    typed = Signal(str)
    chosen = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the session's statements."""
        super().__init__(parent)
        self._controller = controller
        self.rows = StatementsModel(controller, self)
        self.setModel(self.rows)
        self.setItemDelegate(StatementsDelegate(self, self.rows))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(controller.text(say("Statements")))
        self._decides_at = -1
        for changed in (self.rows.rowsRemoved, self.rows.rowsInserted):
            changed.connect(self._keep_chosen)
        self.rows.listed.connect(self._go_on)
        self._keep_chosen()

    @property
    def current(self) -> StatementRow | None:
        """Return the row that is chosen; None where none is."""
        row = self.currentIndex().data(ROW)
        return row if isinstance(row, StatementRow) and row.kind is not RowKind.HEAD else None

    def choose_waiting(self) -> None:
        """Choose the first statement that waits, unless one that waits is chosen."""
        if (row := self.current) is None or row.kind is not RowKind.WAITING:
            self._choose_waiting(0)

    def choose(self, statement_id: StatementId) -> None:
        """Choose a statement."""
        if (place := self.rows.row_of(statement_id)) >= 0:
            self.setCurrentIndex(self.rows.index(place))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which statement is chosen now."""
        super().currentChanged(current, previous)
        row = self.current
        self._decides_at = current.row() if row is not None and row.kind is RowKind.WAITING else -1
        self.chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew: rows wrap to the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def _keep_chosen(self) -> None:
        """Choose the nearest statement where the chosen one is gone: the next one to decide about."""
        if self.current is not None:
            return
        place = max(0, self.currentIndex().row())
        order = sorted(range(self.rows.rowCount()), key=lambda row: (abs(row - place), -row))
        for row in order:
            if self.rows.index(row).data(ROW).kind is not RowKind.HEAD:
                self.setCurrentIndex(self.rows.index(row))
                return

    def _go_on(self) -> None:
        """Choose the next statement that waits, where the chosen one does not wait any more."""
        row = self.current
        if self._decides_at < 0 or (row is not None and row.kind is RowKind.WAITING):
            return
        self._choose_waiting(self._decides_at)

    def _choose_waiting(self, near: int) -> None:
        """Choose the statement that waits at a place, or the last one before it, else the first."""
        kinds = [self.rows.index(place).data(ROW).kind for place in range(self.rows.rowCount())]
        waiting = [place for place, kind in enumerate(kinds) if kind is RowKind.WAITING]
        if waiting:
            before = [place for place in waiting if place <= near]
            self.setCurrentIndex(self.rows.index(before[-1] if before else waiting[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide about the chosen statement."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sign = sign_of(event) if not modifiers else ""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif sign and sign in DECIDING and self.current is not None:
            self.decided.emit(sign)
        elif sign == "T" and self.current is not None:
            self.translating.emit()
        elif letter := typed_letter(event):
            self.typed.emit(letter)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters don't find anything here."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what is said in their place."""
        super().paintEvent(event)
        if not self.rows.rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(text_font())
            painter.setPen(color("muted"))
            words = say("No statements yet. Type one above, or take them from notes and themes.")
            room = self.viewport().rect().adjusted(SIDE_PX, PAD_PX, -SIDE_PX, 0)
            painter.drawText(room, Qt.TextFlag.TextWordWrap, self._controller.text(words))
