"""Shows the ten room buttons: always in two rows of five, so that each digit has its place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import ItemStatus
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, set_style
from facilitator_console.ui.parts.key_button import ActionButton, Look
from facilitator_console.ui.parts.key_rows import KeyRows, Setting
from facilitator_console.ui.run.room_actions import STAGE

TURN_KEYS = 5
"""The first five are about the turn, the others about the item and the whole."""
ON_ONE_LINE = (Look(apart=True), Look(pad_px=9, gap_px=7, apart=True))
ON_TWO_LINES = (
    Look(13, 2, 8, 5, 44, apart=True),
    Look(12, 2, 6, 4, 44, 17, apart=True),
    Look(12, 2, 4, 3, 44, 16, apart=True),
)
LOOKS = (ON_ONE_LINE, ON_TWO_LINES)
"""How labels are set, from the roomiest to the closest; the first that fits is taken."""
SHORTER_PX = 4
"""Off the height of each on low windows."""

KINDS = {"freeze": ButtonKind.WARN}


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
        self.buttons = [ActionButton(controller, action) for action in STAGE]
        for button in self.buttons:
            button.acted.connect(self.acted)
        self.set_compact(on=False)
        self.refresh()

    def set_compact(self, *, on: bool) -> None:
        """Take less room, or not."""
        rows = tuple(self.buttons[:TURN_KEYS]), tuple(self.buttons[TURN_KEYS:])
        less_px = SHORTER_PX if on else 0
        one, two = ([look._replace(height_px=look.height_px - less_px) for look in looks] for looks in LOOKS)
        self.set_in(*(Setting(rows, look, fills=False) for look in one), *(Setting(rows, look) for look in two))

    def refresh(self) -> None:
        """Show the labels, whether they can be pressed, and which one is likely to be pressed next."""
        for button in self.buttons:
            button.refresh()
        likely = _likely(self._controller)
        for button in self.buttons:
            is_primary = button.isEnabled() and button.name == likely
            set_style(button, ButtonKind.PRIMARY if is_primary else KINDS.get(button.name, ButtonKind.PLAIN))


def _likely(controller: SessionController) -> str:
    """Return the action that is likely to be wanted next: what stands still goes on, else the turn is handed on."""
    room, turn = controller.state.room, speaking(controller.state)
    item = controller.state.items.get(room.item_id)
    if (item is None and turn is None) or (item and item.status is ItemStatus.PAUSED):
        return "item"
    return "pause_turn" if turn and turn.paused else "done"
