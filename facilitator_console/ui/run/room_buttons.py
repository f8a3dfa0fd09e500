"""Shows the ten room buttons: always in two rows of five, so that each digit has its place.

What they are called and whether they are of use may be the format's; the place of one that is not stays free, or goes
to one of the format's further moves. Where none of the turn's keys is of use there is no row for them.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import NO_ITEM, ItemStatus
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, set_style
from facilitator_console.ui.parts.key_button import ActionButton, Look
from facilitator_console.ui.parts.key_rows import KeyRows, Setting
from facilitator_console.ui.run.room_actions import STAGE, TURN_KEYS, is_hidden, placed_actions
from facilitator_console.views.formats import Middle, view_of
from facilitator_console.views.seat_words import shown_middle
from facilitator_console.words import Message

ON_ONE_LINE = (Look(apart=True), Look(pad_px=9, gap_px=7, apart=True))
ON_TWO_LINES = (
    Look(13, 2, 8, 5, 44, apart=True),
    Look(12, 2, 6, 4, 44, 17, apart=True),
    Look(12, 2, 4, 3, 44, 16, apart=True),
)
LOOKS = (ON_ONE_LINE, ON_TWO_LINES)
"""The ways to set labels, from the roomiest to the closest; the first that fits is taken."""
SHORTER_PX = 4
"""The height by which each button is lower on low windows."""

KINDS = {"freeze": ButtonKind.WARN}
WIDEST_SEAT = 88
"""A seat in a label, to measure by: the button does not grow with the number."""


class RoomButtons(KeyRows):
    """Shows all ten: a row for the turn and a row for the rest.

    Signals:
        acted(): One of them was pressed.
    """

    acted = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show them and follow the controller."""
        super().__init__(parent=parent)
        self._controller = controller
        self._talks = (NO_ITEM, "")
        self._less_px = 0
        self.further: dict[str, ActionButton] = {}
        self.buttons = [ActionButton(controller, action) for action in STAGE]
        for button in self.buttons:
            button.acted.connect(self.acted)
        self._turn_row = tuple(self.buttons[:TURN_KEYS])
        self.set_compact(on=False)
        self.refresh()

    def set_compact(self, *, on: bool) -> None:
        """Take less room, or not."""
        self._less_px = SHORTER_PX if on else 0
        self._lay_out()

    def _lay_out(self) -> None:
        of_item = tuple(self.buttons[TURN_KEYS:])
        rows = (self._turn_row, of_item) if self._turn_row else (of_item,)
        one, two = ([look._replace(height_px=look.height_px - self._less_px) for look in looks] for looks in LOOKS)
        self.set_in(*(Setting(rows, look, fills=False) for look in one), *(Setting(rows, look) for look in two))

    def refresh(self) -> None:
        """Show the labels, whether they can be pressed, and which one is likely to be pressed next."""
        for button in self.buttons:
            button.refresh()
            button.setVisible(not is_hidden(button.action, self._controller))
        self._make_room()
        self._refresh_further()
        likely = _likely(self._controller)
        for button in self.buttons:
            is_primary = button.isEnabled() and button.name == likely
            set_style(button, ButtonKind.PRIMARY if is_primary else KINDS.get(button.name, ButtonKind.PLAIN))

    def _refresh_further(self) -> None:
        """Show those further moves of the format for which there is a free place in the row of the turn."""
        placed, _ = placed_actions(self._controller)
        for action in placed:
            if action.name not in self.further:
                button = self.further[action.name] = ActionButton(self._controller, action)
                button.acted.connect(self.acted)
        for button in self.further.values():
            button.refresh()
        further = iter([self.further[action.name] for action in placed])
        turn = self.buttons[:TURN_KEYS]
        hidden = {button for button in turn if is_hidden(button.action, self._controller)}
        row = tuple(next(further, button) if button in hidden else button for button in turn)
        row = () if hidden.issuperset(row) else row
        if row != self._turn_row:
            self._turn_row = row
            self._lay_out()
        for button in self.further.values():
            button.setVisible(button in row)

    def _make_room(self) -> None:
        """Make room for the format's labels: only with a new item, or another format, may the buttons be narrower."""
        text, view = self._controller.text, self._controller.picture.view
        talks = (view.item_id, view.format)
        is_new, self._talks = talks != self._talks, talks
        item = self._controller.state.items.get(view.item_id)
        for button in self.buttons:
            move = view.stage.moves.get(button.name)
            of_format = [label for name, label in view_of(item).labels if name == button.name] if item else []
            labels = [text(_widest(label)) for label in (*of_format, *([move.label] if move else ()))]
            if is_new:
                button.keep_room_only_for([*map(text, button.action.labels), *labels])
            else:
                button.keep_room_for(labels)


def _widest(label: Message) -> Message:
    """Return a label with a wide number in place of a seat's."""
    numbers = {name: WIDEST_SEAT for name, value in label.params.items() if type(value) is int}
    return label._replace(params={**label.params, **numbers})


def _likely(controller: SessionController) -> str:
    """Return the action that is likely to be wanted next: what stands still goes on, else the turn is handed on."""
    room, turn = controller.state.room, speaking(controller.state)
    item = controller.state.items.get(room.item_id)
    if (item is None and turn is None) or (item and item.status is ItemStatus.PAUSED):
        return "item"
    if turn and turn.paused:
        return "pause_turn"
    return "done" if _hands_on(controller) else "next_item"


def _hands_on(controller: SessionController) -> bool:
    """Tell whether there is a turn, or a part of the item, to hand on; else the item itself goes on to the next."""
    done = STAGE[0]
    if controller.tables.view is not None:
        return False
    if shown_middle(controller.picture.view) is Middle.RING:
        return not is_hidden(done, controller)
    return done.refusal(controller) is None
