"""Paints rows of notes: time, tags, text, flags, author on one line; a text is rewritten in its row."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from facilitator_console.console import rewriting_field
from facilitator_console.dialogue.attribution import speaker_words
from facilitator_console.notes.codebook import read_tags
from facilitator_console.notes.filters import hits
from facilitator_console.notes.ids import NO_TAG, Flag, Version
from facilitator_console.notes.state import Note
from facilitator_console.session.ids import MAIN
from facilitator_console.session.tables import table_name
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.marked import around, draw_marked
from facilitator_console.ui.look.painting import RowState, paint_row, row_state
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.tag_badges import (
    BADGE_HEIGHT_PX,
    BADGE_PX,
    BADGE_WEIGHT,
    badge_width,
    paint_badge,
    tag_badge_colors,
)
from facilitator_console.ui.parts.text_field import AROUND_PX, MOST_LINES, RowDelegate, TextField
from facilitator_console.ui.run.notes_model import NOTE, NotesModel
from facilitator_console.words import Message, say

ROW_PX = 40
TIME_PX = 62
TAGS_PX = 160
NARROW_PX = 560
"""The width of the list below which the column of tags is narrower."""
NARROW_TAGS_PX = 120
GAP_PX = 12
BADGE_GAP_PX = 5
TEXT_GAP_PX = 8
"""The gap between the last badge and the text behind it."""
MORE_PX = 24
"""Room for "+2", where not all tags fit."""
INSET_PX = 8
SMALL_PX = 13
ITEM_FROM_PX = 760
"""The width of the list from which on a row says to which item its note belongs."""
ALPHAS = {RowState.CHOSEN: 0.55, RowState.LEFT: 0.35}
"""The opacity of the ground of a selected row: the badges on it must keep their colours."""
BAR_PX = 4
"""The width of the bar at the chosen row's beginning; it is in the accent's colour where the keys act on the row."""

FLAGS: dict[Flag, Message] = {
    Flag.FOR_REPORT: say("for the report"),
    Flag.PARKING_LOT: say("for later"),
    Flag.SENSITIVE: say("sensitive"),
}
"""The words of a row about a note beside its tags; a quote stands in quotation marks."""


def shown_text(controller: SessionController, note: Note) -> str:
    """Return the note's text on one line, a quote in quotation marks."""
    text = " ".join(note.text.split())
    return controller.text(say("“{quote}”", quote=text)) if Flag.QUOTE in note.flags else text


def tags_width(rect: QRect) -> int:
    """Return the width of the column of tags in a row, in px."""
    return TAGS_PX if rect.width() >= NARROW_PX else NARROW_TAGS_PX


def _badge_rect(row: QRect, left: float, width: float) -> QRectF:
    return QRectF(left, row.top() + (row.height() - BADGE_HEIGHT_PX) / 2, width, BADGE_HEIGHT_PX)


class NotesDelegate(RowDelegate):
    """Paints a note in one line: time, tags, text, author."""

    def __init__(
        self, controller: SessionController, parent: QObject | None = None, *, tags_in_column: bool = True
    ) -> None:
        """Paint the controller's notes.

        Args:
            controller: The session.
            parent: Owner in Qt's sense.
            tags_in_column: Whether the texts begin below each other; else each behind its tags.
        """
        super().__init__(parent)
        self._controller = controller
        self._tags_in_column = tags_in_column

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; all have the same."""
        del index
        return QSize(option.rect.width(), ROW_PX)

    # -- painting --------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one note."""
        note = index.data(NOTE)
        model = index.model()
        if not isinstance(note, Note) or not isinstance(model, NotesModel):
            return
        painter.save()
        rect = option.rect
        self._paint_ground(painter, option)
        painter.setFont(font(SMALL_PX))
        painter.setPen(color("muted"))
        line = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(
            rect.adjusted(INSET_PX, 0, 0, 0), line, self._controller.times.time_of_day(note.at_ms, note.writer)
        )
        right = self._paint_right(painter, rect, note, model)
        left = self._paint_tags(painter, rect, note, model)
        self._paint_text(painter, QRect(left, rect.top(), right - left, rect.height()), note, model.sought_words)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the whole text as a tip, where the row has no room for it."""
        note, model = index.data(NOTE), index.model()
        if not isinstance(note, Note) or not isinstance(model, NotesModel):
            return False
        taken = self._right_width(note, model, option.rect.width())
        room = option.rect.width() - TIME_PX - tags_width(option.rect) - taken
        if QFontMetrics(font()).horizontalAdvance(shown_text(self._controller, note)) > room:
            QToolTip.showText(event.globalPos(), plain_tip(note.text), view)
        else:
            QToolTip.hideText()
        return True

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect: QRect = option.rect
        state = row_state(option, without_focus=RowState.LEFT)
        paint_row(painter, rect, state, alpha=ALPHAS.get(state, 1.0), bar_px=BAR_PX)

    def _right_parts(self, note: Note, model: NotesModel, width: int) -> list[tuple[str, str]]:
        """Return what stands at the end of a row of this width, from the right, with the token of its ink."""
        parts = [(model.author_text(note.writer), "muted")]
        if self._tags_in_column and (speaker := speaker_words(self._controller.state, note)):
            # Not on the lead's page, behind which people stand.
            parts.append((self._controller.text(speaker), "ink"))
        if self._tags_in_column and width >= ITEM_FROM_PX:
            parts.append((model.item_text(note.item_id), "muted"))
        if note.table_id != MAIN:
            parts.append((self._controller.text(table_name(self._controller.state, note.table_id)), "muted"))
        parts += [(self._controller.text(text), "muted") for flag, text in FLAGS.items() if flag in note.flags]
        if model.is_outside(note.note_id):
            parts.append((self._controller.text(say("not among what is looked for")), "accent"))
        if note.other_texts:
            parts.append((self._controller.text(say("two texts")), "warn"))
        if self._controller.drafts.has(rewriting_field(note.note_id)):
            parts.append((self._controller.text(say("not rewritten to the end")), "warn"))
        return [(text, ink) for text, ink in parts if text]

    def _right_width(self, note: Note, model: NotesModel, width: int) -> int:
        metrics, parts = QFontMetrics(font(SMALL_PX)), self._right_parts(note, model, width)
        return sum(metrics.horizontalAdvance(text) + GAP_PX for text, _ in parts) + INSET_PX

    def _paint_right(self, painter: QPainter, rect: QRect, note: Note, model: NotesModel) -> int:
        """Paint author and flags; return where they begin."""
        right = rect.right() - INSET_PX
        painter.setFont(font(SMALL_PX))
        metrics = QFontMetrics(painter.font())
        for text, ink in self._right_parts(note, model, rect.width()):
            width = metrics.horizontalAdvance(text)
            painter.setPen(color(ink))
            self._line(painter, QRect(right - width, rect.top(), width + 1, rect.height()), text)
            right -= width + GAP_PX
        return right

    def _paint_tags(self, painter: QPainter, rect: QRect, note: Note, model: NotesModel) -> int:
        """Paint as many badges as there is room for; return where the text begins."""
        left = rect.left() + TIME_PX
        column = left + tags_width(rect)
        end = column - GAP_PX if self._tags_in_column else left + rect.width() // 2
        texts = model.tag_texts(note)
        tags = read_tags(self._controller.state, note.tags) or (NO_TAG,)
        for place, (tag, text) in enumerate(zip(tags, texts, strict=True)):
            more_px = MORE_PX if place < len(tags) - 1 else 0
            if place and badge_width(text) > end - left - more_px:
                self._paint_more(painter, QRect(left, rect.top(), MORE_PX, rect.height()), len(tags) - place)
                left += MORE_PX
                break
            width = min(badge_width(text), end - left - more_px)
            paint_badge(painter, _badge_rect(rect, left, width), text, tag_badge_colors(self._controller.state, tag))
            left += round(width) + BADGE_GAP_PX
        return column if self._tags_in_column else left + TEXT_GAP_PX - BADGE_GAP_PX

    def _paint_more(self, painter: QPainter, rect: QRect, number: int) -> None:
        painter.setFont(font(BADGE_PX, BADGE_WEIGHT))
        painter.setPen(color("muted"))
        self._line(painter, rect, f"+{number}")

    def _paint_text(self, painter: QPainter, rect: QRect, note: Note, words: str) -> None:
        """Paint the text, and what it was found by marked."""
        painter.setFont(font())
        metrics = QFontMetrics(painter.font())
        text = shown_text(self._controller, note)
        if words:
            text = around(text, [*hits(text, words)], metrics, rect.width())
        width = min(metrics.horizontalAdvance(text), rect.width())
        painter.setPen(color("ink"))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        if found := [*hits(shown, words)] if words else []:
            draw_marked(painter, rect, shown, found)
        else:
            self._line(painter, rect, shown)
        rest = rect.adjusted(width + GAP_PX, 0, 0, 0)
        if note.other_texts and rest.width() > TIME_PX:
            others = self._controller.text(say("also written: {text}", text=" · ".join(note.other_texts)))
            painter.setPen(color("muted"))
            self._line(painter, rest, metrics.elidedText(others, Qt.TextElideMode.ElideRight, rest.width()))

    @staticmethod
    def _line(painter: QPainter, rect: QRect, text: str) -> None:
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)

    # -- rewriting in the row --------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field over the row, as high as the text needs."""
        del option
        note: Note = index.data(NOTE)
        lines = max(MOST_LINES, (parent.height() - AROUND_PX) // QFontMetrics(font()).lineSpacing())
        base, _, drafted = self._controller.drafts.text(rewriting_field(note.note_id)).partition("\n")
        field = TextField(note.text, parent, most_lines=lines)
        field.setProperty("base", base or note.version)
        if base and drafted != note.text:
            field.setPlainText(drafted)
            field.moveCursor(QTextCursor.MoveOperation.End)
        field.setAccessibleName(self._controller.text(say("Text of the note")))
        field.setProperty("note", note.note_id)
        field.textChanged.connect(self._keep_draft)
        return field

    def _keep_draft(self) -> None:
        """Keep what is typed over a note, whatever happens to this program."""
        field = self.sender()
        if isinstance(field, TextField):
            base, note_id = field.property("base"), field.property("note")
            self._controller.drafts.keep(f"{base}\n{field.text}" if field.is_changed else "", rewriting_field(note_id))

    def drop_draft(self, editor: QWidget) -> None:
        """Forget what was typed in a field: somebody dropped it."""
        self._controller.drafts.keep("", rewriting_field(editor.property("note")))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Do nothing: the field has its text from the start, and another's edit must not wipe what is typed."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Keep the text if it was changed, over the version that was seen when the field opened."""
        if isinstance(editor, TextField) and isinstance(model, NotesModel) and editor.is_changed:
            base = Version(editor.property("base"))
            note_id = index.data(NOTE).note_id
            if model.rewrite(note_id, editor.text, base):
                self._controller.drafts.keep("", rewriting_field(note_id))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Place the field from the text's beginning to the row's end; upward where there is no room below."""
        del index
        if not isinstance(editor, TextField):
            return
        rect = option.rect
        editor.fit_into(rect.adjusted(TIME_PX + tags_width(rect) - GAP_PX, 0, 0, 0))
