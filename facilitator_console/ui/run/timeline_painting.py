"""Paints the rows of the timeline: times of day, spans with their words, ticks of notes and marks.

Only what is in sight is painted, and of notes that fall on one pixel one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from facilitator_console.log import Instant
from facilitator_console.session.ids import StretchKind
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font, text_font, tokens
from facilitator_console.views.timeline import (
    STILL_ON,
    ItemSpan,
    Span,
    StillSpan,
    Tick,
    TurnSpan,
    began_ms,
    is_over,
    key_of,
)
from facilitator_console.words import say

if TYPE_CHECKING:
    from facilitator_console.ui.run.timeline_view import TimelineView

BAR_PX = 26
"""Height of a row's bar."""
STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1440)
"""Minutes between times of day on the axis."""
STEP_PX = 90
"""The least distance between two times of day on the axis."""
SMALL_PX = 3
"""Narrower spans have no round corners."""
LABEL_PX = 12
"""The width from which on a span says what it is."""
SMALL_TYPE_PX = 12
MINUTE_MS = 60_000
GREY, BLUE = 0, 1
"""Places among the colours of badges."""


class Colours(NamedTuple):
    """Holds how spans of one look are painted."""

    ground: QColor
    ink: QColor
    edge: QPen
    ring: QPen


class TimelinePainting:
    """Paints the timeline once."""

    def __init__(self, controller: SessionController, view: TimelineView, painter: QPainter) -> None:
        """Paint the rows of this view.

        Args:
            controller: The session.
            view: Says what stands where.
            painter: On its viewport; its pen and brush are changed.
        """
        self._controller = controller
        self._view = view
        self._painter = painter
        self._chosen = None if view.selected is None else key_of(view.selected)
        self._metrics = QFontMetrics(text_font(SMALL_TYPE_PX))
        self._sight = QRectF(view.viewport().rect())
        self._made: dict[tuple[object, ...], Colours] = {}

    def paint(self) -> None:
        """Paint what is in sight."""
        painter = self._painter
        if not self._view.course.from_ms:
            painter.setFont(text_font())
            painter.setPen(color("muted"))
            nothing = self._controller.text(say("Nothing has begun yet. Items, turns and notes will stand here."))
            painter.drawText(self._view.viewport().rect().adjusted(0, 12, 0, 0), Qt.TextFlag.TextWordWrap, nothing)
            return
        self._paint_axis()
        for place, row in enumerate(self._view.rows):
            top = self._view.bar_top(place)
            painter.setFont(text_font(SMALL_TYPE_PX))
            painter.setPen(color("ink"))
            painter.drawText(0, top - 7, self._controller.text(row.name))
            painter.setPen(Qt.PenStyle.NoPen)
            if row.spans and isinstance(row.spans[0], ItemSpan):
                self._paint_spans(top, row.spans)
                continue
            ground = color("track")
            ground.setAlphaF(0.6)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(0, top, self._view.viewport().width(), BAR_PX), 3, 3)
            if row.spans and isinstance(row.spans[0], Tick):
                self._paint_ticks(top)
            else:
                self._paint_spans(top, row.spans)

    def _paint_axis(self) -> None:
        """Paint times of day at whole steps of the clock on the wall."""
        painter = self._painter
        wanted = STEP_PX * self._view.ms_per_px
        step = next((minutes for minutes in STEPS_MIN if minutes * MINUTE_MS >= wanted), STEPS_MIN[-1]) * MINUTE_MS
        ahead = self._controller.times.wall_ms(self._view.course.from_ms) - self._view.course.from_ms
        at_ms = -(-(self._view.ms_at(0) + ahead) // step) * step - ahead
        painter.setFont(font(SMALL_TYPE_PX))
        painter.setPen(color("muted"))
        metrics = QFontMetrics(painter.font())
        last = min(self._view.ms_at(self._view.viewport().width()), self._view.end_ms())
        while at_ms <= last:
            words = self._controller.times.time_of_day(Instant(at_ms))
            x = min(self._view.x_of(at_ms), self._view.viewport().width() - metrics.horizontalAdvance(words))
            painter.drawText(round(x), metrics.ascent() + 2 - self._view.verticalScrollBar().value(), words)
            at_ms += step

    def _paint_spans(self, top: int, spans: Sequence[Span]) -> None:
        """Paint spans from left to right; those that interposed come last, over the turn that waited."""
        view, width = self._view, self._view.viewport().width()
        for span in sorted(spans, key=is_over):
            left = view.x_of(began_ms(span))
            if left > width:
                if is_over(span):
                    break
                continue
            right = view.right_of(span)
            if right < 0:
                continue
            over = 4 if is_over(span) else 0
            # A hair between neighbours, as long as that leaves something of them.
            wide = max(right - left - (right - left > SMALL_PX), 1.0)
            self._paint_span(QRectF(left, top + over, wide, BAR_PX - 2 * over), span)

    def _paint_span(self, rect: QRectF, span: Span) -> None:
        painter, colours = self._painter, self._colours(span)
        is_chosen = self._chosen == key_of(span)
        if rect.width() <= SMALL_PX and not is_chosen:
            painter.fillRect(rect, colours.ground)
            return
        painter.setPen(colours.ring if is_chosen else colours.edge)
        painter.setBrush(colours.ground)
        painter.drawRoundedRect(rect, 3, 3)
        if rect.width() >= LABEL_PX:
            self._paint_label(rect, span, colours.ink)

    def _paint_label(self, rect: QRectF, span: Span, ink: QColor) -> None:
        """Paint what a span says where it is in sight; a part of a seat's number would be another seat's."""
        seen = rect.intersected(self._sight).adjusted(5, 0, -2, 0)
        words, room = self._label(span), round(seen.width()) + 4
        if isinstance(span, TurnSpan) and self._metrics.horizontalAdvance(words) > room:
            return
        self._painter.setPen(ink)
        shown = self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
        self._painter.drawText(seen, flags, shown)

    def _label(self, span: Span) -> str:
        if isinstance(span, ItemSpan):
            return self._controller.text(span.title)
        if isinstance(span, StillSpan):
            return self._controller.text(span.what)
        return str(span.seat) if isinstance(span, TurnSpan) and span.seat else "…"

    def _colours(self, span: Span) -> Colours:
        """Return the colours of a span; hundreds share a few, which are made once."""
        kind = span.kind if isinstance(span, StillSpan) else None
        look = (type(span), kind, is_over(span), isinstance(span, ItemSpan) and span.to_ms == STILL_ON)
        if look not in self._made:
            ground, ink = _ground_and_ink(span)
            edge = QPen(color("panel"), 1) if is_over(span) else QPen(Qt.PenStyle.NoPen)
            self._made[look] = Colours(ground, ink, edge, QPen(color("accent"), 2))
        return self._made[look]

    def _paint_ticks(self, top: int) -> None:
        view, painter = self._view, self._painter
        ticks, width = view.course.ticks, view.viewport().width()
        first = bisect_left(ticks, view.ms_at(-SMALL_PX), key=lambda tick: tick.at_ms)
        shades = {True: color("warn"), False: color("accent")}
        painted: set[tuple[int, bool]] = set()
        origin, scale = view.x_of(view.course.from_ms), view.ms_per_px
        for tick in ticks[first:]:
            x = round(origin + (tick.at_ms - view.course.from_ms) / scale)
            if x > width:
                break
            if (x, tick.is_mark) in painted:
                continue
            painted.add((x, tick.is_mark))
            painter.fillRect(x, top + 4, 2, BAR_PX - 8, shades[tick.is_mark])
            if tick.is_mark:  # Not by its colour alone.
                painter.fillRect(x - 2, top + 4, 6, 3, shades[tick.is_mark])
        if isinstance(view.selected, Tick):
            painter.setPen(QPen(color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(view.x_of(view.selected.at_ms) - 4, top + 1, 10, BAR_PX - 2), 3, 3)


def _ground_and_ink(span: Span) -> tuple[QColor, QColor]:
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
    return color("still" if is_over(span) else "heard"), color("ink")
