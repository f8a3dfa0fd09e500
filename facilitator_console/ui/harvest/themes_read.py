"""Shows the themes that are read back, beside the one that is: its title, and how far each has come."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from facilitator_console.notes.read_back import theme_status
from facilitator_console.notes.state import Theme
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.theme_words import STATUS_WORDS, shown_title
from facilitator_console.ui.look.painting import SMALL_RADIUS_PX, has_focus, is_selected, is_under_pointer, paint_card
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import say

ROW_PX = 52
STATUS = Qt.ItemDataRole.UserRole + 1


class ThemesDelegate(QStyledItemDelegate):
    """Paints a theme: its title, and how far it has come."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; all have the same."""
        del index
        return QSize(option.rect.width(), ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one theme of the list."""
        title, status = index.data(), index.data(STATUS)
        rect: QRect = option.rect.adjusted(0, 1, 0, -1)
        painter.save()
        ground = "soft" if is_selected(option) else "hover" if is_under_pointer(option) else ""
        paint_card(painter, QRectF(rect), ground, has_ring=has_focus(option), radius_px=SMALL_RADIUS_PX)
        inner = rect.adjusted(10, 6, -8, -6)
        painter.setFont(text_font(weight=600 if is_selected(option) else 400))
        painter.setPen(color("ink"))
        shown = QFontMetrics(painter.font()).elidedText(title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, shown)
        painter.setFont(text_font(13))
        painter.setPen(color("muted"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, status)
        painter.restore()


class ThemesRead(QListWidget):
    """Lists the themes."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._controller = controller
        self.setItemDelegate(ThemesDelegate(self))
        self.setAccessibleName(controller.text(say("Themes that are read back")))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        ThinScrollBar(self)

    def show_themes(self, themes: tuple[Theme, ...], at: int) -> None:
        """List these, the one at a place chosen; nobody is told."""
        with QSignalBlocker(self):
            while self.count() > len(themes):
                self.takeItem(self.count() - 1)
            for place, theme in enumerate(themes):
                if place >= self.count():
                    self.addItem(QListWidgetItem())
                self._fill(self.item(place), theme)
            self.setCurrentRow(at)

    def _fill(self, item: QListWidgetItem, theme: Theme) -> None:
        item.setText(shown_title(self._controller, theme))
        status = self._controller.text(STATUS_WORDS[theme_status(self._controller.state, theme)])
        item.setData(STATUS, status)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {status}")
