"""Paints the rows of the codebook, and lets a tag be renamed in its row."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

from facilitator_console.notes.state import texts_in_languages
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import paint_row, row_state
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.tag_badges import BADGE_HEIGHT_PX, badge_width, paint_badge, tag_badge_colors
from facilitator_console.ui.parts.text_field import RowDelegate, TextField
from facilitator_console.ui.run.codebook_model import TAG_ROW, CodebookModel, TagRow
from facilitator_console.words import say

ROW_PX = 32
DIGIT_PX, INDENT_PX, END_PX = 30, 16, 8
"""Room for the digit, for each step down the tree, and behind the count."""
SMALL_PX = 12


class CodebookDelegate(RowDelegate):
    """Paints a tag: its digit, its badge as deep as it stands, how many notes have it.

    Attributes:
        describes: Whether the field in a row is for what the tag is for, and not for its name.
        language: In which the name is typed; empty for the name in all languages that have none of their own.
    """

    def __init__(self, controller: SessionController, view: QListView) -> None:
        """Paint in this view."""
        super().__init__(view)
        self._controller = controller
        self.describes = False
        self.language = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; all have the same."""
        del index
        return QSize(option.rect.width(), ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one tag."""
        row: TagRow = index.data(TAG_ROW)
        rect: QRect = option.rect
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.save()
        paint_row(painter, rect, row_state(option))
        painter.setPen(color("muted"))
        painter.setFont(font(SMALL_PX, 650))
        if row.digit:
            painter.drawText(rect.adjusted(10, 0, 0, 0), middle, str(row.digit))
        painter.setFont(font(SMALL_PX))
        end = self._controller.text(say("retired")) if row.is_retired else str(row.notes)
        painter.drawText(rect.adjusted(0, 0, -END_PX, 0), middle | Qt.AlignmentFlag.AlignRight, end)
        left = self._left(rect, row)
        room = rect.right() - END_PX - painter.fontMetrics().horizontalAdvance(end) - END_PX - left
        top = rect.top() + (rect.height() - BADGE_HEIGHT_PX) / 2
        badge = QRectF(left, top, min(badge_width(row.name), room), BADGE_HEIGHT_PX)
        paint_badge(painter, badge, row.name, tag_badge_colors(self._controller.state, row.tag_id))
        painter.restore()

    @staticmethod
    def _left(rect: QRect, row: TagRow) -> int:
        """Return where the badge begins; half of the row is left to it, however deep it stands."""
        return rect.left() + DIGIT_PX + min(row.depth * INDENT_PX, rect.width() // 3)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field with the name, or with what the tag is for."""
        del option
        row: TagRow = index.data(TAG_ROW)
        name = row.name
        if self.language and self.language != self._controller.catalogue.language:
            name = texts_in_languages(self._controller.state, row.tag_id).get(self.language, "")
        field = TextField(row.description if self.describes else name, parent)
        called = say("What the tag is for") if self.describes else say("Name of the tag")
        if self.language and not self.describes:
            called = say("Name of the tag · {language}", language=LANGUAGE_NAMES[self.language])
        field.setAccessibleName(self._controller.text(called))
        field.setPlaceholderText(self._controller.text(called))
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Do nothing: the field has its name from the start."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Keep the text if it was changed."""
        if isinstance(editor, TextField) and isinstance(model, CodebookModel) and editor.is_changed:
            tag_id = index.data(TAG_ROW).tag_id
            if self.describes:
                model.describe(tag_id, editor.text)
            else:
                model.rename(tag_id, editor.text, self.language)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Place the field over the badge and what is behind it."""
        if isinstance(editor, TextField):
            rect: QRect = option.rect
            editor.fit_into(QRect(rect.adjusted(self._left(rect, index.data(TAG_ROW)) - rect.left() - 8, 0, 0, 0)))
