"""Shows what a token may become: a strip of badges, of which one is chosen. The line keeps the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.notes.capture import Token, TokenKind
from facilitator_console.notes.codebook import matching_tags, tag_name
from facilitator_console.notes.ids import TagId
from facilitator_console.session.calling_order import takes_seats
from facilitator_console.session.ids import OUTSIDE_QUEUE, Attribution, TableId
from facilitator_console.session.people import seated
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.tag_badges import (
    BADGE_HEIGHT_PX,
    GREY,
    Colors,
    badge_colors,
    badge_width,
    paint_badge,
    tag_badge_colors,
)

GAP_PX = 6
MOST = 9


class Suggestion(NamedTuple):
    """Represents one suggestion for the word that is being typed.

    Attributes:
        word: What is put into the line.
        text: What the badge says.
        colors: Of the badge.
    """

    word: str
    text: str
    colors: Colors


class Suggestions(QWidget):
    """Shows the strip of suggestions above the note line.

    Signals:
        chosen(str): The word that a click meant.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.shown: list[tuple[QRectF, Suggestion]] = []
        self._offered: tuple[Suggestion, ...] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def current(self) -> Suggestion | None:
        """Return the suggestion that Tab would take."""
        return self._offered[self._current] if self._offered else None

    def offer(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these; the first one is chosen."""
        self._offered = tuple(suggestions[:MOST])
        self._current = 0
        self._lay_out()

    def step(self, by: int) -> None:
        """Choose the suggestion so many places further on."""
        if self.shown:
            self._current = (self._current + by) % len(self.shown)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size of one row."""
        return QSize(0, BADGE_HEIGHT_PX + 4)

    def resizeEvent(self, _event: QEvent) -> None:
        """Show as many badges as fit."""
        self._lay_out()

    def _lay_out(self) -> None:
        self.shown, left = [], 2.0
        for suggestion in self._offered:
            width = badge_width(suggestion.text)
            if left + width > self.width() and self.shown:
                break
            self.shown.append((QRectF(left, 2, width, BADGE_HEIGHT_PX), suggestion))
            left += width + GAP_PX
        self.setAccessibleName(", ".join(suggestion.text for _, suggestion in self.shown))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the badge that was meant."""
        at = QPointF(event.position())
        for rect, suggestion in self.shown:
            if rect.contains(at):
                self.chosen.emit(suggestion.word)
                return

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the badges, and a ring around the chosen one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (rect, suggestion) in enumerate(self.shown):
            paint_badge(painter, rect, suggestion.text, suggestion.colors)
            if place == self._current:
                painter.setPen(QPen(color("accent"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 6, 6)


def completions(controller: SessionController, token: Token, table_id: TableId) -> list[Suggestion]:
    """Return what a token that is being typed may become: tags, or people by their seats."""
    state = controller.state
    if token.kind is TokenKind.TAG:
        if token.word[:1].isdigit():
            return []
        return [of_tag(controller, tag) for tag in matching_tags(state, token.word, controller.tag_names)]
    if token.kind is TokenKind.SEAT and state.info.attribution is Attribution.NONE:
        return []
    people = [person for person in seated(state) if str(person.seat).startswith(token.word)]
    if token.kind is TokenKind.QUEUE:
        takes = takes_seats(state, table_id)
        people = [person for person in people if takes and person.role not in OUTSIDE_QUEUE]
    shown = [(str(person.seat), f"{person.seat} {person.label}".strip()) for person in people]
    return [Suggestion(seat, text, badge_colors(GREY)) for seat, text in shown]


def of_tag(controller: SessionController, tag: TagId) -> Suggestion:
    """Return the suggestion of a tag."""
    name = controller.text(tag_name(controller.state, tag))
    return Suggestion("-".join(name.split()), name, tag_badge_colors(controller.state, tag))
