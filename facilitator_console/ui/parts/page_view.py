"""Shows pages as they will print: one below the other, as wide as there is room. White in the dark, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QWidget

from facilitator_console.report.document import Spot
from facilitator_console.ui.look.theme import color, font

MARGIN_PX = 26
WIDEST_PX = 860
"""A little more than A4 at its own size; wider lines are hard to read."""
PAPER = QColor("#FFFFFF")
AROUND_PX, BAR_PX = 5, 3
"""The room around the paragraph that is chosen, and the width of the bar at its left."""
CHOSEN_ALPHA = 32
NONE = -1
LEAST_ZOOM, MOST_ZOOM, STEP = 0.5, 3.0, 1.25
KEPT = 3
"""Pages above and below those in sight whose pictures are kept."""


class PageView(QAbstractScrollArea):
    """Shows a column of pages. It asks for the pictures of those that are in sight.

    Where somebody told which paragraphs stand on them, a click chooses one, and so do ↑ and ↓.

    Signals:
        paragraph_chosen(int): Another paragraph is chosen; -1: none.
        paragraph_entered(int): Enter, or a double click, on the one that is chosen.
        page_wanted(int, int): The page, and the width of its picture in device pixels.
        zoomed(): The pages are larger or smaller now.
    """

    paragraph_chosen = Signal(int)
    paragraph_entered = Signal(int)
    page_wanted = Signal(int, int)
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without pages."""
        super().__init__(parent)
        self._sizes: list[QSizeF] = []
        self._pictures: dict[int, QImage] = {}
        self._asked: dict[int, int] = {}
        self._paragraphs: list[tuple[Spot, ...]] = []
        self._chosen = NONE
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

    def show_paragraphs(self, paragraphs: Sequence[tuple[Spot, ...]], chosen: int = NONE) -> None:
        """Know which paragraphs stand on the pages, in their order, and show which of them is chosen."""
        self._paragraphs, self._chosen = list(paragraphs), chosen
        self.viewport().update()

    def choose(self, paragraph: int) -> None:
        """Choose a paragraph, or none (-1), and bring it into sight."""
        if paragraph == self._chosen:
            return
        self._chosen = paragraph
        if rects := self.rects_of(paragraph):
            bar, seen = self.verticalScrollBar(), self._seen()
            if rects[0].top() < seen.top() or rects[0].height() > seen.height():
                bar.setValue(round(rects[0].top()) - MARGIN_PX // 2)
            elif rects[0].bottom() > seen.bottom():
                bar.setValue(round(rects[0].bottom() - seen.height()) + MARGIN_PX // 2)
        self.viewport().update()
        self.paragraph_chosen.emit(paragraph)

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

    def _seen(self) -> QRectF:
        return QRectF(self.viewport().rect()).translated(
            self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        )

    def rects_of(self, paragraph: int) -> list[QRectF]:
        """Return where the parts of a paragraph lie in the column."""
        pages = self._rects()
        return [
            QRectF(
                pages[spot.page].left() + spot.left * pages[spot.page].width(),
                pages[spot.page].top() + spot.top * pages[spot.page].height(),
                (spot.right - spot.left) * pages[spot.page].width(),
                (spot.bottom - spot.top) * pages[spot.page].height(),
            )
            for spot in (self._paragraphs[paragraph] if 0 <= paragraph < len(self._paragraphs) else ())
            if spot.page < len(pages)
        ]

    def _paragraph_at(self, place: QPointF) -> int:
        """Return the paragraph at a place in sight; -1: none."""
        at = place + self._seen().topLeft()
        found = (paragraph for paragraph in self._near() if any(rect.contains(at) for rect in self.rects_of(paragraph)))
        return next(found, NONE)

    def _near(self) -> Iterator[int]:
        """Yield the paragraphs on the pages in sight."""
        pages = self._in_sight()
        for paragraph, spots in enumerate(self._paragraphs):
            if any(spot.page in pages for spot in spots):
                yield paragraph

    def _go(self, by: int) -> bool:
        """Choose the next paragraph (1) or the one before (-1); tell whether there is one to choose now."""
        rects, seen = self.rects_of(self._chosen), self._seen()
        if rects and (rects[-1].bottom() > seen.bottom() if by > 0 else rects[0].top() < seen.top()):
            return False  # All of a long one is read first.
        places = range(len(self._paragraphs))
        if rects and any(rect.intersects(seen) for rect in rects):
            chosen = self._chosen + by
        else:
            in_sight = (at for at in self._near() if any(rect.intersects(seen) for rect in self.rects_of(at)))
            chosen = next(in_sight, NONE)
        if chosen not in places:
            return False
        self.choose(chosen)
        return True

    def _in_sight(self) -> list[int]:
        seen = self._seen()
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
        """Handle Home and End, Space as a page, + and − as zoom, ↑ ↓, Enter; others are the scroll area's own."""
        zooms = {Qt.Key.Key_Plus: STEP, Qt.Key.Key_Equal: STEP, Qt.Key.Key_Minus: 1 / STEP}
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        if event.key() in zooms:
            self.set_zoom(self._zoom * zooms[Qt.Key(event.key())])
            return
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in ways and self._go(ways[Qt.Key(event.key())]):
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._chosen != NONE:
            self.paragraph_entered.emit(self._chosen)
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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the paragraph under the pointer; beside all of them, none."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self._paragraph_at(event.position()))
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enter the paragraph under the pointer."""
        if self._chosen != NONE and self._paragraph_at(event.position()) == self._chosen:
            self.paragraph_entered.emit(self._chosen)

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
        self._paint_chosen(painter)
        self._ask(in_sight)

    def _paint_chosen(self, painter: QPainter) -> None:
        """Paint a veil over the paragraph that is chosen, and a bar at its left."""
        bar = color("accent")
        veil = QColor(bar)
        veil.setAlpha(CHOSEN_ALPHA)
        for rect in self.rects_of(self._chosen):
            wide = rect.adjusted(-2 * AROUND_PX, -AROUND_PX, AROUND_PX, AROUND_PX)
            painter.fillRect(wide, veil)
            painter.fillRect(QRectF(wide.left(), wide.top(), BAR_PX, wide.height()), bar)

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
