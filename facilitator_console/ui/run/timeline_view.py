"""Shows the course of a session on one line of time: items, turns, pauses, notes and marks.

It scrolls and zooms; a turn is chosen with the arrows or by a click. Only what is in sight is painted, and of notes
that fall on one pixel one: three hours with hundreds of turns and thousands of notes cost no more than a few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.run.timeline_painting import BAR_PX, SMALL_PX, TimelinePainting
from facilitator_console.ui.run.timeline_words import span_words
from facilitator_console.views.timeline import STILL_ON, Span, Tick, Timeline, began_ms, is_over, key_of, timeline
from facilitator_console.words import Message, say

AXIS_PX, NAME_PX, GAP_PX = 26, 21, 10
"""Heights: the times of day, a row's name, the space below its bar."""
ZOOM = 1.5
LEAST_MS_PER_PX = 100.0
NEAR_PX = 5
"""The greatest distance of a click that still means a note or a mark."""
MINUTE_MS = 60_000


class Row(NamedTuple):
    """Represents a row: its name, and what stands in it."""

    name: Message
    spans: Sequence[Span]


class TimelineView(QAbstractScrollArea):
    """Shows the course of a session.

    Signals:
        chosen(): Something was chosen, or nothing is any more.
        opened(Instant): The notes of this moment are wanted: Enter, or a double click.
        left(): Esc.
    """

    chosen = Signal()
    opened = Signal(object)
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's session; `refresh` reads it."""
        super().__init__(parent)
        self._controller = controller
        self.course: Timeline = timeline(controller.state)
        self.selected: Span | None = None
        self.ms_per_px = 0.0
        self._fits = True
        self.rows: tuple[Row, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(controller.text(say("The session’s timeline")))
        self.refresh()

    # -- what is shown -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the session anew; what was chosen stays chosen while it is there."""
        self.course = timeline(self._controller.state)
        self.rows = tuple(self._wanted_rows())
        was, self.selected = self.selected, None
        if was is not None:
            spans = (span for row in self.rows for span in row.spans)
            self.selected = next((span for span in spans if key_of(span) == key_of(was)), None)
        self.follow_time()
        self.updateGeometry()
        self._tell()

    def _wanted_rows(self) -> Iterator[Row]:
        course, state = self.course, self._controller.state
        yield Row(say("Items"), course.items)
        tables = course.tables or (() if course.is_forgotten else (MAIN,))
        for table_id in tables:
            table = state.talk_tables.get(TableId(table_id))
            name = say("Turns · {table}", table=table.label) if table and table.label else say("Turns")
            yield Row(name, [turn for turn in course.turns if turn.table_id == table_id])
        if course.turns or not course.is_forgotten:
            yield Row(say("Frozen, paused, quiet"), course.stretches)
            yield Row(say("Notes and marks"), course.ticks)
            if course.states:
                yield Row(say("How the room was"), course.states)
            if course.unled:
                yield Row(say("Kept without effect"), course.unled)

    def follow_time(self) -> None:
        """Let what is on grow up to now."""
        self._lay_out()
        self.viewport().update()

    @property
    def stops(self) -> Sequence[Span]:
        """Return what the arrows go to: the turns, or the items where it was forgotten who spoke when."""
        return self.course.turns or self.course.items

    def end_ms(self) -> int:
        """Return where the line of time ends: now while something is on."""
        return self.course.to_ms or max(self._controller.now_ms(), self.course.from_ms + MINUTE_MS)

    def to_ms(self, span: Span) -> int:
        """Return where a span ends, as it is drawn: now while it goes on."""
        if isinstance(span, Tick):
            return span.at_ms
        return self.end_ms() if span.to_ms == STILL_ON else span.to_ms

    # -- zoom and scroll -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the height of all rows."""
        return QSize(400, self._height_px() + self.horizontalScrollBar().sizeHint().height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the height of the axis and a row."""
        return QSize(200, AXIS_PX + NAME_PX + BAR_PX)

    def _height_px(self) -> int:
        return AXIS_PX + len(self.rows) * (NAME_PX + BAR_PX + GAP_PX)

    def fit(self) -> None:
        """Show the whole session."""
        self._fits = True
        self.follow_time()

    def zoom(self, by: float, at_px: float | None = None) -> None:
        """Show less time in the same width, or more; what is at `at_px`, by default what is chosen, stays there."""
        if at_px is None:
            chosen = None if self.selected is None else self.x_of(began_ms(self.selected))
            in_sight = chosen is not None and 0 <= chosen <= self.viewport().width()
            at_px = chosen if in_sight and chosen is not None else self.viewport().width() / 2
        at_ms = self.ms_at(at_px)
        self.ms_per_px = max(LEAST_MS_PER_PX, self.ms_per_px / by)
        self._fits = self.ms_per_px >= self._fitting()
        self._lay_out()
        self.horizontalScrollBar().setValue(round((at_ms - self.course.from_ms) / self.ms_per_px - at_px))
        self.viewport().update()

    def _fitting(self) -> float:
        return max((self.end_ms() - self.course.from_ms) / max(self.viewport().width() - 2, 1), LEAST_MS_PER_PX)

    def _lay_out(self) -> None:
        if self._fits:
            self.ms_per_px = self._fitting()
        room, bar = self.viewport().size(), self.horizontalScrollBar()
        width = round((self.end_ms() - self.course.from_ms) / self.ms_per_px)
        bar.setPageStep(room.width())
        bar.setSingleStep(max(room.width() // 10, 1))
        bar.setRange(0, 0 if self._fits else max(0, width - room.width() + 1))
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setSingleStep(BAR_PX)
        self.verticalScrollBar().setRange(0, max(0, self._height_px() - room.height()))

    def x_of(self, at_ms: int) -> float:
        """Return where an instant stands, in px of the viewport."""
        return (at_ms - self.course.from_ms) / self.ms_per_px - self.horizontalScrollBar().value()

    def ms_at(self, x: float) -> int:
        """Return the instant that stands at a place of the viewport."""
        return round(self.course.from_ms + (x + self.horizontalScrollBar().value()) * self.ms_per_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew, or keep the scale."""
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll sideways."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.zoom(ZOOM if turned > 0 else 1 / ZOOM, event.position().x())
        else:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - turned)
        event.accept()

    def _bring_into_sight(self, span: Span) -> None:
        left, right, width = self.x_of(began_ms(span)), self.x_of(self.to_ms(span)), self.viewport().width()
        if left < 0 or right > width:
            bar = self.horizontalScrollBar()
            bar.setValue(round(bar.value() + left - max(0.0, (width - (right - left)) / 2)))

    # -- choosing ------------------------------------------------------------------------------------------

    def choose(self, span: Span | None) -> None:
        """Choose something, and bring it into sight."""
        self.selected = span
        if span is not None:
            self._bring_into_sight(span)
        self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        words = span_words(self._controller, self.selected) if self.selected else ""
        self.setAccessibleDescription(words)
        self.chosen.emit()

    def _step(self, by: int) -> None:
        stops = self.stops
        if not stops:
            return
        keys = [key_of(stop) for stop in stops]
        if self.selected is not None and key_of(self.selected) in keys:
            at = keys.index(key_of(self.selected)) + by
        elif self.selected is not None:
            at = bisect_left([began_ms(stop) for stop in stops], began_ms(self.selected)) - (by < 0)
        else:
            at = len(stops) - 1
        self.choose(stops[max(0, min(at, len(stops) - 1))])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from turn to turn, open the notes of one, zoom."""
        key = event.key()
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._step(-1 if key == Qt.Key.Key_Left else 1)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and self.stops:
            self.choose(self.stops[0 if key == Qt.Key.Key_Home else -1])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.open_chosen()
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            self.zoom(1 / ZOOM if key == Qt.Key.Key_Minus else ZOOM)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def open_chosen(self) -> None:
        """Ask for the notes of what is chosen."""
        if self.selected is not None:
            self.opened.emit(began_ms(self.selected))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.choose(self.at(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the notes of what is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(self.at(event.position().toPoint()))
            self.open_chosen()

    def at(self, point: QPoint) -> Span | None:
        """Return what is at a point; of two the one that is drawn over the other."""
        for place, row in enumerate(self.rows):
            top = self.bar_top(place)
            if not top <= point.y() < top + BAR_PX:
                continue
            if row.spans and isinstance(row.spans[0], Tick):
                near = min(row.spans, key=lambda tick: abs(self.x_of(began_ms(tick)) - point.x()))
                return near if abs(self.x_of(began_ms(near)) - point.x()) <= NEAR_PX else None
            hit = [span for span in row.spans if self.x_of(began_ms(span)) <= point.x() <= self.right_of(span)]
            return max(hit, key=lambda span: (is_over(span), began_ms(span)), default=None)
        return None

    def right_of(self, span: Span) -> float:
        """Return where a span ends; the shortest can still be clicked."""
        return max(self.x_of(self.to_ms(span)), self.x_of(began_ms(span)) + SMALL_PX)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say on hovering what something is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            span = self.at(event.pos())
            words = plain_tip(span_words(self._controller, span)) if span else ""
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    # -- painting ------------------------------------------------------------------------------------------

    def bar_top(self, place: int) -> int:
        """Return where a row's bar begins, from above."""
        return AXIS_PX + place * (NAME_PX + BAR_PX + GAP_PX) + NAME_PX - self.verticalScrollBar().value()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what is in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        TimelinePainting(self._controller, self, painter).paint()
