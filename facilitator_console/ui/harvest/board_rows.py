"""Paints the rows of the board, and tells how high each is: cards of themes with their notes, notes outside them.

A text is rewritten in its row: of a theme the first line is the title, what stands below it are its sentences.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QAbstractItemModel, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from facilitator_console.console import rewriting_field, theme_field
from facilitator_console.notes.codebook import read_tags, tag_name
from facilitator_console.notes.ids import CheckStatus, Flag, TagId
from facilitator_console.notes.read_back import has_two_texts, open_objections, read_back_text, theme_status
from facilitator_console.notes.state import Note, Theme
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board_model import ROW, BoardModel, BoardRow, RowKind
from facilitator_console.ui.harvest.rewriting import drop, open_field
from facilitator_console.ui.harvest.theme_words import STATUS_WORDS, notes_text, shown_title
from facilitator_console.ui.look.painting import RowState, has_focus, is_selected, is_under_pointer
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.tips import show_tip
from facilitator_console.ui.look.wrapped import at_most, draw_lines, wrapped
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.tag_badges import BADGE_HEIGHT_PX, badge_width, paint_badge, tag_badge_colors
from facilitator_console.ui.parts.text_field import RowDelegate, TextField
from facilitator_console.words import say, say_n

SEEN_ROWS = 400
"""More than a screen shows."""
TITLE_PX, TEXT_PX, SMALL_PX, KEY_PX = 15, 14, 13, 12
TITLE_WEIGHT = 650
TITLE_LINES, SENTENCE_LINES, NOTE_LINES = 3, 2, 2
"""The most lines of each on a closed card; an open one shows up to `OPEN_LINES`."""
OPEN_LINES = 12
PAD_PX = 13
"""The room between a card's edge and its text."""
INNER_PX = 25
"""The room between a card's edge and the text of a note in it."""
TOP_PX, BOTTOM_PX = 11, 10
GAP_PX = 10
"""The gap between two cards."""
LINE_GAP_PX, ABOUT_GAP_PX = 7, 3
BAR_PX = 3
RADIUS_PX = 8
LOOSE_PAD_PX = 9
GROUND_ALPHA = 0.7
"""The opacity of the ground of a chosen row: the badges on it must keep their colours."""
BADGE_GAP_PX = 5
MOST_BADGES = 3
RIGHT_PX = 34
"""The room at the right of a note outside the cards, for its signs."""
PENNANT_PX = 8
LONGEST_MEASURED = 400
"""The most characters of a text that can be in sight."""
NARROW_LETTER_PX = 3
"""Hardly a text is narrower: of a long one it is plain that it takes two lines."""


class BoardDelegate(RowDelegate):
    """Paints rows of the board.

    Attributes:
        is_active: What is chosen in this list is what keys act on, or acted on last.
    """

    def __init__(self, controller: SessionController, model: BoardModel, parent: QObject | None = None) -> None:
        """Paint the rows of this model."""
        super().__init__(parent)
        self._controller = controller
        self._model = model
        self._metrics = QFontMetrics(text_font(TEXT_PX))
        self._line_px = self._metrics.lineSpacing()
        self._known: dict[BoardRow, tuple[object, int, int]] = {}
        self.is_active = False

    # -- heights ---------------------------------------------------------------------------------------

    def row_px(self, row: BoardRow, width: int) -> int:
        """Return the height of a row at a width of the list; remembered until what it shows is another."""
        words = self._model.theme_of(row) if row.kind is RowKind.THEME else self._model.words_of(row)
        known = self._known.get(row)
        if known and known[0] is words and known[1] == width:
            return known[2]
        height = self._measured_px(row, width)
        self._known[row] = (words, width, height)
        return height

    def forget_heights(self) -> None:
        """Measure all rows anew: tags have other names."""
        self._known.clear()

    def _measured_px(self, row: BoardRow, width: int) -> int:
        end = BOTTOM_PX + GAP_PX if row.is_last else 0
        if row.kind is RowKind.THEME:
            theme = self._model.theme_of(row)
            return self._head_px(row, theme, width) + end if theme else 0
        if row.kind is RowKind.MORE:
            return self._line_px + LINE_GAP_PX + end
        words, in_card = self._model.words_of(row), row.kind is RowKind.NOTE
        if words is None:
            return 0
        if in_card:
            most = OPEN_LINES if row.is_open else NOTE_LINES
            return self._count(words.text, width - INNER_PX - PAD_PX, most) * self._line_px + LINE_GAP_PX + end
        room = width - RIGHT_PX - (self._badges_px(words) if isinstance(words, Note) else 0)
        return self._count(words.text, room, NOTE_LINES) * self._line_px + 2 * LOOSE_PAD_PX

    def _head_px(self, row: BoardRow, theme: Theme, width: int) -> int:
        titles, sentences = self._head_lines(row, theme, width)
        title = QFontMetrics(_title_font()).lineSpacing()
        below = ABOUT_GAP_PX + QFontMetrics(text_font(SMALL_PX)).lineSpacing() + LINE_GAP_PX
        texts = len(sentences) * self._line_px + (LINE_GAP_PX if sentences else 0)
        return TOP_PX + len(titles) * title + texts + below

    def _head_lines(self, row: BoardRow, theme: Theme, width: int) -> tuple[list[str], list[str]]:
        room = width - 2 * PAD_PX
        title = shown_title(self._controller, theme)[:LONGEST_MEASURED]
        titles = at_most(wrapped(title, _title_font(), room), OPEN_LINES if row.is_open else TITLE_LINES)
        most = OPEN_LINES if row.is_open else SENTENCE_LINES
        text = theme.text if row.is_open else theme.text[:LONGEST_MEASURED]
        return titles, at_most(wrapped(text, text_font(TEXT_PX), room), most) if text else []

    def _count(self, text: str, room: int, most: int) -> int:
        """Return how many lines a text takes, at most so many; where two are the most, its width alone decides."""
        if most > NOTE_LINES:
            return len(self._shown_lines(text, room, most))
        flat = " ".join(text[:LONGEST_MEASURED].split())
        if len(flat) * NARROW_LETTER_PX > room:
            return NOTE_LINES
        return 1 if self._metrics.horizontalAdvance(flat) <= room else NOTE_LINES

    def _shown_lines(self, text: str, room: int, most: int) -> list[str]:
        shown = text if most > NOTE_LINES else " ".join(text[:LONGEST_MEASURED].split())
        return at_most(_lines(shown, max(room, 40), self._line_px), most)

    def _badges_px(self, note: Note) -> int:
        return round(sum(badge_width(text) + BADGE_GAP_PX for _, text in self._badges(note)))

    def _badges(self, note: Note) -> list[tuple[TagId, str]]:
        state = self._controller.state
        return [(tag, self._controller.text(tag_name(state, tag))) for tag in read_tags(state, note.tags)[:MOST_BADGES]]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a row."""
        row = index.data(ROW)
        width = option.rect.width()
        return QSize(width, self.row_px(row, width) if isinstance(row, BoardRow) else 0)

    # -- painting --------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row of a column."""
        row = index.data(ROW)
        if not isinstance(row, BoardRow):
            return
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.kind in {RowKind.LOOSE, RowKind.ENTRY}:
            self._paint_loose(painter, option, row)
        else:
            self._paint_in_card(painter, option, row)
        painter.restore()

    def _paint_in_card(self, painter: QPainter, option: QStyleOptionViewItem, row: BoardRow) -> None:
        rect: QRect = option.rect
        card = rect.adjusted(0, 0, -1, -GAP_PX if row.is_last else 0)
        whole = QRectF(card).adjusted(0.5, 0.5 if row.kind is RowKind.THEME else -20, -0.5, -0.5 if row.is_last else 20)
        painter.setPen(color("hairline"))
        painter.setBrush(color("panel"))
        painter.drawRoundedRect(whole, RADIUS_PX, RADIUS_PX)
        above, below = (3, 3) if row.kind is RowKind.THEME else (0, BOTTOM_PX)
        inner = card.adjusted(4, above, -4, -below if row.is_last else 0)
        self._paint_chosen(painter, inner, option)
        if row.kind is RowKind.THEME:
            self._paint_head(painter, card, row)
        elif row.kind is RowKind.NOTE:
            self._paint_note(painter, card.translated(0, LINE_GAP_PX // 2), row)
        else:
            painter.setFont(text_font(SMALL_PX))
            painter.setPen(color("muted"))
            more = self._controller.text(say_n("and {n} more", "and {n} more", row.count))
            painter.drawText(card.adjusted(INNER_PX, 0, -PAD_PX, 0), Qt.AlignmentFlag.AlignTop, more)

    def _paint_chosen(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        """Paint the ground of a row that is chosen or under the pointer, and a ring where the keys act on it."""
        is_chosen = is_selected(option) and self.is_active
        if not (is_chosen or is_under_pointer(option)):
            return
        view: QWidget = option.widget
        state = RowState.UNDER_POINTER
        if is_chosen:
            state = RowState.CHOSEN if view.hasFocus() else RowState.LEFT
        ground = color(state.value)
        ground.setAlphaF(GROUND_ALPHA)
        painter.setPen(color("accent") if is_chosen and has_focus(option) else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _paint_head(self, painter: QPainter, card: QRect, row: BoardRow) -> None:
        theme = self._model.theme_of(row)
        if theme is None:
            return
        titles, sentences = self._head_lines(row, theme, card.width() + 1)
        room = QRectF(card.adjusted(PAD_PX, TOP_PX, -PAD_PX, 0))
        painter.setFont(_title_font())
        painter.setPen(color("ink"))
        draw_lines(painter, room, titles)
        room.setTop(room.top() + len(titles) * QFontMetrics(painter.font()).lineSpacing() + ABOUT_GAP_PX)
        painter.setFont(text_font(SMALL_PX))
        painter.setPen(color("warn" if has_two_texts(theme) else "muted"))
        draw_lines(painter, room, [self.about(row, theme)])
        if sentences:
            room.setTop(room.top() + QFontMetrics(painter.font()).lineSpacing() + LINE_GAP_PX)
            painter.setFont(text_font(TEXT_PX))
            painter.setPen(color("ink"))
            draw_lines(painter, room, sentences)

    def about(self, row: BoardRow, theme: Theme) -> str:
        """Return what a card says of its theme below the title."""
        text = self._controller.text
        parts = [notes_text(self._controller, row.count)]
        if (status := theme_status(self._controller.state, theme)) is not CheckStatus.DRAFT:
            parts.append(text(STATUS_WORDS[status]))
        if objections := open_objections(self._controller.state, theme.theme_id):
            parts.append(text(say_n("{n} objection", "{n} objections", len(objections))))
        if theme.origin.subject:
            parts.append(text(self._controller.others.came_from(theme.origin)))
        if has_two_texts(theme):
            parts.append(text(say("two texts")))
        if self._controller.drafts.has(theme_field(theme.theme_id)):
            parts.append(text(say("being rewritten")))
        return " · ".join(parts)

    def _paint_note(self, painter: QPainter, card: QRect, row: BoardRow) -> None:
        note = self._model.note_of(row)
        if note is None:
            return
        left, line = card.left() + PAD_PX, self._line_px
        most = OPEN_LINES if row.is_open else NOTE_LINES
        lines = self._shown_lines(note.text, card.width() + 1 - INNER_PX - PAD_PX, most)
        painter.fillRect(QRectF(left, card.top() + 1, BAR_PX, len(lines) * line - 1), color("hairline"))
        painter.setFont(text_font(TEXT_PX))
        painter.setPen(color("warn" if note.other_texts else "ink"))
        draw_lines(painter, QRectF(card.adjusted(INNER_PX, 0, -PAD_PX, 0)), lines)
        if Flag.FOR_REPORT in note.flags:
            _paint_pennant(painter, card.right() - PENNANT_PX - 6, card.top() + 3)

    def _paint_loose(self, painter: QPainter, option: QStyleOptionViewItem, row: BoardRow) -> None:
        rect: QRect = option.rect
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("hairline"))
        self._paint_chosen(painter, rect.adjusted(0, 1, -1, -2), option)
        note, words = self._model.note_of(row), self._model.words_of(row)
        if words is None:
            return
        left, top = rect.left() + 4, rect.top() + LOOSE_PAD_PX
        line = self._line_px
        for tag, text in self._badges(note) if note else ():
            width = badge_width(text)
            badge = QRectF(left, top + (line - BADGE_HEIGHT_PX) / 2, width, BADGE_HEIGHT_PX)
            paint_badge(painter, badge, text, tag_badge_colors(self._controller.state, tag))
            left += round(width) + BADGE_GAP_PX
        painter.setFont(text_font(TEXT_PX))
        painter.setPen(color("warn" if words.other_texts else "ink"))
        room = rect.right() + 1 - RIGHT_PX - left + 4
        draw_lines(painter, QRectF(left, top, room, 100), self._shown_lines(words.text, room, NOTE_LINES))
        if note and Flag.FOR_REPORT in note.flags:
            _paint_pennant(painter, rect.right() - RIGHT_PX + 9, top + 3)
        if note:
            painter.setFont(text_font(KEY_PX))
            painter.setPen(color("muted"))
            painter.drawText(QRectF(rect.right() - 14, top, 14, line), Qt.AlignmentFlag.AlignCenter, "T")

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show a text whole where the row has no room for it, and what its sign means."""
        row = index.data(ROW)
        if not isinstance(row, BoardRow):
            return False
        words = self._model.words_of(row)
        tip = ""
        if words and self._count(words.text, option.rect.width() - INNER_PX - PAD_PX, NOTE_LINES) == NOTE_LINES:
            tip = words.text
        return show_tip(event, view, tip)

    # -- rewriting in the row --------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field over the row, as high as the text needs."""
        del option
        row = index.data(ROW)
        theme = self._model.theme_of(row) if row.kind is RowKind.THEME else None
        own = read_back_text(theme) if theme else str(index.data())
        words = theme or self._model.words_of(row)
        base = f"{theme.title_version} {theme.text_version}" if theme else getattr(words, "version", "")
        field = open_field(self._controller, TextField(own, parent), self.draft_of(row), base)
        name = say("Title of the theme; below it a few sentences") if theme else say("Text of the note")
        field.setAccessibleName(self._controller.text(name))
        return field

    @staticmethod
    def draft_of(row: BoardRow) -> str:
        """Return the name of the draft of a row's text."""
        if row.kind is RowKind.THEME:
            return theme_field(row.theme_id)
        return rewriting_field(row.note_id or row.entry_id)

    def drop_draft(self, editor: QWidget) -> None:
        """Forget what was typed in a field: somebody dropped it."""
        if isinstance(editor, TextField):
            drop(self._controller, editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Do nothing: the field has its text already, and another's edit must not wipe what is typed."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Leave it to the list, which says whose text it is."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the row, as high as the text needs."""
        row = index.data(ROW)
        if isinstance(editor, TextField) and isinstance(row, BoardRow):
            inset = INNER_PX - 11 if row.kind is RowKind.NOTE else 0
            editor.fit_into(option.rect.adjusted(inset, 0, -1, -GAP_PX if row.is_last else 0))


@lru_cache(SEEN_ROWS)
def _lines(text: str, room: int, _line_px: int) -> list[str]:
    """Return the lines of a text: the rows in sight are painted again and again. Larger letters have higher lines."""
    return wrapped(text, text_font(TEXT_PX), room)


def _title_font() -> QFont:
    return text_font(TITLE_PX, TITLE_WEIGHT)


def _paint_pennant(painter: QPainter, left: float, top: float) -> None:
    """Paint the sign of a note that is for the report: a ribbon."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("accent"))
    wide, high = PENNANT_PX, PENNANT_PX + 4
    corners = ((0, 0), (wide, 0), (wide, high), (wide / 2, high - 4), (0, high))
    painter.drawPolygon(QPolygonF([QPointF(left + x, top + y) for x, y in corners]))
