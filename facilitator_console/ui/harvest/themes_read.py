"""Shows the themes that are read back, beside the one that is: its title, and how far each has come."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from facilitator_console.notes.read_back import theme_status
from facilitator_console.notes.state import Theme
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.theme_words import STATUS_WORDS, shown_title
from facilitator_console.ui.look.painting import SMALL_RADIUS_PX, has_focus, is_selected, is_under_pointer, paint_card
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.wrapped import at_most, draw_lines, lines_px, wrapped
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import say

ROW_PX, LEFT_PX, RIGHT_PX = 52, 10, 8
MOST_LINES = 2
STATUS = Qt.ItemDataRole.UserRole + 1


class ThemesDelegate(QStyledItemDelegate):
    """Paints a theme: its title on up to two lines, and how far it has come."""

    def __init__(self, view: QListWidget) -> None:
        """Paint in this view."""
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        del option
        width = self._view.viewport().width()
        return QSize(width, ROW_PX + lines_px(_lines(index.data(), width)[1:], text_font()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one theme of the list."""
        title, status = index.data(), index.data(STATUS)
        rect: QRect = option.rect.adjusted(0, 1, 0, -1)
        painter.save()
        ground = "soft" if is_selected(option) else "hover" if is_under_pointer(option) else ""
        paint_card(painter, QRectF(rect), ground, has_ring=has_focus(option), radius_px=SMALL_RADIUS_PX)
        inner = rect.adjusted(LEFT_PX, 6, -RIGHT_PX, -6)
        painter.setFont(text_font(weight=600 if is_selected(option) else 400))
        painter.setPen(color("ink"))
        draw_lines(painter, QRectF(inner), _lines(title, rect.width()))
        painter.setFont(text_font(13))
        painter.setPen(color("muted"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, status)
        painter.restore()


def _lines(title: str, width: int) -> list[str]:
    """Return the lines of a title, which is wider while its theme is the one that is read back."""
    return at_most(wrapped(title, text_font(weight=600), width - LEFT_PX - RIGHT_PX), MOST_LINES)


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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the titles anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

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
