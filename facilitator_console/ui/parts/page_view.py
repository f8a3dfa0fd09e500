"""Shows pages as they will print: one below the other, as wide as there is room. White in the dark, too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QWidget

from facilitator_console.ui.look.theme import color, font

MARGIN_PX = 26
WIDEST_PX = 860
"""A little more than A4 at its own size; wider lines are hard to read."""
PAPER = QColor("#FFFFFF")
LEAST_ZOOM, MOST_ZOOM, STEP = 0.5, 3.0, 1.25
KEPT = 3
"""Pages above and below those in sight whose pictures are kept."""


class PageView(QAbstractScrollArea):
    """Shows a column of pages. It asks for the pictures of those that are in sight.

    Signals:
        page_wanted(int, int): The page, and the width of its picture in device pixels.
        zoomed(): The pages are larger or smaller now.
    """

    page_wanted = Signal(int, int)
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without pages."""
        super().__init__(parent)
        self._sizes: list[QSizeF] = []
        self._pictures: dict[int, QImage] = {}
        self._asked: dict[int, int] = {}
        self._words = ""
        self._zoom = 1.0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.verticalScrollBar().setSingleStep(40)

    @property
    def zoom(self) -> float:
        """Return how large the pages are; 1: as wide as there is room."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Show the pages larger or smaller; the same part of them stays in sight."""
        zoom = min(MOST_ZOOM, max(LEAST_ZOOM, zoom))
        if zoom == self._zoom:
            return
        bar = self.verticalScrollBar()
        part = bar.value() / (bar.maximum() or 1)
        self._zoom = zoom
        self._set_range()
        bar.setValue(round(part * bar.maximum()))
        self.zoomed.emit()
        self.viewport().update()

    def go_to(self, page: int, down: float) -> None:
        """Bring a place into sight.

        Args:
            page: From 0.
            down: How far down the page, from 0 to 1.
        """
        rects = self._rects()
        if page < len(rects):
            self.verticalScrollBar().setValue(round(rects[page].top() + down * rects[page].height()) - MARGIN_PX // 2)

    def show_words(self, words: str) -> None:
        """Show words in the place of pages, before there are any."""
        self._words = words
        self.viewport().update()

    def show_pages(self, sizes_pt: Sequence[QSizeF]) -> None:
        """Show other pages, at the same place; the old pictures stay until the new ones come."""
        self._sizes = list(sizes_pt)
        self._asked = {}
        self._pictures = {page: picture for page, picture in self._pictures.items() if page < len(self._sizes)}
        self._set_range()
        self.viewport().update()

    def show_picture(self, page: int, width_px: int, picture: QImage) -> None:
        """Show a page's picture if it is of the width that is wanted now."""
        if self._asked.get(page) == width_px:
            self._pictures[page] = picture
            self.viewport().update()

    def wants(self, page: int, width_px: int) -> bool:
        """Tell whether a picture that was asked for is still wanted; may be asked from another thread."""
        return self._asked.get(page) == width_px

    # -- where the pages lie ---------------------------------------------------------------------------

    def _width(self) -> int:
        fitting = max(100, min(WIDEST_PX, self.viewport().width() - 2 * MARGIN_PX))
        return round(fitting * self._zoom)

    def _rects(self) -> list[QRectF]:
        """Return each page's place in the column, in logical px, before scrolling."""
        width, top, rects = self._width(), MARGIN_PX, []
        # Wider than the room: from the left edge, as far as the other bar has moved them.
        left = max(MARGIN_PX, (self.viewport().width() - width) // 2)
        for size in self._sizes:
            height = round(width * size.height() / size.width())
            rects.append(QRectF(left, top, width, height))
            top += height + MARGIN_PX
        return rects

    def _in_sight(self) -> list[int]:
        seen = QRectF(self.viewport().rect()).translated(
            self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        )
        return [page for page, rect in enumerate(self._rects()) if rect.intersects(seen)]

    def _set_range(self) -> None:
        rects = self._rects()
        whole = round(rects[-1].bottom()) + MARGIN_PX if rects else 0
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, whole - self.viewport().height()))
        across = self.horizontalScrollBar()
        across.setPageStep(self.viewport().width())
        across.setRange(0, max(0, self._width() + 2 * MARGIN_PX - self.viewport().width()))

    # -- Qt's own --------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make pages as wide as there is room, and keep the same part of them in sight."""
        bar = self.verticalScrollBar()
        part = bar.value() / (bar.maximum() or 1)
        super().resizeEvent(event)
        self._set_range()
        bar.setValue(round(part * bar.maximum()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Home and End, Space as a page, + and − as zoom; the other keys are the scroll area's own."""
        zooms = {Qt.Key.Key_Plus: STEP, Qt.Key.Key_Equal: STEP, Qt.Key.Key_Minus: 1 / STEP}
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        if event.key() in zooms:
            self.set_zoom(self._zoom * zooms[Qt.Key(event.key())])
            return
        actions = QAbstractSlider.SliderAction
        action = {
            Qt.Key.Key_Home: actions.SliderToMinimum,
            Qt.Key.Key_End: actions.SliderToMaximum,
            Qt.Key.Key_Space: actions.SliderPageStepAdd,
        }.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            self.verticalScrollBar().triggerAction(action)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * (STEP if event.angleDelta().y() > 0 else 1 / STEP))
            event.accept()
        else:
            super().wheelEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pages in sight; a page without a picture yet is white."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self._sizes:
            painter.setFont(font())
            painter.setPen(color("muted"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        rects, in_sight = self._rects(), self._in_sight()
        for page in in_sight:
            rect = rects[page]
            painter.fillRect(rect.adjusted(-1, -1, 1, 1), color("hairline"))
            painter.fillRect(rect, PAPER)
            if picture := self._pictures.get(page):
                painter.drawImage(rect, picture)
        self._ask(in_sight)

    def _ask(self, in_sight: list[int]) -> None:
        """Ask for the pictures that are missing, and drop those far away."""
        width_px = round(self._width() * self.devicePixelRatioF())
        for page in in_sight:
            if self._asked.get(page) != width_px:
                self._asked[page] = width_px
                self.page_wanted.emit(page, width_px)
        if in_sight:
            near = range(in_sight[0] - KEPT, in_sight[-1] + KEPT + 1)
            self._pictures = {page: picture for page, picture in self._pictures.items() if page in near}
            self._asked = {page: width for page, width in self._asked.items() if page in near}
