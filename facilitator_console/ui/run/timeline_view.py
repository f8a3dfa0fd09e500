"""Paints the course of a session on one line of time: items, turns, what stood still, notes and marks.

It scrolls and zooms; a turn is chosen with the arrows or by a click. Only what is in sight is painted, and of notes
that fall on one pixel one: three hours with hundreds of turns and thousands of notes cost no more than a few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from facilitator_console.log import Instant
from facilitator_console.session.ids import MAIN, StretchKind, TableId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font, text_font, tokens
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.run.timeline_words import span_words
from facilitator_console.views.timeline import STILL_ON, ItemSpan, StillSpan, Tick, Timeline, TurnSpan, timeline
from facilitator_console.words import Message, say

AXIS_PX, NAME_PX, BAR_PX, GAP_PX = 26, 21, 26, 10
"""Heights: the times of day, a row's name, its bar, the space below it."""
STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1440)
"""Minutes between times of day on the axis."""
STEP_PX = 90
"""At least so far apart they stand."""
ZOOM = 1.5
LEAST_MS_PER_PX = 100.0
SMALL_PX = 3
"""Narrower spans have no round corners."""
NEAR_PX = 5
"""So near a click on a note or a mark must be."""
MINUTE_MS = 60_000
GREY, BLUE = 0, 1
"""Places among the colours of badges."""
Chosen = ItemSpan | TurnSpan | StillSpan | Tick


class Row(NamedTuple):
    """Represents a row: its name, and what stands in it."""

    name: Message
    spans: Sequence[Chosen]


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
        self.selected: Chosen | None = None
        self._ms_per_px = 0.0
        self._fits = True
        self._rows: tuple[Row, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(controller.text(say("The session’s timeline")))
        self.refresh()

    # -- what is shown -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the session anew; what was chosen stays chosen while it is there."""
        self.course = timeline(self._controller.state)
        self._rows = tuple(self._wanted_rows())
        was, self.selected = self.selected, None
        if was is not None:
            spans = (span for row in self._rows for span in row.spans)
            self.selected = next((span for span in spans if _key(span) == _key(was)), None)
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

    def follow_time(self) -> None:
        """Let what is on grow up to now."""
        self._lay_out()
        self.viewport().update()

    @property
    def stops(self) -> Sequence[Chosen]:
        """Return what the arrows go to: the turns, or the items where it was forgotten who spoke when."""
        return self.course.turns or self.course.items

    def _end_ms(self) -> int:
        return self.course.to_ms or max(self._controller.now_ms(), self.course.from_ms + MINUTE_MS)

    def to_ms(self, span: Chosen) -> int:
        """Return where a span ends, as it is drawn: now while it goes on."""
        if isinstance(span, Tick):
            return span.at_ms
        return self._end_ms() if span.to_ms == STILL_ON else span.to_ms

    # -- zoom and scroll -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the height of all rows."""
        return QSize(400, self._height_px() + self.horizontalScrollBar().sizeHint().height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the height of the axis and a row."""
        return QSize(200, AXIS_PX + NAME_PX + BAR_PX)

    def _height_px(self) -> int:
        return AXIS_PX + len(self._rows) * (NAME_PX + BAR_PX + GAP_PX)

    def fit(self) -> None:
        """Show the whole session."""
        self._fits = True
        self.follow_time()

    def zoom(self, by: float, at_px: float | None = None) -> None:
        """Show less time in the same width, or more; what is at `at_px`, by default what is chosen, stays there."""
        if at_px is None:
            chosen = None if self.selected is None else self._x(self._from(self.selected))
            in_sight = chosen is not None and 0 <= chosen <= self.viewport().width()
            at_px = chosen if in_sight and chosen is not None else self.viewport().width() / 2
        at_ms = self._ms_at(at_px)
        self._ms_per_px = max(LEAST_MS_PER_PX, self._ms_per_px / by)
        self._fits = self._ms_per_px >= self._fitting()
        self._lay_out()
        self.horizontalScrollBar().setValue(round((at_ms - self.course.from_ms) / self._ms_per_px - at_px))
        self.viewport().update()

    def _fitting(self) -> float:
        return max((self._end_ms() - self.course.from_ms) / max(self.viewport().width() - 2, 1), LEAST_MS_PER_PX)

    def _lay_out(self) -> None:
        if self._fits:
            self._ms_per_px = self._fitting()
        room, bar = self.viewport().size(), self.horizontalScrollBar()
        width = round((self._end_ms() - self.course.from_ms) / self._ms_per_px)
        bar.setPageStep(room.width())
        bar.setSingleStep(max(room.width() // 10, 1))
        bar.setRange(0, 0 if self._fits else max(0, width - room.width() + 1))
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setSingleStep(BAR_PX)
        self.verticalScrollBar().setRange(0, max(0, self._height_px() - room.height()))

    def _x(self, at_ms: int) -> float:
        return (at_ms - self.course.from_ms) / self._ms_per_px - self.horizontalScrollBar().value()

    def _ms_at(self, x: float) -> int:
        return round(self.course.from_ms + (x + self.horizontalScrollBar().value()) * self._ms_per_px)

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

    def _bring_into_sight(self, span: Chosen) -> None:
        from_ms = span.at_ms if isinstance(span, Tick) else span.from_ms
        left, right, width = self._x(from_ms), self._x(self.to_ms(span)), self.viewport().width()
        if left < 0 or right > width:
            bar = self.horizontalScrollBar()
            bar.setValue(round(bar.value() + left - max(0.0, (width - (right - left)) / 2)))

    # -- choosing ------------------------------------------------------------------------------------------

    def choose(self, span: Chosen | None) -> None:
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
        keys = [_key(stop) for stop in stops]
        if self.selected is not None and _key(self.selected) in keys:
            at = keys.index(_key(self.selected)) + by
        elif isinstance(self.selected, Tick | StillSpan):
            at_ms = self.selected.at_ms if isinstance(self.selected, Tick) else self.selected.from_ms
            at = bisect_left([self._from(stop) for stop in stops], at_ms) - (by < 0)
        else:
            at = len(stops) - 1
        self.choose(stops[max(0, min(at, len(stops) - 1))])

    @staticmethod
    def _from(span: Chosen) -> int:
        return span.at_ms if isinstance(span, Tick) else span.from_ms

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
            self.opened.emit(Instant(self._from(self.selected)))

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

    def at(self, point: QPoint) -> Chosen | None:
        """Return what is at a point; of two the one that is drawn over the other."""
        for place, row in enumerate(self._rows):
            top = self._bar_top(place)
            if not top <= point.y() < top + BAR_PX:
                continue
            if row.spans and isinstance(row.spans[0], Tick):
                near = min(row.spans, key=lambda tick: abs(self._x(self._from(tick)) - point.x()))
                return near if abs(self._x(self._from(near)) - point.x()) <= NEAR_PX else None
            hit = [span for span in row.spans if self._x(self._from(span)) <= point.x() <= self._right(span)]
            return max(hit, key=lambda span: (_is_over(span), self._from(span)), default=None)
        return None

    def _right(self, span: Chosen) -> float:
        return max(self._x(self.to_ms(span)), self._x(self._from(span)) + SMALL_PX)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say on hovering what something is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            span = self.at(event.pos())
            words = plain_tip(span_words(self._controller, span)) if span else ""
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    # -- painting ------------------------------------------------------------------------------------------

    def _bar_top(self, place: int) -> int:
        return AXIS_PX + place * (NAME_PX + BAR_PX + GAP_PX) + NAME_PX - self.verticalScrollBar().value()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what is in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.course.from_ms:
            painter.setFont(text_font())
            painter.setPen(color("muted"))
            nothing = self._controller.text(say("Nothing has begun yet. Items, turns and notes will stand here."))
            painter.drawText(self.viewport().rect().adjusted(0, 12, 0, 0), Qt.TextFlag.TextWordWrap, nothing)
            return
        self._paint_axis(painter)
        for place, row in enumerate(self._rows):
            top = self._bar_top(place)
            painter.setFont(text_font(12))
            painter.setPen(color("ink"))
            painter.drawText(0, top - 7, self._controller.text(row.name))
            painter.setPen(Qt.PenStyle.NoPen)
            if row.spans and isinstance(row.spans[0], ItemSpan):
                self._paint_spans(painter, top, row.spans)
                continue
            ground = color("track")
            ground.setAlphaF(0.6)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(0, top, self.viewport().width(), BAR_PX), 3, 3)
            if row.spans and isinstance(row.spans[0], Tick):
                self._paint_ticks(painter, top)
            else:
                self._paint_spans(painter, top, row.spans)

    def _paint_axis(self, painter: QPainter) -> None:
        """Paint times of day at whole steps of the clock on the wall."""
        wanted = STEP_PX * self._ms_per_px
        step = next((minutes for minutes in STEPS_MIN if minutes * MINUTE_MS >= wanted), STEPS_MIN[-1]) * MINUTE_MS
        ahead = self._controller.wall_ms(self.course.from_ms) - self.course.from_ms
        at_ms = -(-(self._ms_at(0) + ahead) // step) * step - ahead
        painter.setFont(font(12))
        painter.setPen(color("muted"))
        metrics = QFontMetrics(painter.font())
        last = min(self._ms_at(self.viewport().width()), self._end_ms())
        while at_ms <= last:
            words = self._controller.time_of_day(Instant(at_ms))
            x = min(self._x(at_ms), self.viewport().width() - metrics.horizontalAdvance(words))
            painter.drawText(round(x), metrics.ascent() + 2 - self.verticalScrollBar().value(), words)
            at_ms += step

    def _paint_spans(self, painter: QPainter, top: int, spans: Sequence[Chosen]) -> None:
        width = self.viewport().width()
        # Those that interposed come last: they lie over the turn that waited.
        for span in sorted(spans, key=_is_over) if any(map(_is_over, spans)) else spans:
            left, right = self._x(self._from(span)), self._right(span)
            if right < 0 or left > width:
                continue
            over = 4 if _is_over(span) else 0
            # A hair between neighbours, as long as that leaves something of them.
            rect = QRectF(left, top + over, max(right - left - (right - left > SMALL_PX), 1.0), BAR_PX - 2 * over)
            self._paint_span(painter, rect, span)

    def _paint_span(self, painter: QPainter, rect: QRectF, span: Chosen) -> None:
        ground, ink = self._colours(span)
        is_chosen = self.selected is not None and _key(self.selected) == _key(span)
        edge = QPen(color("panel"), 1) if _is_over(span) else QPen(Qt.PenStyle.NoPen)
        painter.setPen(QPen(color("accent"), 2) if is_chosen else edge)
        painter.setBrush(ground)
        if rect.width() <= SMALL_PX and not is_chosen:
            painter.fillRect(rect, ground)
            return
        painter.drawRoundedRect(rect, 3, 3)
        seen = rect.intersected(QRectF(self.viewport().rect())).adjusted(5, 0, -2, 0)
        words = self._label(span)
        painter.setFont(text_font(12))
        metrics = QFontMetrics(painter.font())
        if isinstance(span, TurnSpan) and metrics.horizontalAdvance(words) > seen.width() + 4:
            return  # A part of a number is another number.
        if seen.width() > 2 * metrics.averageCharWidth() or isinstance(span, TurnSpan):
            painter.setPen(ink)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(seen.width()) + 4)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
            painter.drawText(seen, flags, shown)

    def _label(self, span: Chosen) -> str:
        if isinstance(span, ItemSpan):
            return self._controller.text(span.title)
        if isinstance(span, StillSpan):
            return self._controller.text(span.what)
        return str(span.seat) if isinstance(span, TurnSpan) and span.seat else "…"

    def _colours(self, span: Chosen) -> tuple[QColor, QColor]:
        """Return ground and ink of a span."""
        if isinstance(span, ItemSpan):
            ground = color("accent")
            ground.setAlphaF(0.26 if span.to_ms == STILL_ON else 0.13)
            return ground, color("ink")
        if isinstance(span, StillSpan) and span.kind is StretchKind.FROZEN:
            ground = color("warn_edge")
            ground.setAlphaF(0.28)
            return ground, color("warn")
        if isinstance(span, StillSpan):
            badge = tokens().badges[BLUE if span.kind is StretchKind.QUIET else GREY]
            return QColor(badge[0]), QColor(badge[1])
        return color("still" if _is_over(span) else "heard"), color("ink")

    def _paint_ticks(self, painter: QPainter, top: int) -> None:
        ticks = self.course.ticks
        width = self.viewport().width()
        first = bisect_left(ticks, self._ms_at(-SMALL_PX), key=lambda tick: tick.at_ms)
        painted: set[tuple[int, bool]] = set()
        for tick in ticks[first:]:
            x = round(self._x(tick.at_ms))
            if x > width:
                break
            if (x, tick.is_mark) in painted:
                continue
            painted.add((x, tick.is_mark))
            shade = color("warn" if tick.is_mark else "accent")
            painter.fillRect(x, top + 4, 2, BAR_PX - 8, shade)
            if tick.is_mark:  # Not by its colour alone.
                painter.fillRect(x - 2, top + 4, 6, 3, shade)
        if isinstance(self.selected, Tick):
            painter.setPen(QPen(color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self._x(self.selected.at_ms) - 4, top + 1, 10, BAR_PX - 2), 3, 3)


def _is_over(span: Chosen) -> bool:
    return isinstance(span, TurnSpan) and span.interposes


def _key(span: Chosen) -> tuple[str, str | int]:
    """Return what a span is of, however long it is by now."""
    if isinstance(span, ItemSpan):
        return "item", span.item_id
    if isinstance(span, TurnSpan):
        return "turn", span.turn_id
    return ("tick", span.of) if isinstance(span, Tick) else ("still", span.from_ms)
