"""Shows the panel for a pass of tags: the tags of the digits, the others one key away, and a field for all of them.

It says which tag was chosen; what that does to a note is for the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.codebook import (
    DIGITS,
    digit_tags,
    folded_tag,
    matching_tags,
    meant_tag,
    other_tags,
    similar_tags,
    tag_name,
)
from facilitator_console.notes.ids import NO_TAG, TagId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import SMALL_RADIUS_PX, RowState, paint_card
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.tag_badges import BADGE_HEIGHT_PX, badge_width, paint_badge, tag_badge_colors
from facilitator_console.words import say, say_n, say_p

ROW_PX, LEAST_ROW_PX = 29, 20
"""Height of a row, and where the window is low."""
DIGIT_PX, TICK_PX = 44, 28
"""The room beside the badge: for the digit, and for the tick of a tag that the note has."""
MOST_ROWS = DIGITS + 1
"""The last one leads to the tags without a digit."""
SIGNS = "1234567890"
"""The keys of the rows."""


class TagRows(QWidget):
    """Paints rows of a digit and a tag; a click chooses one.

    Signals:
        tag_chosen(TagId): A row was clicked.
    """

    tag_chosen = Signal(str)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the tags of the digits."""
        super().__init__(parent)
        self._controller = controller
        self._tags: tuple[TagId, ...] = ()
        self._signs = ""
        self.shows_more = False
        self._given: frozenset[TagId] = frozenset()
        self._has_digits = True
        self._lit = -1
        self._under = -1
        self.setMouseTracking(True)
        self.setMinimumHeight(MOST_ROWS * LEAST_ROW_PX)
        self.setMinimumWidth(DIGIT_PX + 120)
        self.setAccessibleName(controller.text(say("Tags of the digits 1 to 9")))
        self.show_digits()

    def show_digits(self) -> None:
        """Show the tags that have digits, and below them how to come to the others."""
        given = [(sign, tag) for sign, tag in zip(SIGNS, digit_tags(self._controller.state), strict=False) if tag]
        more = bool(other_tags(self._controller.state))
        self._show([sign for sign, _ in given] + ["0"] * more, [tag for _, tag in given] + [NO_TAG] * more)
        # As high as the team's digits want; where others show in their place, rows are lower, and nothing below moves.
        self.setMaximumHeight(max(MOST_ROWS * LEAST_ROW_PX, len(self._tags) * ROW_PX))

    def show_more(self) -> None:
        """Show the tags without a digit: the next digit gives one of them, the tenth has the 0."""
        self._show(SIGNS, other_tags(self._controller.state)[:MOST_ROWS], more=True)

    def tag_of_digit(self, digit: int) -> TagId:
        """Return the tag that a digit gives now, and show the digits of the team again; `NO_TAG` for none."""
        if not self.shows_more:
            return digit_tags(self._controller.state)[digit - 1] if digit else NO_TAG
        place = SIGNS.index(str(digit))
        tag = self._tags[place] if place < len(self._tags) else NO_TAG
        self.show_digits()
        return tag

    def _show(self, signs: Iterable[str], tags: Sequence[TagId], *, more: bool = False) -> None:
        self._signs, self._tags = "".join(signs), tuple(tags)
        self._has_digits, self.shows_more, self._lit = True, more, -1
        self.update()

    def show_matches(self, tags: Sequence[TagId], lit: int) -> None:
        """Show these tags without digits, one of them lit."""
        self._tags, self._has_digits, self._lit = tuple(tags)[:MOST_ROWS], False, lit
        self.shows_more = False
        self.update()

    def follow(self) -> None:
        """Show the digits as the codebook has them now."""
        if self.shows_more:
            self.show_more()
        elif self._has_digits:
            self.show_digits()

    def show_given(self, tags: Collection[TagId]) -> None:
        """Tick the tags that the chosen note has."""
        if self._given != frozenset(tags):
            self._given = frozenset(tags)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the rows of the digits."""
        return QSize(240, self.maximumHeight())

    @property
    def _row_px(self) -> int:
        return min(ROW_PX, self.height() // max(1, len(self._tags)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tags with their digits."""
        painter, row_px = QPainter(self), self._row_px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, tag in enumerate(self._tags):
            rect = QRect(0, row * row_px, self.width(), row_px)
            paint_card(painter, rect.adjusted(0, 1, 0, -1), self._row_state(row).value, radius_px=SMALL_RADIUS_PX)
            painter.setPen(color("muted"))
            painter.setFont(font(12, 650))
            if self._has_digits:
                painter.drawText(rect.adjusted(10, 0, 0, 0), middle, self._signs[row])
            if not tag:
                painter.setFont(font(13))
                painter.drawText(rect.adjusted(DIGIT_PX, 0, 0, 0), middle, self._more_text())
                continue
            text = self._name(tag)
            width = min(badge_width(text), self._badge_room_px)
            badge = QRectF(DIGIT_PX, rect.top() + (row_px - BADGE_HEIGHT_PX) / 2, width, BADGE_HEIGHT_PX)
            paint_badge(painter, badge, text, tag_badge_colors(self._controller.state, tag))
            if tag in self._given:
                painter.setPen(color("accent"))
                painter.setFont(font(14, 650))
                painter.drawText(rect.adjusted(0, 0, -8, 0), middle | Qt.AlignmentFlag.AlignRight, "✓")

    def _more_text(self) -> str:
        return self._controller.text(say_n("{n} more tag", "{n} more tags", len(other_tags(self._controller.state))))

    def _row_state(self, row: int) -> RowState:
        if row == self._lit:
            return RowState.CHOSEN
        return RowState.UNDER_POINTER if row == self._under else RowState.PLAIN

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the row under the pointer."""
        self._light_under(int(event.position().y()) // self._row_px)

    def leaveEvent(self, _event: QEvent) -> None:
        """Stop lighting a row."""
        self._light_under(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        row = int(event.position().y()) // self._row_px
        if event.button() != Qt.MouseButton.LeftButton or not 0 <= row < len(self._tags):
            return
        if self._tags[row]:
            self.tag_chosen.emit(self._tags[row])
        else:
            self.show_more()

    def _light_under(self, row: int) -> None:
        row = row if row < len(self._tags) else -1
        if row != self._under:
            self._under = row
            name = self._name(self._tags[row]) if row >= 0 and self._tags[row] else ""
            self.setToolTip(plain_tip(name) if badge_width(name) > self._badge_room_px else "")
            self.update()

    def _name(self, tag: TagId) -> str:
        return self._controller.text(tag_name(self._controller.state, tag))

    @property
    def _badge_room_px(self) -> int:
        """Return the width of the longest badge; longer ones end in dots and show on hovering."""
        return self.width() - DIGIT_PX - TICK_PX


class TagPanel(QWidget):
    """Shows the tags for the chosen note.

    Signals:
        tag_chosen(TagId): A tag was chosen, by the pointer or by name.
        codebook_asked(): The tags of the team are to be shown.
        left(): Esc in the field.
    """

    tag_chosen = Signal(str)
    codebook_asked = Signal()
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the panel of tags."""
        super().__init__(parent)
        self._controller = controller
        self._matches: tuple[TagId, ...] = ()
        self._lit = 0
        self._head = label(controller.text(say_p("a heading", "Tag the selected note")), Rank.SECTION)
        self.rows = TagRows(controller)
        self.field = QLineEdit()
        self.field.setPlaceholderText(controller.text(say("# another tag")))
        self.field.setAccessibleName(controller.text(say("Another tag, by name")))
        self.field.installEventFilter(self)
        self._codebook_link = Link(controller.text(say("Change tags")))
        self._codebook_link.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # By key it is in the list of commands.
        self._codebook_link.clicked.connect(self.codebook_asked)
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.rows.tag_chosen.connect(self._on_rows_tag_chosen)
        controller.changed.connect(self._on_controller_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self.rows)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.field, 1)
        row.addWidget(self._codebook_link)
        column.addLayout(row)

    def show_given(self, tags: Collection[TagId], notes: int) -> None:
        """Tick the tags that all of the chosen notes have."""
        self.rows.show_given(tags)
        single, several = say_p("a heading", "Tag the selected note"), say("Tag the selected notes · {n}", n=notes)
        set_text(self._head, self._controller.text(several if notes > 1 else single))

    def ask(self) -> None:
        """Let somebody type a tag's name."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose among the matches with Up and Down, leave on Esc, and empty a field that is left."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self._matches:
                self._lit = (self._lit + step) % len(self._matches)
                self.rows.show_matches(self._matches, self._lit)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.field.clear()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _on_controller_changed(self, changes: Changes) -> None:
        if "tags" in changes:
            self.rows.follow()

    def _on_field_text_changed(self, text: str) -> None:
        typed = text.lstrip("#№ ")
        self._lit = 0
        self._matches = ()
        if folded_tag(typed):
            state, names = self._controller.state, self._controller.tag_names
            self._matches = matching_tags(state, typed, names)[:DIGITS]
            if not self._matches and (similar := similar_tags(state, typed, names)):
                # A new tag beside one of nearly the same name is only made by choosing it.
                self._matches = (*similar, TagId(typed))
            self.rows.show_matches(self._matches or (TagId(typed),), 0)
        else:
            self.rows.show_digits()

    def _on_field_return_pressed(self) -> None:
        typed = self.field.text().lstrip("#№ ")
        if not folded_tag(typed):
            return
        exact = meant_tag(self._controller.state, typed, self._controller.tag_names) or typed
        known = self._matches and (exact not in self._matches or self._lit)
        self._choose(self._matches[self._lit] if known else exact)

    def _on_rows_tag_chosen(self, tag: str) -> None:
        # Who has gone over to the mouse is not typing a name any more.
        self.field.clearFocus()
        self._choose(tag)

    def _choose(self, tag: str) -> None:
        self.field.clear()
        self.tag_chosen.emit(tag)
