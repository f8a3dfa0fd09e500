"""Draws the map of a vote: areas of similar answers, never anybody's own place."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, degrees, hypot, sin
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font, group_color
from facilitator_console.ui.look.wrapped import in_two
from facilitator_console.words import say

if TYPE_CHECKING:  # Harvest is also opened by those who never vote, and the mathematics takes long to load.
    from facilitator_console.opinions.findings import Area

SPREADS = 1.5
"""Standard deviations from an area's middle to its edge, as in the report."""
MARGIN_PX, LEAST_PX, LOWEST_PX = 26, 12, 150


class VoteMap(QWidget):
    """Shows the areas on a card."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without areas."""
        super().__init__(parent)
        self._controller = controller
        self._areas: tuple[Area, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_areas(self, areas: tuple[Area, ...]) -> None:
        """Show these areas, the largest set first."""
        self._areas = areas
        names = tuple(
            self._controller.text(say("Similar answers {number}", number=place + 1)) for place in range(len(areas))
        )
        self.setAccessibleName(self._controller.text(say("Map of similar answers: {names}", names=names)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which areas can be told apart."""
        return QSize(LOWEST_PX, LOWEST_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint card and areas."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("hairline"))
        painter.setBrush(color("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if not self._areas:
            return
        box = self._box()
        scale = min(
            (self.width() - 2 * MARGIN_PX) / max(box.width(), 1e-9),
            (self.height() - 2 * MARGIN_PX) / max(box.height(), 1e-9),
        )
        middle = QPointF(self.width() / 2, self.height() / 2)
        for place, area in enumerate(self._areas):
            # The map's y axis points up, the screen's down.
            at = middle + QPointF(area.x - box.center().x(), box.center().y() - area.y) * scale
            self._paint_area(painter, area, at, scale, place)
        named: list[QRectF] = []
        for place, area in enumerate(self._areas):
            at = middle + QPointF(area.x - box.center().x(), box.center().y() - area.y) * scale
            named.append(self._paint_name(painter, at, place, named))

    def _paint_area(self, painter: QPainter, area: Area, at: QPointF, scale: float, place: int) -> None:
        painter.save()
        painter.translate(at)
        painter.rotate(-degrees(area.angle_rad))
        ground = group_color(place)
        dash = Qt.PenStyle.SolidLine if place % 2 == 0 else Qt.PenStyle.DashLine
        painter.setPen(QPen(group_color(place), 2, dash))
        ground.setAlphaF(0.25)
        painter.setBrush(ground)
        long_px = max(area.long_axis * SPREADS * scale, LEAST_PX)
        painter.drawEllipse(QPointF(0, 0), long_px, max(area.short_axis * SPREADS * scale, LEAST_PX))
        painter.restore()

    def _paint_name(self, painter: QPainter, at: QPointF, place: int, named: Sequence[QRectF]) -> QRectF:
        """Paint the name of an area about its middle, below the names that it would lie on; return where it is."""
        name, kind = self._controller.text(say("Similar answers {number}", number=place + 1)), font(14, 600)
        painter.setFont(kind)
        painter.setPen(color("ink"))
        lines, metrics = in_two(name, kind), QFontMetricsF(kind)
        width, height = max(map(metrics.horizontalAdvance, lines)), len(lines) * metrics.height()
        left = min(max(at.x() - width / 2, 4.0), self.width() - width - 4.0)
        room = QRectF(left, at.y() - height / 2, width, height)
        while any(room.intersects(other) for other in named):
            room.translate(0, metrics.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))
        return room

    def _box(self) -> QRectF:
        """Return what the areas cover, in units of the map."""
        box = QRectF()
        for area in self._areas:
            along, across = area.long_axis * SPREADS, area.short_axis * SPREADS
            x, y = cos(area.angle_rad), sin(area.angle_rad)
            wide, tall = hypot(along * x, across * y), hypot(along * y, across * x)
            box = box.united(QRectF(area.x - wide, area.y - tall, 2 * wide, 2 * tall))
        return box
