"""Shows what a format adds to the ten buttons: to pass, its further moves, what does not work out and its remedy."""

from __future__ import annotations

from functools import partial
from itertools import accumulate

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from facilitator_console.session.calling_order import asks_each
from facilitator_console.ui.control.action import Action, press
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.look.wrapped import at_most, wrapped
from facilitator_console.ui.parts.key_button import ActionButton, KeyButton, Look
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.run.room_actions import PASS_FOR_NOW, REMEDY, further_actions, is_hidden, placed_actions
from facilitator_console.views.formats import Middle
from facilitator_console.words import say

MORE = say("More")
LOOK, LOW_LOOK = Look(13, pad_px=10, gap_px=8, height_px=32), Look(13, pad_px=8, gap_px=6, height_px=28)
WARNING_PX = 12
KEPT_LINES, MOST_LINES = 2, 3
LEAST_PX = 90
BUTTONS_PART = 0.6
"""The share of the width that the buttons have; the rest is kept for words."""
GAP_PX = 10


class Remedy(QAbstractButton):
    """Shows what does not work out, and as a link behind it what would help; a click on either does that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._warning = self._link = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # A click leaves the focus where somebody types; Tab still comes here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_texts(self, warning: str, link: str) -> None:
        """Show another warning and another link; either may be empty."""
        if (warning, link) != (self._warning, self._link):
            self._warning, self._link = warning, link
            self.setText(f"{warning} {link}".strip())
            self.setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if link else Qt.FocusPolicy.NoFocus)
            self._refresh_tip()
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the height of its lines at the present width."""
        return QSize(LEAST_PX, len(self.shown_lines()) * self._line_px())

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size, which is the wanted one."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._refresh_tip()

    def kept_px(self) -> int:
        """Return the height that is kept for it while there is nothing to say."""
        return KEPT_LINES * self._line_px()

    def height_px(self, width: int) -> int:
        """Return the height of its lines at a width."""
        return len(at_most(self._lines(width), MOST_LINES)) * self._line_px() if self.text() else 0

    def shown_lines(self) -> list[str]:
        """Return its lines; where they are more than there is room for the warning is shorter, never the link."""
        words = self._warning.split()
        lines = self._lines(self.width())
        while len(lines) > MOST_LINES and words:
            words.pop()
            lines = wrapped(f"{' '.join(words)}… {self._link}", _font(), self.width())
        return lines

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the warning, and behind it the link, underlined under the pointer."""
        painter = QPainter(self)
        kind, lines = _font(), self.shown_lines()
        metrics = QFontMetrics(kind)
        top = (self.height() - len(lines) * self._line_px()) / 2
        # The link's words are the last ones, wherever the lines break.
        link_words = len(self._link.split())
        left_words = sum(len(line.split()) for line in lines) - link_words
        for row, line in enumerate(lines):
            x, y = 0.0, top + row * self._line_px()
            for word in line.split():
                is_link = left_words <= 0
                left_words -= 1
                kind.setUnderline(is_link and self.underMouse() and self.isEnabled())
                painter.setFont(kind)
                painter.setPen(color("accent" if is_link and self.isEnabled() else "muted" if is_link else "warn"))
                painter.drawText(QRectF(x, y, self.width(), self._line_px()), 0, word)
                x += metrics.horizontalAdvance(f"{word} ")
        if self.hasFocus():
            painter.setPen(color("accent"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _lines(self, width: int) -> list[str]:
        return wrapped(self.text(), _font(), width) if self.text() else []

    def _refresh_tip(self) -> None:
        fits = len(self._lines(self.width())) <= MOST_LINES
        self.setToolTip("" if fits else plain_tip(self.text()))

    @staticmethod
    def _line_px() -> int:
        return QFontMetrics(_font()).lineSpacing()


class StageMoves(QWidget):
    """Shows the row between the clocks and the ten buttons; a plenary has none.

    Signals:
        acted(): One of them was pressed.
    """

    acted = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show them and follow the controller."""
        super().__init__(parent)
        self._controller = controller
        self._look = LOOK
        self._offered: tuple[Action, ...] = ()
        self._in_menu: tuple[Action, ...] = ()
        self.passes = ActionButton(controller, PASS_FOR_NOW)
        self.passes.acted.connect(self.acted)
        self.buttons: dict[str, ActionButton] = {}
        self.remedy = Remedy()
        self.remedy.clicked.connect(self._on_remedy_clicked)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP_PX)
        self.others = KeyButton("")
        self.others.show_label(f"{controller.text(MORE)} ▾")
        self.others.clicked.connect(self._on_others_clicked)
        for button in (self.passes, self.others):
            button.set_look(LOOK)
            self._row.addWidget(button)
        self._row.addWidget(self.remedy, 1)
        self.refresh()

    def set_compact(self, *, on: bool) -> None:
        """Take less room, or not."""
        self._look = LOW_LOOK if on else LOOK
        for button in self._all():
            button.set_look(self._look)

    @property
    def is_wanted(self) -> bool:
        """Tell whether the format has anything to show here; in a round, and between parts, its place is kept."""
        view, stage = self._controller.picture.view, self._controller.picture.view.stage
        keeps = asks_each(self._controller.state) or (stage.part is not None and stage.middle is Middle.RING)
        has_words = stage.warning is not None or stage.remedy is not None
        return not view.is_closed and (keeps or has_words or bool(placed_actions(self._controller)[1]))

    def height_px(self, width: int) -> int:
        """Return its height at this width."""
        self._choose(width)
        shown = [button for button in self._all() if button.isVisibleTo(self)]
        left_px = width - sum(button.sizeHint().width() + GAP_PX for button in shown)
        return max(self._look.height_px, self.remedy.kept_px(), self.remedy.height_px(max(LEAST_PX, left_px)))

    def refresh(self) -> None:
        """Show what can be done now."""
        text, stage = self._controller.text, self._controller.picture.view.stage
        self.passes.refresh()
        self.passes.setVisible(not is_hidden(PASS_FOR_NOW, self._controller))
        actions = {action.name: action for action in placed_actions(self._controller)[1]}
        for name, action in actions.items():
            if name not in self.buttons:
                button = self.buttons[name] = ActionButton(self._controller, action)
                button.acted.connect(self.acted)
                self._row.insertWidget(self._row.count() - 2, button)
        for button in self.buttons.values():
            button.refresh()
            button.set_look(self._look)
        self._offered = tuple(actions.values())
        self._choose(self.width())
        helps = self._helping()
        why_not = helps.refusal(self._controller) if helps else None
        self.remedy.show_texts(
            text(stage.warning) if stage.warning else "", text(stage.remedy.label) if stage.remedy else ""
        )
        self.remedy.setEnabled(why_not is None)
        self.remedy.setAccessibleDescription(text(why_not) if why_not else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many of the further moves as there is room for."""
        super().resizeEvent(event)
        self._choose(self.width())

    def _choose(self, width: int) -> None:
        """Show the further moves that fit beside the room that words may need; the others are in a menu."""
        room_px = round(width * BUTTONS_PART)
        if not is_hidden(PASS_FOR_NOW, self._controller):
            room_px -= self.passes.sizeHint().width() + GAP_PX
        needed = [self.buttons[action.name].sizeHint().width() + GAP_PX for action in self._offered]
        if sum(needed) > room_px:
            room_px -= self.others.sizeHint().width() + GAP_PX
        fitting = sum(px <= room_px for px in accumulate(needed))
        self._in_menu = self._offered[fitting:]
        shown = {action.name for action in self._offered[:fitting]}
        for name, button in self.buttons.items():
            button.setVisible(name in shown)
        self.others.setVisible(bool(self._in_menu))

    def _all(self) -> tuple[KeyButton, ...]:
        return (self.passes, *self.buttons.values(), self.others)

    def _on_others_clicked(self) -> None:
        menu = new_menu(self)
        for action in self._in_menu:
            label, why_not = action.shown(self._controller)
            entry = menu.addAction(self._controller.text(label), partial(self._press, action))
            entry.setEnabled(why_not is None)
        menu.popup(self.others.mapToGlobal(self.others.rect().bottomLeft()))

    def _press(self, action: Action) -> None:
        press(action, self._controller)
        self.acted.emit()

    def _on_remedy_clicked(self) -> None:
        if helps := self._helping():
            press(helps, self._controller, by_click=True)
        self.acted.emit()

    def _helping(self) -> Action | None:
        return next((action for action in further_actions(self._controller) if action.name == REMEDY), None)


def _font() -> QFont:
    return text_font(WARNING_PX, 500)
