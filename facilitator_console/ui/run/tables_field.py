"""Shows the tables as cards: who sits, who speaks there, clock, doing, last note. Seats can be dragged."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from facilitator_console.session.ids import TableId
from facilitator_console.session.tables import without_table
from facilitator_console.session.timers import reading
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import CARD_RADIUS_PX
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.letting_go import LettingGo
from facilitator_console.ui.run.seat_field import SeatField
from facilitator_console.ui.run.table_actions import Led, led_by
from facilitator_console.ui.run.table_card import (
    CLOCK_PX,
    LOW,
    ROOMY,
    SEAT_STEP_PX,
    CardPainter,
    clock_of,
    clock_rect,
)
from facilitator_console.views.clock_words import digits
from facilitator_console.views.room_view import RoomView, Seat
from facilitator_console.views.table_view import TableView
from facilitator_console.words import Message, say

CARDS_GAP_PX = 12
"""The gap between two cards."""
COLUMNS = ((1040, 6, 4), (960, 4, 3), (520, 1, 2), (0, 0, 1))
"""The number of cards side by side from a width on, with more tables than a number; in this order."""
MARGIN_PX = 3
"""The room around all cards, for the edge of the chosen one."""
NO_TABLE = TableId("")
"""The place of those who sit at no table."""


class TablesField(SeatField):
    """Shows a card for each open table, and one for those who sit at none.

    Attributes:
        times: The digits of each table's clock, as painted; empty where none runs.

    Signals:
        table_chosen(TableId): Clicked.
        table_menu_wanted(TableId, QPoint): What else can be done with it; at this place on the screen.
        seat_moved(ParticipantId, TableId): Dragged to another table, or sent there by its digit.
        dragged_to(QPoint): A seat is in hand here, perhaps beyond what can be seen.
    """

    table_chosen = Signal(str)
    table_menu_wanted = Signal(str, QPoint)
    seat_moved = Signal(str, str)
    dragged_to = Signal(QPoint)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's tables."""
        super().__init__(controller, parent)
        self._sizes = ROOMY
        self._tables: tuple[TableView, ...] = ()
        self._sits_at: tuple[int, ...] = ()
        self._cards: list[QRect] = []
        self._centers: list[QPointF] = []
        self.times: list[str] = []
        self._led: dict[TableId, Led | None] = {}
        self._pressed = self._dragged = -1
        self._esc = LettingGo(self._let_go, self)
        self._meant = controller.tables.table_id
        self._pressed_at = self._pointer = QPointF()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        controller.picture.changed.connect(self._on_picture_changed)
        controller.tables.changed.connect(self._on_tables_changed)
        if controller.teamwork is not None:
            controller.teamwork.changed.connect(self._on_teamwork_changed)
        self._show(controller.picture.view)

    # -- following -------------------------------------------------------------------------------------------

    def _on_picture_changed(self, _before: RoomView, view: RoomView) -> None:
        self._show(view)

    def _on_tables_changed(self) -> None:
        """Paint the card anew that was meant, and the one that is."""
        meant, self._meant = self._meant, self._controller.tables.table_id
        for place, table in enumerate(self._tables):
            if table.table_id in {meant, self._meant}:
                self._repaint(place)

    def _on_teamwork_changed(self) -> None:
        """Paint the cards of tables anew whose laptop has come or gone."""
        for place, table in enumerate(self._tables):
            led = led_by(self._controller, table.table_id)
            if led != self._led.get(table.table_id):
                self._led[table.table_id] = led
                self._repaint(place)

    def _show(self, view: RoomView) -> None:
        """Show the tables and who sits there; nothing is painted where it looks the same."""
        by_id = {seat.participant_id: seat for seat in view.seats}
        seats: list[Seat] = []
        at: list[int] = []
        for place, table in enumerate(view.tables):
            for chair in table.seats:
                changes = {
                    "is_heard": chair.is_heard,
                    "speaks": chair.speaks,
                    "waits": chair.waits,
                    "is_interrupted": False,
                }
                seats.append(msgspec.structs.replace(by_id[chair.participant_id], **changes))
                at.append(place)
        for person in without_table(self._controller.state) if view.tables else ():
            seats.append(by_id[person.participant_id])
            at.append(len(view.tables))
        shown = (tuple(seats), view.tables, tuple(at))
        before = (self.seats, self._tables, self._sits_at)
        if shown == before:
            return
        # Whoever is meant or held stays so at another place; another laptop may have moved them.
        ids = [seat.participant_id for seat in self.seats]
        people = [ids[place] if place >= 0 else None for place in (self._current, self._pressed, self._dragged)]
        self.seats, self._tables, self._sits_at = shown
        now_at = {seat.participant_id: place for place, seat in enumerate(seats)}
        current, self._pressed, self._dragged = (
            now_at.get(participant_id, -1) if participant_id else -1 for participant_id in people
        )
        self._esc.listen(on=self._dragged >= 0)
        self._current = current if current >= 0 else min(self._current, len(seats) - 1)
        if self.hasFocus() and self._current >= 0:
            self._say_current()
        self.setAccessibleDescription(" ".join(self._table_words(table) for table in self._tables))
        self.times = [self._time_of(table) for table in self._tables]
        if at == list(before[2]) and len(before[1]) == len(view.tables):
            self._repaint_changed(before[0], before[1])
            return
        self._lay_out()
        self.updateGeometry()
        self.update()

    def _repaint_changed(self, seats: Sequence[Seat], tables: Sequence[TableView]) -> None:
        """Paint the cards anew on which something differs from before; their places are the same."""
        changed = {place for place, table in enumerate(self._tables) if table != tables[place]}
        changed |= {at for at, seat, was in zip(self._sits_at, self.seats, seats, strict=True) if seat != was}
        for place in changed:
            self._repaint(place)

    def _repaint(self, place: int) -> None:
        if 0 <= place < len(self._cards):
            self.update(_with_edge(self._cards[place]))

    def refresh_time(self) -> None:
        """Paint the clocks of turns anew whose digits have changed."""
        for place, table in enumerate(self._tables):
            time = self._time_of(table)
            if time != self.times[place]:
                self.times[place] = time
                self.update(clock_rect(self._cards[place], self._sizes))

    def _time_of(self, table: TableView) -> str:
        clock = clock_of(self._controller, table)
        return digits(reading(clock, self._controller.now_ms())) if clock else ""

    def words_of(self, place: int) -> tuple[Message, ...]:
        """Describe one seat, and at which table it is."""
        seat, at = self.seats[place], self._sits_at[place]
        states = ((seat.speaks, say("speaking")), (seat.waits, say("waiting")))
        where = self._tables[at].name if at < len(self._tables) else None
        table = where or say("at no table")
        return (say("Seat {seat}", seat=seat.number), table, *(words for is_so, words in states if is_so))

    def _table_words(self, table: TableView) -> str:
        """Describe a table in a sentence, for screen readers."""
        text = self._controller.text
        seats = tuple(str(seat.number) for seat in table.seats)
        name = table.name or say("the plenary")
        words = say("{table}: seats {seats}, {doing}.", table=name, seats=seats, doing=table.doing)
        led = led_by(self._controller, table.table_id)
        return f"{text(words)} {text(led.words)}." if led else text(words)

    # -- geometry ----------------------------------------------------------------------------------------

    def set_compact(self, *, on: bool) -> None:
        """Take less room, or not."""
        sizes = LOW if on else ROOMY
        if sizes != self._sizes:
            self._sizes = sizes
            self._lay_out()
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        """Tell that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all cards."""
        cards, _ = self._plan(width)
        return max((card.bottom() + 1 for card in cards), default=0) + MARGIN_PX

    def sizeHint(self) -> QSize:
        """Return the height at the present width; any width will do."""
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the same: it is scrolled, never cut."""
        return self.sizeHint()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Place the cards anew."""
        self._lay_out()

    def card_of(self, table_id: TableId) -> QRect:
        """Return where a table's card is; nowhere where it is not shown yet."""
        places = (place for place, table in enumerate(self._tables) if table.table_id == table_id)
        return next((self._cards[place] for place in places), QRect())

    def center(self, place: int) -> QPointF:
        """Return where a seat's middle is; under the pointer while it is dragged."""
        return self._pointer if place == self._dragged else self._centers[place]

    def seat_px(self, _place: int) -> float:
        """Return a seat's diameter."""
        return self._sizes.seat

    def _lay_out(self) -> None:
        self._cards, self._centers = self._plan(self.width())

    def _plan(self, width: int) -> tuple[list[QRect], list[QPointF]]:
        """Return the cards, side by side and row by row, and the middle of each seat."""
        counts = [self._sits_at.count(place) for place in range(len(self._tables))]
        columns = next(n for from_px, more, n in COLUMNS if width >= from_px and len(counts) > more) if counts else 1
        card_px = (width - 2 * MARGIN_PX - (columns - 1) * CARDS_GAP_PX) // columns
        cards: list[QRect] = []
        centers: list[QPointF] = []
        top = MARGIN_PX
        for first in range(0, len(counts), columns):
            row = counts[first : first + columns]
            height = self._card_px(max(row), card_px)
            for column, count in enumerate(row):
                card = QRect(MARGIN_PX + column * (card_px + CARDS_GAP_PX), top, card_px, height)
                cards.append(card)
                centers += self._seats_in(card, count)
            top += height + CARDS_GAP_PX
        if left := len(self._sits_at) - sum(counts):
            card = QRect(MARGIN_PX, top, width - 2 * MARGIN_PX, 0)
            card.setHeight(self._card_px(left, card.width()) - self._sizes.line - self._sizes.note)
            cards.append(card)
            centers += self._seats_in(card, left)
        return cards, centers

    def _per_row(self, card_px: int) -> int:
        room = card_px - 2 * self._sizes.pad - CLOCK_PX
        return max(1, room // (self._sizes.seat + SEAT_STEP_PX))

    def _card_px(self, count: int, card_px: int) -> int:
        sizes, rows = self._sizes, max(1, -(-count // self._per_row(card_px)))
        return 2 * sizes.pad + sizes.title + rows * (sizes.seat + SEAT_STEP_PX) + sizes.line + sizes.note

    def _seats_in(self, card: QRect, count: int) -> list[QPointF]:
        sizes, per_row = self._sizes, self._per_row(card.width())
        step, top = sizes.seat + SEAT_STEP_PX, card.top() + sizes.pad + sizes.title + sizes.seat / 2 + 3
        left = card.left() + sizes.pad + sizes.seat / 2
        return [QPointF(left + place % per_row * step, top + place // per_row * step) for place in range(count)]

    def _card_at(self, point: QPointF) -> int:
        return next((place for place, card in enumerate(self._cards) if card.contains(point.toPoint())), -1)

    def _table_at(self, place: int) -> TableId:
        return self._tables[place].table_id if 0 <= place < len(self._tables) else NO_TABLE

    # -- pointer and keys ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a seat, or choose a table."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed, self._pressed_at = self._at(event.position()), event.position()
        table_id = self._table_at(self._card_at(event.position()))
        if table_id:
            self.table_chosen.emit(table_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the seat that is held; else show which one is meant."""
        if self._pressed >= 0 and event.buttons() & Qt.MouseButton.LeftButton:
            way = (event.position() - self._pressed_at).manhattanLength()
            if way >= QApplication.startDragDistance():
                self._dragged = self._pressed
                self._esc.listen(on=True)
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._pointer = event.position()
            self.update()
            if self._dragged >= 0:
                self.dragged_to.emit(event.position().toPoint())
            return
        place = self._at(event.position())
        if place != self._hovered:
            self._hovered = place
            self.setCursor(Qt.CursorShape.OpenHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the seat sit down where it was dragged to; a seat that was only clicked is chosen."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, dragged = self._pressed, self._dragged
        self._let_go()
        if dragged >= 0:
            self._seat_at(dragged, self._table_at(self._card_at(event.position())))
        elif pressed >= 0 and pressed == self._at(event.position()):
            self._choose(pressed)

    def _let_go(self) -> None:
        self._pressed = self._dragged = -1
        self._esc.listen(on=False)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.update()

    def _seat_at(self, place: int, table_id: TableId) -> None:
        """Report that a seat is to be at a table, unless it is."""
        if table_id and table_id != self._table_at(self._sits_at[place]):
            self.seat_moved.emit(self.seats[place].participant_id, table_id)

    def _table_numbered(self, digit: str) -> TableId:
        tables = (table.table_id for table in self._tables if str(table.number) == digit)
        return next(tables, NO_TABLE)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a seat, by the pointer or the menu key, or of a table; not with a seat in hand."""
        if self._dragged >= 0:
            return
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        card = self._card_at(QPointF(event.pos()))
        if not by_key and self._at(QPointF(event.pos())) < 0 and self._table_at(card):
            self.table_menu_wanted.emit(self._table_at(card), event.globalPos())
            return
        super().contextMenuEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the table before or after with Alt and an arrow; seat somebody at another one by its digit."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        table_id = self._table_numbered(event.text())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self._controller.tables.step(steps[Qt.Key(event.key())])
        elif table_id and self._current >= 0:
            self._seat_at(self._current, table_id)
        else:
            super().keyPressEvent(event)

    # -- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards and seats that are to be painted anew."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wanted = [place for place, card in enumerate(self._cards) if event.region().intersects(_with_edge(card))]
        for place in wanted:
            self._paint_card(painter, place, self._cards[place])
        for place, seat in enumerate(self.seats):
            if place != self._dragged and self._sits_at[place] in wanted:
                self._paint_seat(painter, place, seat)
                self._paint_rings(painter, place, seat)
        if self._dragged >= 0:
            self._paint_seat(painter, self._dragged, self.seats[self._dragged])

    def _paint_card(self, painter: QPainter, place: int, card: QRect) -> None:
        table = self._tables[place] if place < len(self._tables) else None
        is_meant = table is not None and table.table_id == self._controller.tables.table_id
        is_target = self._dragged >= 0 and self._card_at(self._pointer) == place
        edge = QPen(color("accent" if is_meant or is_target else "hairline"), 2 if is_meant or is_target else 1)
        painter.setPen(edge)
        painter.setBrush(color("soft" if is_target else "panel"))
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS_PX, CARD_RADIUS_PX)
        CardPainter(painter, self._controller, card, self._sizes).paint(table)


def _with_edge(card: QRect) -> QRect:
    """Return a card with the room for the edge of the one that is meant."""
    return card.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX)
